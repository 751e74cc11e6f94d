import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { readReplay } from './fields';
import { defaults, maxEventsLimit, migrateOptions } from './options';
import { suggest } from './suggestions';
import { tableOf } from './table';

function frame(columns: Record<string, unknown[]>): DataFrame {
  return toDataFrame({
    fields: Object.entries(columns).map(([name, values]) => ({
      name,
      type: name === 'time' ? FieldType.time : FieldType.string,
      values,
    })),
  });
}

// The newest row first, as the data source tells it.
const history = frame({
  time: [5000, 4000, 3000, 2000, 1000, null],
  action: ['withdraw', 'announce', 'announce', 'announce', 'announce', 'announce'],
  change: ['withdrawn', 'changed', 'changed', 'duplicate', 'new', 'new'],
  prefix: ['10.0.0.0/8', '10.0.0.0/8', '10.0.0.0/8', '10.0.0.0/8', '10.0.0.0/8', '10.0.0.0/8'],
  peer: ['a', 'a', 'a', 'a', 'a', 'a'],
  as_path: ['', '65001 65003', '65001 65002', '65001 65002', '65001 65002', ''],
});

const sessions = frame({ time: [6000, 5500, 1000], up: ['0', '1', '1'], peer: ['a', 'a', 'a'] });

it('reads events in the order of time, and tells a new path from other news', () => {
  const { events, repeats, unreadable } = readReplay([history], 100);
  expect(events.map(({ timeMs, kind }) => [timeMs, kind])).toEqual([
    [1000, 'announce'],
    [3000, 'announce'],
    [4000, 'path-change'],
    [5000, 'withdraw'],
  ]);
  expect([repeats, unreadable]).toEqual([1, 1]);
});

it('a session is an event where it becomes another', () => {
  const { events } = readReplay([sessions], 100);
  expect(events.map(({ timeMs, text }) => [timeMs, text])).toEqual([
    [1000, 'a: session up'],
    [6000, 'a: session down'],
  ]);
});

it('what is left out has happened all the same', () => {
  const { start, events, total } = readReplay([history], 2);
  expect([...start.values()].map(({ asPath }) => asPath)).toEqual(['65001 65002']);
  expect([events.length, total]).toEqual([2, 4]);
});

it('a table without time is what was there before', () => {
  const table = frame({ prefix: ['10.0.0.0/8'], peer: ['a'], as_path: ['65001 65003'] });
  const { start, events } = readReplay([table, history], 100);
  expect(start.size).toBe(1);
  expect(events[0]!.kind).toBe('announce');
});

it('with a table before, only a session that turns is an event', () => {
  const table = frame({ prefix: ['10.0.0.0/8'], peer: ['a'], as_path: ['65001 65003'] });
  const told = frame({ time: [3000, 2000, 1000], up: ['0', '1', '1'], peer: ['a', 'a', 'a'] });
  expect(readReplay([table, told], 100).events.map(({ text }) => text)).toEqual(['a: session down']);
});

it('reads sessions from log lines, with the reason', () => {
  const line = 'session of nva-0 with vpn-0 (10.0.3.4) down: Hold Timer Expired';
  const lines = frame({
    timestamp: [2000, 1000],
    body: [line, 'session of nva-0 with vpn-0 (10.0.3.4) up'],
    labels: [
      { router: 'nva-0', peer: '10.0.3.4', state: 'down' },
      { router: 'nva-0', peer: '10.0.3.4', state: 'up' },
    ],
  });
  lines.fields[0]!.type = FieldType.time;
  const { events } = readReplay([lines], 100);
  expect(events.map(({ timeMs, kind, peer }) => [timeMs, kind, peer])).toEqual([
    [1000, 'session', 'vpn-0'],
    [2000, 'session', 'vpn-0'],
  ]);
  expect(events.at(-1)).toMatchObject({ isUp: false, text: line });
});

it('leaves out sessions that bring none of the routes', () => {
  const others = frame({ time: [6000, 1000], up: ['0', '1'], peer: ['b', 'b'] });
  const { events } = readReplay([history, sessions, others], 100);
  expect(events.filter(({ kind }) => kind === 'session').map(({ peer }) => peer)).toEqual(['a', 'a']);
});

it('gives the same as a table', () => {
  expect(tableOf(readReplay([history], 2), 'utc').rows).toEqual([
    [
      '1970-01-01 00:00:04',
      'path change',
      'a',
      '10.0.0.0/8',
      '65001 65003',
      'none',
      'a announces 10.0.0.0/8 path 65001 65003',
    ],
    ['1970-01-01 00:00:05', 'withdraw', 'a', '10.0.0.0/8', '', '', 'a withdraws 10.0.0.0/8'],
  ]);
});

it('is suggested for a history, not for a table of routes', () => {
  expect(suggest({ rawFrames: [history] })).toHaveLength(1);
  expect(suggest({ rawFrames: [frame({ prefix: ['10.0.0.0/8'], as_path: ['1'] })] })).toEqual([]);
});

it('migrates options that it cannot use to the defaults', () => {
  const migrate = (options: unknown) => migrateOptions({ options } as Parameters<typeof migrateOptions>[0]);
  expect(migrate(undefined)).toEqual(defaults);
  expect(migrate({ speed: 7, maxEvents: 1e9, view: 'table' })).toEqual({
    ...defaults,
    maxEvents: maxEventsLimit,
    view: 'table',
  });
});
