import { describe, expect, test } from 'vitest';
import { everySecond, inOrder, judge, settingsWith } from '../../../tests/build/judged.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { labelRule, prefixOf } from '../../../tests/build/settings.ts';
import type { RouteEvent } from '../../event/types.ts';

const P = '10.1.0.0/16';
const a = new PeerEvents(peer('10.0.0.1', 65001));
const b = new PeerEvents(peer('10.0.0.2', 65002));

function run(events: readonly RouteEvent[], until: number, settings = settingsWith()): ReturnType<typeof judge> {
  const start = [a.up(0), a.announce(0, P), a.endOfRib(0)];
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

/** `second peer prefix paths [AS path]` */
function rowsOf(seen: ReturnType<typeof judge>): string[] {
  return seen.flatMap((one) =>
    one.kind === 'watched-prefix'
      ? [
          `${Number(one.timeNs / 1_000_000_000n)} ${one.peer.address} ${one.prefix} ${one.paths} ${one.best?.asPath ?? '-'}`,
        ]
      : []
  );
}

const watch = (budget: number, ...prefixes: string[]): ReturnType<typeof settingsWith> =>
  settingsWith({ watch: { budget, prefixes: prefixes.map(prefixOf) } });
const block = (count: number): string[] => Array.from({ length: count }, (_, i) => `172.16.${i >> 8}.${i & 255}/32`);

describe('a table within the budget', () => {
  test('has a row per prefix when it was told, on each change, and every 15 minutes', () => {
    const events = [
      a.announce(70, P),
      a.announce(80, P, { path: [65001, 1] }),
      a.withdraw(90, P),
      a.announce(100, '10.2.0.0/16'),
    ];
    expect(rowsOf(run(events, 910))).toEqual([
      `59 10.0.0.1 ${P} 1 65001`,
      `80 10.0.0.1 ${P} 1 65001 1`,
      `90 10.0.0.1 ${P} 0 -`,
      '100 10.0.0.1 10.2.0.0/16 1 65001',
      `899 10.0.0.1 ${P} 0 -`,
      '899 10.0.0.1 10.2.0.0/16 1 65001',
    ]);
  });

  test('is not visible while its session is lost', () => {
    const events = [a.down(100), a.up(150), a.announce(150, P), a.endOfRib(150)];
    expect(rowsOf(run(events, 200)).slice(1)).toEqual([`100 10.0.0.1 ${P} 0 -`, `150 10.0.0.1 ${P} 1 65001`]);
  });

  test('gives up a prefix that has been gone for a day', () => {
    const day = Array.from({ length: 150 }, (_, i) => a.keepalive(600 * (i + 1)));
    const seen = rowsOf(
      judge(
        [a.up(0), a.announce(0, P), a.announce(0, '10.2.0.0/16'), a.endOfRib(0), a.withdraw(450, P), ...day],
        90_000
      )
    );
    expect(seen.filter((row) => row.includes(P)).at(-1)).toBe(`${24 * 3600 - 1} 10.0.0.1 ${P} 0 -`);
    expect(seen.at(-1)).toBe('89999 10.0.0.1 10.2.0.0/16 1 65001');
  });

  test('has a row when only the label of a route changes', () => {
    const labels = [labelRule('vpn', { community: ['65001:1'] })];
    const events = [a.announce(70, P, { others: [0xc0, 8, 4, 0xfd, 0xe9, 0, 1] })];
    const seen = run(events, 80, settingsWith({ labels }));
    expect(seen.flatMap((one) => (one.kind === 'watched-prefix' ? [one.best!.label] : []))).toEqual(['none', 'vpn']);
  });
});

test('a table that is not known as a whole has rows of listed prefixes only', () => {
  const events = [b.announce(10, '10.2.0.0/16'), b.announce(10, '10.3.0.0/16')];
  expect(rowsOf(run(events, 50, watch(10_000, '10.3.0.0/16')))).toEqual(['10 10.0.0.2 10.3.0.0/16 1 65002']);
});

test('a table beyond the budget goes on with listed prefixes, those that cover them and those in them', () => {
  const events = [
    ...['10.2.0.0/16', '10.2.9.0/24', '10.0.0.0/8', '0.0.0.0/0', '10.3.0.0/16'].map((prefix) => a.announce(70, prefix)),
    ...[P, '10.2.0.0/16', '10.2.9.0/24', '10.0.0.0/8', '0.0.0.0/0', '10.3.0.0/16'].map((prefix) =>
      a.withdraw(80, prefix)
    ),
  ];
  const seen = rowsOf(run(events, 120, watch(1, '10.2.0.0/16')));
  expect(seen.slice(1)).toEqual([
    ...['10.2.0.0/16', '10.2.9.0/24', '10.0.0.0/8', '0.0.0.0/0'].map((prefix) => `70 10.0.0.1 ${prefix} 1 65001`),
    ...['10.2.0.0/16', '10.2.9.0/24', '10.0.0.0/8', '0.0.0.0/0'].map((prefix) => `80 10.0.0.1 ${prefix} 0 -`),
  ]);
});

test('a full table makes no series while it is being told', () => {
  const table = block(12_000).map((prefix) => b.announce(10, prefix));
  expect(rowsOf(run([b.up(10), ...table, b.endOfRib(20)], 200)).filter((row) => row.includes('10.0.0.2'))).toEqual([]);
});

test('there are never more than 50,000 series', () => {
  const peers = Array.from({ length: 6 }, (_, i) => new PeerEvents(peer(`10.9.0.${i}`, 65100 + i)));
  const tables = peers.flatMap((one) => [
    one.up(10),
    ...block(9000).map((prefix) => one.announce(10, prefix)),
    one.endOfRib(10),
  ]);
  expect(rowsOf(run(inOrder(tables), 61))).toHaveLength(50_000);
});

describe('of several paths', () => {
  const med = (value: number): number[] => [0x80, 4, 4, 0, 0, 0, value];
  const preference = (value: number): number[] => [0x40, 5, 4, 0, 0, 0, value];
  const origin = (value: number): number[] => [0x40, 1, 1, value];
  const path = (...path: number[]): { path: number[] } => ({ path });

  test.each([
    ['LOCAL_PREF comes first', { ...path(1, 2, 3), others: preference(200) }, { ...path(9), others: [] }],
    ['the shorter path', { ...path(1, 2) }, { ...path(9, 8, 7) }],
    ['the lower origin', { ...path(1, 2), others: origin(0) }, { ...path(9, 8), others: origin(2) }],
    ['the lower MED of one neighbour', { ...path(1, 2), others: med(5) }, { ...path(1, 8), others: med(9) }],
  ])('%s is the best', (_, better, worse) => {
    const seen = rowsOf(
      run(
        [
          a.announce(70, '10.2.0.0/16', { ...worse, pathId: 1 }),
          a.announce(71, '10.2.0.0/16', { ...better, pathId: 2 }),
        ],
        80
      )
    );
    expect(seen.at(-1)).toBe(`71 10.0.0.1 10.2.0.0/16 2 ${better.path.join(' ')}`);
  });

  test('MED of two neighbours is not compared: the lowest path identifier decides', () => {
    const events = [
      a.announce(70, '10.2.0.0/16', { ...path(1, 2), others: med(9), pathId: 1 }),
      a.announce(71, '10.2.0.0/16', { ...path(3, 2), others: med(5), pathId: 2 }),
    ];
    expect(rowsOf(run(events, 80)).at(-1)).toBe('71 10.0.0.1 10.2.0.0/16 2 1 2');
  });

  test('a change of one that is not the best is no row', () => {
    const events = [
      a.announce(70, '10.2.0.0/16', { ...path(1), pathId: 1 }),
      a.announce(71, '10.2.0.0/16', { ...path(1, 2), pathId: 2 }),
      a.announce(72, '10.2.0.0/16', { ...path(1, 3), pathId: 2 }),
      a.withdraw(73, '10.2.0.0/16', 2),
    ];
    expect(
      rowsOf(run(events, 80))
        .slice(1)
        .map((row) => row.split(' ')[0])
    ).toEqual(['70', '71', '73']);
  });
});
