import { describe, expect, test } from 'vitest';
import {
  INTERNET,
  courseOf,
  everySecond,
  incidentsOf,
  inOrder,
  judge,
  settingsWith,
} from '../../../tests/build/judged.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation, prefixOf } from '../../../tests/build/settings.ts';
import type { RouteEvent } from '../../event/types.ts';

const P = '10.1.0.0/16';
const a = new PeerEvents(peer('10.0.0.1', 65001));
const b = new PeerEvents(peer('10.0.0.2', 65002));
const from = (origin: number): { path: number[] } => ({ path: [65000, origin] });

/** Both peers are up; `a` has P of 65010 already. */
function run(events: readonly RouteEvent[], until: number, settings = settingsWith()): ReturnType<typeof judge> {
  const start = [
    a.up(0),
    b.up(0),
    a.announce(0, P, from(65010)),
    a.endOfRib(0),
    b.announce(0, '10.2.0.0/16'),
    b.endOfRib(0),
  ];
  return judge(
    [
      ...start,
      ...inOrder(
        everySecond(1, until, (at) => a.keepalive(at)),
        events
      ),
    ],
    until,
    settings
  );
}

function rowsOf(seen: ReturnType<typeof judge>): string[] {
  return seen.flatMap((one) =>
    one.kind === 'origin'
      ? [
          `${Number(one.timeNs / 1_000_000_000n)} ${one.what} ${one.state} ${one.prefix} ${one.originsBefore.join()}>${one.origins.join()}`,
        ]
      : []
  );
}

describe('several origins', () => {
  test('open after the hold-down and are resolved a minute after they end', () => {
    const seen = run([b.announce(100, P, from(65011)), b.withdraw(300, P)], 500);
    expect(courseOf(seen, 'moas')).toEqual(['160 open default 65010 65011 1', '360 resolved default 65010 65011 1']);
    expect(rowsOf(seen)).toEqual([`100 moas open ${P} 65010>65010,65011`, `300 moas resolved ${P} 65010,65011>65010`]);
    expect(incidentsOf(seen, 'moas')[0]).toMatchObject({
      severity: 'warning',
      domain: 'default',
      prefix: P,
      startedUs: 100_000_000,
      summary: `${P} is originated by AS65010 and AS65011`,
    });
    expect(incidentsOf(seen, 'origin-change')).toEqual([]);
  });

  test('of many prefixes are one incident', () => {
    const more = Array.from({ length: 120 }, (_, i) => `10.9.${i}.0/24`);
    const events = more.flatMap((prefix) => [
      a.announce(90, prefix, from(65010)),
      b.announce(100, prefix, from(65011)),
    ]);
    const [incident, ...others] = incidentsOf(run(inOrder(events), 170), 'moas');
    expect(incident).toMatchObject({ prefixes: 120, firstPrefixes: more.slice(0, 100), prefix: undefined });
    expect(others).toEqual([]);
  });

  test('that one after the other last for less than the hold-down are no incident', () => {
    const events = Array.from({ length: 40 }, (_, i) => `10.9.${i}.0/24`).flatMap((prefix, i) => [
      a.announce(100 + i * 10, prefix, from(65010)),
      b.announce(101 + i * 10, prefix, from(65011)),
      b.withdraw(130 + i * 10, prefix),
    ]);
    expect(incidentsOf(run(inOrder(events), 700), 'moas')).toEqual([]);
  });

  test('are counted in the tables that have them', () => {
    const seen = run([b.announce(100, P, from(65011)), b.down(200)], 240);
    const counts = seen.flatMap((one) =>
      one.kind === 'peer-table' ? [`${Number(one.timeNs / 1_000_000_000n)} ${one.peer.address} ${one.moas}`] : []
    );
    expect(
      counts.filter((line) => line.endsWith('.1 0') || line.endsWith('.2 0')).map((line) => line.split(' ')[0])
    ).toEqual(['59', '59', '239', '239']);
    expect(counts).toContain('119 10.0.0.1 1');
    expect(counts).toContain('119 10.0.0.2 1');
  });

  test('found in a first table began before', () => {
    const other = new PeerEvents(peer('10.0.0.3', 65003));
    const seen = run([other.up(50), other.announce(50, P, from(65012)), other.endOfRib(50)], 200);
    expect(incidentsOf(seen, 'moas')[0]).toMatchObject({ atStart: true, key: 'default 65010 65012' });
  });

  test('outlast the session that shows one of them', () => {
    const session = (at: number): RouteEvent[] => [
      b.down(at),
      b.up(at + 40),
      b.announce(at + 40, P, from(65011)),
      b.endOfRib(at + 40),
    ];
    const seen = run([b.announce(100, P, from(65011)), ...session(300), ...session(400), b.down(500)], 1300);
    expect(courseOf(seen, 'moas')).toEqual(['160 open default 65010 65011 1', '1160 resolved default 65010 65011 1']);
    expect(incidentsOf(seen, 'origin-change')).toEqual([]);
  });

  test('have a row again every 15 minutes', () => {
    const rows = rowsOf(run([b.announce(100, P, from(65011))], 1900));
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['100', '899', '1799']);
  });
});

