import { expect, test } from 'vitest';
import { health, source, stateOf } from '../../tests/build/collector-parts.ts';
import type { ConnectionStatus } from '../sources/source-status.ts';
import { Log } from './log.ts';
import { Secrets } from './secrets.ts';
import { StateLog } from './state-log.ts';

function newLog(): { log: StateLog; told: () => string[] } {
  const lines: string[] = [];
  const options = { level: 'info', collector: 'local', secrets: new Secrets([]), forPeople: true } as const;
  // A day between two entries: none is held back.
  let nowMs = 0;
  const log = new Log({ ...options, nowMs: () => (nowMs += 86_400_000) }, (line) => lines.push(line));
  return { log: new StateLog(log), told: () => lines.splice(0).map((line) => line.slice(9).trimEnd()) };
}

const router: ConnectionStatus = { name: 'core-1', up: true, words: 'Initiation heard', families: [], lastHeardMs: 1 };

test('a source is told of when its state changes, and who connects to it', () => {
  const { log, told } = newLog();
  const sources = [source({ connections: [router] })];
  log.observe(stateOf({ sources }));
  expect(told()).toEqual([
    'info  hearing: 1 router is connected about=bmp 127.0.0.1:11019',
    'info  up: Initiation heard about=bmp 127.0.0.1:11019: core-1',
  ]);
  log.observe(stateOf({ sources: [source({ connections: [{ ...router, words: 'other words', lastHeardMs: 2 }] })] }));
  expect(told()).toEqual([]);
  const down = { ...router, up: false, words: 'closed by the router' };
  log.observe(stateOf({ sources: [source({ state: 'trouble', words: 'nobody', connections: [down] })] }));
  expect(told()).toEqual([
    'error trouble: nobody about=bmp 127.0.0.1:11019',
    'warn  down: closed by the router about=bmp 127.0.0.1:11019: core-1',
  ]);
});

test('a stretch that was lost is told, and each further one', () => {
  const { log, told } = newLog();
  const gaps = (count: number): void =>
    log.observe(stateOf({ sources: [source({ counts: { gaps: count, skipped_bytes: 24 } })] }));
  gaps(0);
  told();
  gaps(1);
  gaps(1);
  gaps(2);
  expect(told()).toEqual([
    'warn  messages may be lost: 1 stretches of the file belong to no record, 24 bytes about=bmp 127.0.0.1:11019',
    'warn  messages may be lost: 2 stretches of the file belong to no record, 24 bytes about=bmp 127.0.0.1:11019',
  ]);
});

test('a journal is told of when it cannot be written, and when it can again', () => {
  const { log, told } = newLog();
  const journal = { kind: 'journal_full', words: 'no space left' } as const;
  log.observe(stateOf());
  log.observe(stateOf({ stores: { general: health({ journal }) } }));
  log.observe(stateOf({ stores: { general: health({ journal }) } }));
  log.observe(stateOf());
  expect(told()).toEqual([
    'error no space left about=store general',
    'info  the journal can be written again about=store general',
  ]);
});

test('the states of a database', () => {
  const { log, told } = newLog();
  const trouble = { sinceMs: 0, words: 'InfluxDB cannot be reached', status: undefined };
  log.database('general', { kind: 'retrying', ...trouble });
  log.database('general', { kind: 'refused', ...trouble });
  log.database('general', { kind: 'ok' });
  expect(told()).toEqual([
    'warn  InfluxDB cannot be reached; points are kept meanwhile about=store general',
    'error InfluxDB cannot be reached; points are kept meanwhile about=store general',
    'info  the database answers again about=store general',
  ]);
});

test('sums that do not come out are an error', () => {
  const { log, told } = newLog();
  log.observe(stateOf({ messages: { received: 1 } }));
  expect(told()).toEqual(['error received 1 is not decoded 0 + faulty 0 + filtered 0 about=messages']);
});
