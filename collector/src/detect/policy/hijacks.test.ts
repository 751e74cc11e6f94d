import { expect, test } from 'vitest';
import { Judge, settingsWith } from '../../../tests/build/judge.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation, prefixOf } from '../../../tests/build/settings.ts';
import { DEFAULT_THRESHOLDS, type DomainSettings, type Expectation, defaultDomain } from '../settings.ts';

const OURS = 64500;
const OTHERS = 64666;
const a = new PeerEvents(peer('192.0.2.1', 3356));
const b = new PeerEvents(peer('192.0.2.2', 1299));
const internet = defaultDomain('default', 'internet');

function judge(expected: Partial<Expectation>, domain: Partial<DomainSettings> = internet): Judge {
  const one = expectation({ prefix: { value: prefixOf('10.1.0.0/16'), match: 'exact' }, ...expected });
  return new Judge(settingsWith({ expectations: [one] }, domain));
}

const hijacksOf = (judged: Judge): string[] =>
  judged.incidents('hijack', ({ severity, summary }) => [severity, summary]);
const openedOf = (judged: Judge): string[] => hijacksOf(judged).map((line) => line.split(' | ').at(-1)!);

test('a wrong origin opens at once and is resolved when it has been gone for the time that it takes', () => {
  const judged = judge({ origins: [OURS] });
  judged.hear(
    a.announce(100, '10.1.0.0/16', { path: [3356, OURS] }),
    a.announce(110, '10.1.0.0/16', { path: [3356, OTHERS] })
  );
  judged
    .until(120)
    .hear(a.announce(130, '10.1.0.0/16', { path: [3356, OURS] }))
    .until(189)
    .until(190);
  const what =
    'default ipv4 10.1.0.0/16 origin 64666 | critical | 10.1.0.0/16 is announced by AS64666, expected from AS64500';
  expect(hijacksOf(judged)).toEqual([
    `open 110 ${what} (no such route is heard); heard from 1 peer, first 192.0.2.1`,
    `resolved 190 ${what} (no such route is heard); heard from 1 peer, first 192.0.2.1`,
  ]);
});

test('peers that hear it are counted, and it lasts until the last of them does not', () => {
  const judged = judge({ origins: [OURS] });
  judged.hear(
    b.announce(90, '10.1.0.0/16', { path: [1299, OTHERS] }),
    a.announce(100, '10.1.0.0/16', { path: [3356, OTHERS] })
  );
  judged.until(101).hear(b.withdraw(110, '10.1.0.0/16')).until(300);
  expect(openedOf(judged).map((summary) => /heard from (\d)/.exec(summary)![1])).toEqual(['1', '2', '1']);
  judged.hear(a.withdraw(310, '10.1.0.0/16')).until(370);
  expect(hijacksOf(judged).at(-1)).toMatch(/^resolved 370 /);
});

test('parts of the prefix are one incident by offender, with their number', () => {
  const judged = judge({ origins: [OURS] });
  judged.hear(a.announce(90, '10.1.0.0/16', { path: [3356, OURS] }));
  for (let i = 0; i < 200; i++) {
    judged.hear(a.announce(100, `10.1.${i}.0/24`, { path: [3356, OTHERS] }));
  }
  judged.until(101);
  const [incident] = judged.observations.flatMap((one) => (one.kind === 'incident' ? [one.incident] : []));
  expect(incident).toMatchObject({ prefixes: 200, severity: 'critical', prefix: undefined });
  expect(incident!.firstPrefixes).toHaveLength(100);
  expect(incident!.summary).toBe(
    '200 prefixes in 10.1.0.0/16 (10.1.0.0/24, 10.1.1.0/24, 10.1.2.0/24 and 197 more) are announced by AS64666, ' +
      'expected from AS64500; heard from 1 peer, first 192.0.2.1'
  );
});