describe('a change of origin', () => {
  test.each([
    ['at once', [a.announce(100, P, from(65011))], 100],
    ['through both', [b.announce(100, P, from(65011)), a.withdraw(110, P)], 110],
    ['through neither', [a.withdraw(100, P), b.announce(130, P, from(65011))], 130],
  ])('%s opens then, and is resolved after ten minutes without another', (_, events, at) => {
    const seen = run(events, 900);
    expect(courseOf(seen, 'origin-change')).toEqual([
      `${at} open default 65010 65011 1`,
      `${at + 600} resolved default 65010 65011 1`,
    ]);
    expect(rowsOf(seen)).toContain(`${at} origin-change event ${P} 65010>65011`);
    expect(incidentsOf(seen, 'moas')).toEqual([]);
    expect(incidentsOf(seen, 'origin-change')[0]!.summary).toBe(`Origin of ${P} changed from AS65010 to AS65011`);
  });

  test('of many prefixes is one incident', () => {
    const prefixes = Array.from({ length: 50 }, (_, i) => `10.9.${i}.0/24`);
    const events = prefixes.flatMap((prefix) => [
      a.announce(90, prefix, from(65010)),
      a.announce(100, prefix, from(65011)),
    ]);
    const seen = run(inOrder(events), 200);
    expect(courseOf(seen, 'origin-change')).toEqual(['100 open default 65010 65011 50']);
  });

  test('is not what a lost session or the table told after it shows', () => {
    const events = [
      a.down(100),
      b.announce(110, P, from(65011)),
      a.up(150),
      a.announce(150, P, from(65011)),
      a.endOfRib(150),
    ];
    expect(incidentsOf(run(events, 900), 'origin-change')).toEqual([]);
  });
});

test('on the Internet there are rows only, but for prefixes that an expectation names', () => {
  const events = [b.announce(100, P, from(65011)), a.withdraw(300, P)];
  const seen = run(events, 900, settingsWith(INTERNET));
  expect(incidentsOf(seen)).toEqual([]);
  expect(rowsOf(seen)).toHaveLength(3);
  const expectations = [expectation({ prefix: { value: prefixOf(P), match: 'exact' } })];
  const expected = run(events, 900, settingsWith({ ...INTERNET, expectations }));
  expect([courseOf(expected, 'moas').length, courseOf(expected, 'origin-change').length]).toEqual([2, 2]);
});

test('a peer that makes up origins fills nothing without bound', () => {
  const events = Array.from({ length: 5000 }, (_, i) => [
    a.announce(100, `10.${20 + (i >> 8)}.${i & 255}.0/24`, from(100_000 + i)),
    a.announce(101, `10.${20 + (i >> 8)}.${i & 255}.0/24`, from(200_000 + i)),
  ]).flat();
  const seen = run(inOrder(events), 110);
  expect(rowsOf(seen)).toHaveLength(5000);
  expect(courseOf(seen, 'origin-change')).toHaveLength(1000);
});
