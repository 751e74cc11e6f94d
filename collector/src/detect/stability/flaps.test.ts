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

const MINUTE = 60;
const rs0 = new PeerEvents(peer('10.1.0.4', 65515));
const RS0 = 'local adj-in-pre default 10.1.0.4';
const P = '10.30.7.0/24';

/** The route goes and comes by turns, at these seconds. */
function flaps(prefix: string, ...seconds: readonly number[]): RouteEvent[] {
  return seconds.map((second, i) => (i % 2 === 0 ? rs0.withdraw(second, prefix) : rs0.announce(second, prefix)));
}

function run(events: readonly RouteEvent[], until: number, settings = settingsWith()): ReturnType<typeof judge> {
  const start = [rs0.up(0), rs0.announce(0, P), rs0.announce(0, '10.30.0.0/16'), rs0.endOfRib(0)];
  return judge(
    inOrder(
      start,
      everySecond(1, until, (second) => rs0.keepalive(second)),
      events
    ),
    until,
    settings
  );
}

describe('a route that flaps', () => {
  test('opens at the fourth transition in two minutes, and is resolved three minutes after the last', () => {
    const seen = run(flaps(P, 100, 110, 120, 130, 140, 150), 600);
    expect(courseOf(seen, 'flapping')).toEqual([`130 open ${RS0} ${P} 1`, `330 resolved ${RS0} ${P} 1`]);
    const [first, ...others] = incidentsOf(seen, 'flapping');
    expect(first).toMatchObject({
      severity: 'warning',
      peer: '10.1.0.4',
      prefix: P,
      summary: `${P} flaps at 10.1.0.4: 4 transitions in 30 s`,
    });
    expect(others.at(-1)!.summary).toBe(`${P} flaps at 10.1.0.4: 6 transitions in 50 s`);
  });

  test.each([
    ['within two minutes', 120, true],
    ['a second later', 121, false],
  ])('the window slides: the fourth %s', (_, after, fires) => {
    const seen = run(flaps(P, 100, 101, 102, 100 + after), 600);
    expect(incidentsOf(seen, 'flapping').length > 0).toBe(fires);
  });

  test('slowly opens at the sixth transition in an hour, and stays one incident', () => {
    const every10 = Array.from({ length: 9 }, (_, i) => (i + 1) * 10 * MINUTE);
    const seen = run(flaps(P, ...every10), 180 * MINUTE);
    expect(courseOf(seen, 'flapping')).toEqual([
      `${60 * MINUTE} open ${RS0} ${P} 1`,
      `${(90 + 20) * MINUTE} resolved ${RS0} ${P} 1`,
    ]);
  });
});

describe('no flap', () => {
  test('is another path without a withdrawal', () => {
    const paths = Array.from({ length: 20 }, (_, i) => rs0.announce(100 + i, P, { path: [65515, 65000 + i] }));
    expect(incidentsOf(run(paths, 400), 'flapping')).toEqual([]);
  });

  test('is a session that is reset again and again', () => {
    const resets = [100, 120, 140, 160].flatMap((at) => [
      rs0.down(at),
      rs0.up(at + 5),
      rs0.announce(at + 5, P),
      rs0.announce(at + 5, '10.30.0.0/16'),
      rs0.endOfRib(at + 5),
    ]);
    expect(incidentsOf(run(resets, 400), 'flapping')).toEqual([]);
  });

  test('is on the Internet, but for prefixes that an expectation names', () => {
    const events = flaps(P, 100, 110, 120, 130);
    expect(incidentsOf(run(events, 400, settingsWith(INTERNET)))).toEqual([]);
    const expectations = [expectation({ prefix: { value: prefixOf('10.30.0.0/16'), match: 'longer' } })];
    const seen = run(events, 400, settingsWith({ ...INTERNET, expectations }));
    expect(courseOf(seen, 'flapping')).toHaveLength(2);
  });

  test('counts the first announcement of a session that began before the capture', () => {
    const other = new PeerEvents(peer('10.1.0.6', 65020));
    const events = [other.announce(100, P), other.withdraw(101, P), other.announce(102, P), other.withdraw(103, P)];
    expect(incidentsOf(run(events, 400), 'flapping')).toEqual([]);
    expect(courseOf(run([...events, other.announce(104, P)], 400), 'flapping')[0]).toContain('104 open');
  });
});

test('ten routes of a peer are one incident, and the nine before are resolved with it as their cause', () => {
  const prefixes = Array.from({ length: 12 }, (_, i) => `10.40.${i}.0/24`);
  const events = prefixes.flatMap((prefix, i) => [
    rs0.announce(50, prefix),
    ...flaps(prefix, 100 + i * 2, 200 + i, 201 + i, 202 + i),
  ]);
  const seen = run(inOrder(events), 600);
  const course = courseOf(seen, 'flapping');
  expect(course.slice(0, 9).every((line) => / open .* 1$/.test(line))).toBe(true);
  expect(course.slice(9)).toEqual(expect.arrayContaining([`211 open ${RS0} 10`, `393 resolved ${RS0} 12`]));
  const resolved = incidentsOf(seen, 'flapping').filter(({ state }) => state === 'resolved');
  expect(resolved.map(({ cause }) => cause)).toEqual([...Array<string>(9).fill(`flapping ${RS0}`), undefined]);
  expect(resolved.at(-1)!.firstPrefixes).toEqual(prefixes);
});

test('a route that goes and comes with others by the ten thousands is not followed for ever', () => {
  const many = Array.from({ length: 60_000 }, (_, i) => `172.16.${(i >> 8) & 255}.${i & 255}/32`);
  const storm = many.map((prefix) => rs0.announce(102, prefix));
  const seen = run([...flaps(P, 100, 101), ...storm, ...flaps(P, 110, 111, 112, 113)], 400);
  expect(courseOf(seen, 'flapping')).toEqual([`113 open ${RS0} ${P} 1`, `293 resolved ${RS0} ${P} 1`]);
});

describe('rows of the routes that changed most', () => {
  const rows = (seen: ReturnType<typeof judge>): unknown[] =>
    seen.flatMap((one) =>
      one.kind === 'flap'
        ? [
            [
              Number(one.timeNs / 1_000_000_000n),
              one.rank,
              one.prefix,
              one.transitions,
              one.announces,
              one.withdraws,
              one.changes,
            ],
          ]
        : []
    );

  test('are written at the end of each 5 minutes, most changes first', () => {
    const events = [
      rs0.announce(10, '10.30.0.0/16', { path: [65515, 1] }),
      ...flaps(P, 20, 21, 22),
      rs0.announce(310, P, { path: [65515, 1] }),
    ];
    expect(rows(run(inOrder(events), 700))).toEqual([
      [299, 0, P, 3, 1, 2, 0],
      [299, 1, '10.30.0.0/16', 0, 1, 0, 1],
      [599, 0, P, 1, 1, 0, 0],
    ]);
  });

  test('find the worst among more routes than are counted', () => {
    const many = Array.from({ length: 30_000 }, (_, i) => rs0.announce(30, `172.16.${(i >> 8) & 255}.${i & 255}/32`));
    const seen = rows(run(inOrder([...flaps(P, 20, 21, 22), ...many, ...flaps(P, 41, 42)]), 301));
    expect(seen).toHaveLength(50);
    expect(seen[0]).toEqual([299, 0, P, 4, 2, 2, 0]);
  });
});