test.each([
  ['its own origin in parts', { origins: [OURS] }, '10.1.2.0/24', [3356, OURS], []],
  ['a prefix beside it', { origins: [OURS] }, '10.2.0.0/16', [3356, OTHERS], []],
  ['prepends', { firstHops: [3356] }, '10.1.0.0/16', [3356, 3356, OURS, OURS], []],
  [
    'parts that are too long, from the right origin',
    { origins: [OURS], prefix: { value: prefixOf('10.1.0.0/16'), match: 'longer' }, maxPrefixLengthBits: 20 },
    '10.1.2.0/24',
    [3356, OURS],
    ['10.1.2.0/24, part of 10.1.0.0/16, is longer than /20, announced by AS64500'],
  ],
  [
    'a first hop that is not expected',
    { origins: [OURS], firstHops: [1299] },
    '10.1.0.0/16',
    [3356, OURS],
    ['10.1.0.0/16 is announced by AS64500 through AS3356, expected through AS1299'],
  ],
  [
    'a short path straight to the origin',
    { origins: [OURS], firstHops: [3356] },
    '10.1.0.0/16',
    [OURS],
    ['10.1.0.0/16 is announced by AS64500 through AS64500, expected through AS3356'],
  ],
  [
    'the own router before its neighbour',
    { origins: [OURS], firstHops: [3356] },
    '10.1.0.0/16',
    [OURS, 3356, OURS],
    [],
  ],
  [
    'an origin made up behind another',
    { origins: [OURS], upstreams: [1299, 2914] },
    '10.1.0.0/16',
    [3356, OTHERS, OTHERS, OURS],
    ['10.1.0.0/16 is announced by AS64500 through AS64666, expected through AS1299 or AS2914'],
  ],
  [
    'a path that is too short',
    { minPathLength: 3 },
    '10.1.0.0/16',
    [3356, OURS],
    ['10.1.0.0/16 is announced by AS64500 over a path shorter than 3 hops'],
  ],
  [
    'a prefix that nobody may announce',
    { origins: [0] },
    '10.1.0.0/16',
    [3356, OURS],
    ['10.1.0.0/16 is announced by AS64500, which nobody may announce'],
  ],
  [
    'a default route and what it covers',
    { prefix: { value: prefixOf('0.0.0.0/0'), match: 'exact' }, origins: [1] },
    '10.1.0.0/16',
    [3356],
    [],
  ],
] satisfies [string, Partial<Expectation>, string, number[], string[]][])('%s', (_, expected, prefix, path, found) => {
  const judged = judge(expected)
    .hear(a.announce(100, prefix, { path }))
    .until(101);
  expect(openedOf(judged).map((summary) => summary.split(';')[0])).toEqual(found);
});

test('parts of an aggregate are free, unless its expectation says that it means them', () => {
  const aggregates = { ...defaultDomain(), aggregates: [prefixOf('10.1.0.0/16')] };
  const part = a.announce(100, '10.1.2.0/24', { path: [3356, OTHERS] });
  expect(
    hijacksOf(
      judge({ origins: [OURS] }, aggregates)
        .hear(part)
        .until(101)
    )
  ).toEqual([]);
  const longer = { origins: [OURS], prefix: { value: prefixOf('10.1.0.0/16'), match: 'longer' } } as const;
  expect(hijacksOf(judge(longer, aggregates).hear(part).until(101))).toHaveLength(1);
});

test('an origin set is one of the expected ones only if all of its members are', () => {
  const withSet = (asns: readonly number[]): ReturnType<typeof a.announce> => {
    const event = a.announce(100, '10.1.0.0/16');
    const asPath = [
      { kind: 'confed-sequence', asns: [65000] },
      { kind: 'sequence', asns: [3356] },
      { kind: 'set', asns },
    ] as const;
    return { ...event, attributes: { ...event.attributes, asPath } };
  };
  expect(
    openedOf(
      judge({ origins: [OURS, 64501] })
        .hear(withSet([64501, OURS]))
        .until(101)
    )
  ).toEqual([]);
  expect(
    openedOf(
      judge({ origins: [OURS] })
        .hear(withSet([OURS, OTHERS]))
        .until(101)
    )[0]
  ).toMatch(/^10\.1\.0\.0\/16 is announced by the set \{64500,64666\}, expected from AS64500/);
});

test('what is found in the first table began earlier, and a lost session ends it without others', () => {
  const judged = judge({ origins: [OURS] });
  judged.hear(a.up(100), a.announce(101, '10.1.0.0/16', { path: [3356, OTHERS] }), a.endOfRib(102)).until(103);
  judged.hear(a.down(200)).until(259).until(260);
  const incidents = judged.observations.flatMap((one) =>
    one.kind === 'incident' && one.incident.kind === 'hijack' ? [one] : []
  );
  expect(incidents.map(({ incident }) => incident.atStart)).not.toContain(false);
  expect(incidents.at(-1)).toMatchObject({ timeNs: 260_000_000_000n, incident: { state: 'resolved' } });
});

test('a session that comes back in time with the same routes changes nothing', () => {
  const judged = judge({ origins: [OURS] });
  judged.hear(a.announce(101, '10.1.0.0/16', { path: [3356, OTHERS] })).until(103);
  judged.hear(a.down(200), a.up(220), a.announce(221, '10.1.0.0/16', { path: [3356, OTHERS] })).until(400);
  expect(hijacksOf(judged).filter((line) => line.startsWith('resolved'))).toEqual([]);
});

test('it takes as many peers as are asked for', () => {
  const thresholds = { ...DEFAULT_THRESHOLDS, hijackMinPeers: 2 };
  const one = expectation({ prefix: { value: prefixOf('10.1.0.0/16'), match: 'exact' }, origins: [OURS] });
  const judged = new Judge(settingsWith({ expectations: [one], thresholds }));
  judged.hear(a.announce(100, '10.1.0.0/16', { path: [3356, OTHERS] })).until(105);
  expect(hijacksOf(judged)).toEqual([]);
  judged.hear(b.announce(110, '10.1.0.0/16', { path: [1299, OTHERS] })).until(111);
  expect(hijacksOf(judged)[0]).toMatch(/^open 110 .*heard from 2 peers/);
  judged.hear(b.withdraw(120, '10.1.0.0/16')).until(180);
  expect(hijacksOf(judged).at(-1)).toMatch(/^resolved 180 /);
});

test('more parts than are kept, announced and withdrawn, leave nothing behind', () => {
  const judged = judge({ origins: [OURS], prefix: { value: prefixOf('10.1.0.0/16'), match: 'longer' } });
  const part = (i: number): string => `10.1.${(i >> 8) & 255}.${i & 255}/32`;
  for (let i = 0; i < 51_000; i++) {
    judged.hear(a.announce(100, part(i), { path: [3356, OTHERS] }));
  }
  judged.until(101);
  const counts = judged.observations.flatMap((one) => (one.kind === 'incident' ? [one.incident.prefixes] : []));
  expect(counts).toEqual([51_000]);
  for (let i = 0; i < 51_000; i++) {
    judged.hear(a.withdraw(102, part(i)));
  }
  judged.until(200);
  expect(hijacksOf(judged).at(-1)).toMatch(/^resolved 162 /);
  // Flaps are remembered for an hour, watched prefixes for a day.
  judged.until(2 * 86_400);
  expect([...judged.rib.families()].map(({ prefixes }) => prefixes.size)).toEqual([0]);
});

test('more offenders than are followed are counted and left out', () => {
  const judged = judge({ origins: [OURS], prefix: { value: prefixOf('10.1.0.0/16'), match: 'longer' } });
  const part = (i: number): string => `10.1.${i >> 8}.${i & 255}/32`;
  for (let i = 0; i < 10_050; i++) {
    judged.hear(a.announce(100, part(i), { path: [3356, 100_000 + i] }));
  }
  judged.until(101);
  expect(judged.judgement.incidents.overflowed).toBe(50);
  for (let i = 10_049; i >= 0; i--) {
    judged.hear(a.withdraw(102, part(i)));
  }
  judged.until(162);
  const states = judged.observations.flatMap((one) => (one.kind === 'incident' ? [one.incident.state] : []));
  expect(states.filter((state) => state === 'resolved')).toHaveLength(10_000);
  // Flaps are remembered for an hour, watched prefixes for a day.
  judged.until(2 * 86_400);
  expect([...judged.rib.families()].map(({ prefixes }) => prefixes.size)).toEqual([0]);
});
