import { expect, test } from 'vitest';
import { AsPathPattern } from '../../bgp/as-path-pattern.ts';
import { Judge, settingsWith } from '../../../tests/build/judge.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation, labelRule, prefixOf } from '../../../tests/build/settings.ts';
import {
  DEFAULT_THRESHOLDS,
  type Expectation,
  type JudgementSettings,
  type PeerSettings,
  type RouteList,
  type Thresholds,
  defaultDomain,
} from '../settings.ts';

const rs0 = new PeerEvents(peer('10.1.0.4', 65515));
const rs1 = new PeerEvents(peer('10.1.0.5', 65515));
const named = (name: string): PeerSettings => ({
  name,
  site: undefined,
  group: undefined,
  bestOnly: true,
  asn: undefined,
});
const peers = new Map([
  ['10.1.0.4', named('rs-0')],
  ['10.1.0.5', named('rs-1')],
]);
const internet = defaultDomain('default', 'internet');
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(prefixOf);

function list(parts: { asPath?: string[]; prefixes?: string[]; prefixOutside?: string[] }): RouteList {
  return {
    asPath: (parts.asPath ?? []).map((text) => new AsPathPattern(text)),
    prefixes: (parts.prefixes ?? []).map(prefixOf),
    prefixOutside: (parts.prefixOutside ?? []).map(prefixOf),
  };
}

/** On-premises 65010 comes over ExpressRoute, whose own AS is 12076. */
const azure: Partial<JudgementSettings> = {
  peers,
  inventory: { asns: new Map([[65010, 'HQ-Frankfurt']]), nextHops: new Map(), sites: new Map() },
  labels: [labelRule('expressroute', { asPath: ['_12076_'] }), labelRule('vnet', { asPath: ['^65515$'] })],
  expectations: [
    expectation({
      label: 'expressroute',
      origins: [65010, 65011],
      deny: { ...list({ asPath: ['_65010_(.*_)?12076_'] }), prefixOutside: PRIVATE },
      line: 7,
    }),
  ],
};

const policyOf = (judged: Judge): string[] => judged.incidents('path-policy', ({ summary }) => [summary]);
const summariesOf = (judged: Judge): string[] => policyOf(judged).map((line) => line.split(' | ').at(-1)!);

test('12076 is nothing special on a private peering', () => {
  const judged = new Judge(settingsWith(azure));
  judged.hear(rs0.announce(100, '10.20.0.0/16', { path: [65515, 12076, 65010] }));
  judged.hear(rs0.announce(100, '10.1.0.0/16', { path: [65515] })).until(101);
  expect(policyOf(judged)).toEqual([]);
});

test('a Microsoft-peering leak, announced anew by the on-premises AS: one incident for all its prefixes', () => {
  const judged = new Judge(settingsWith(azure));
  judged.hear(rs0.announce(90, '10.20.0.0/16', { path: [65515, 12076, 65010] }));
  for (let i = 0; i < 250; i++) {
    judged.hear(rs0.announce(100, `13.107.${i}.0/24`, { path: [65515, 12076, 65010] }));
  }
  judged.until(101);
  const first = 'first 13.107.0.0/24 with path 65515 12076 65010';
  expect(summariesOf(judged)).toEqual([
    `rs-0 (10.1.0.4) announces 250 prefixes under label expressroute outside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, ${first}`,
  ]);
  const [incident] = judged.observations.flatMap((one) => (one.kind === 'incident' ? [one.incident] : []));
  expect(incident).toMatchObject({ severity: 'warning', prefixes: 250, peer: '10.1.0.4', label: 'expressroute' });
  expect(incident!.firstPrefixes).toHaveLength(100);
});

test('an incident keeps its key when the rule moves in the file', () => {
  const keyOf = (line: number): string => {
    const judged = new Judge(settingsWith({ ...azure, expectations: [{ ...azure.expectations![0]!, line }] }));
    judged.hear(rs0.announce(100, '13.107.6.0/24', { path: [65515, 12076, 65010] })).until(101);
    return policyOf(judged)[0]!;
  };
  expect(keyOf(7)).toBe(keyOf(70));
});

test('a leak of another origin is both: outside, and announced by others', () => {
  const judged = new Judge(settingsWith(azure));
  judged.hear(rs0.announce(100, '20.33.0.0/16', { path: [65515, 12076, 8075] })).until(101);
  expect(summariesOf(judged).map((summary) => summary.split(', first')[0])).toEqual([
    'rs-0 (10.1.0.4) announces 1 prefix under label expressroute announced by others than HQ-Frankfurt (65010) or AS65011',
    'rs-0 (10.1.0.4) announces 1 prefix under label expressroute outside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
  ]);
});

test('a leak that keeps its path: 12076 behind the on-premises AS', () => {
  const judged = new Judge(settingsWith({ ...azure, expectations: [{ ...azure.expectations![0]!, origins: [] }] }));
  judged.hear(rs0.announce(100, '10.9.0.0/16', { path: [65515, 12076, 65010, 12076] })).until(101);
  judged.hear(rs0.withdraw(130, '10.9.0.0/16')).until(189).until(190);
  const what =
    /over a path that matches _65010_\(\.\*_\)\?12076_, first 10\.9\.0\.0\/16 with path 65515 12076 65010 12076$/;
  const lines = policyOf(judged).filter((line) => what.test(line));
  expect(lines.map((line) => line.split(' default')[0])).toEqual(['open 100', 'resolved 190']);
});

test('the same rule at two peers is two incidents, and each lasts until its last prefix has gone', () => {
  const judged = new Judge(settingsWith(azure));
  const path = [65515, 12076, 65010];
  judged.hear(rs0.announce(100, '13.107.6.0/24', { path }), rs0.announce(100, '13.107.7.0/24', { path }));
  judged.hear(rs1.announce(100, '13.107.6.0/24', { path })).until(101);
  expect(policyOf(judged)).toHaveLength(2);
  judged.hear(rs0.withdraw(110, '13.107.6.0/24'), rs1.withdraw(110, '13.107.6.0/24')).until(170);
  expect(policyOf(judged).filter((line) => line.startsWith('resolved'))).toHaveLength(1);
  judged.hear(rs0.withdraw(200, '13.107.7.0/24')).until(260);
  expect(policyOf(judged).at(-1)).toMatch(/^resolved 260 .*10\.1\.0\.4/);
});

test.each([
  ['deny prefixes', { deny: list({ prefixes: ['10.8.0.0/16'] }) }, [65515], 'in 10.8.0.0/16'],
  ['allow prefixes', { allow: list({ prefixes: ['10.9.0.0/16'] }) }, [65515], 'not in 10.9.0.0/16'],
  ['allow outside', { allow: list({ prefixOutside: ['10.0.0.0/8'] }) }, [65515], 'not outside 10.0.0.0/8'],
  ['allow paths', { allow: list({ asPath: ['^65515$'] }) }, [65515, 1], 'over a path that does not match ^65515$'],
  ['longest path', { maxPathLength: 2 }, [65515, 1, 2], 'over a path longer than 2 hops'],
  ['shortest path', { minPathLength: 2 }, [65515], 'over a path shorter than 2 hops'],
  ['longest prefix', { maxPrefixLengthBits: 20 }, [65515], 'longer than /20'],
  ['first hop', { firstHops: [65020] }, [65515, 1], 'over a path that does not begin with AS65020'],
  ['next to the origin', { upstreams: [65020] }, [65515, 1], 'that the origin hands to others than AS65020'],
  ['what holds', { allow: list({ asPath: ['^65515'] }), maxPathLength: 1, firstHops: [65515] }, [65515], undefined],
] satisfies [string, Partial<Expectation>, number[], string | undefined][])('%s', (_, expected, path, words) => {
  const peer = [{ kind: 'as', as: 65515 }] as const;
  const judged = new Judge(settingsWith({ expectations: [expectation({ peer, ...expected })] }));
  judged.hear(rs0.announce(100, '10.8.1.0/24', { path })).until(101);
  const start = '10.1.0.4 announces 1 prefix from AS65515 ';
  expect(summariesOf(judged).map((text) => text.split(', first')[0])).toEqual(
    words === undefined ? [] : [start + words]
  );
});

test('in private domains: an AS that a path comes back to, and long paths, without being asked', () => {
  const judged = new Judge();
  judged.hear(rs0.announce(100, '10.8.0.0/16', { path: [65515, 1, 2, 1, 2, 1] }));
  judged.hear(rs0.announce(100, '10.9.0.0/16', { path: [65515, 7, 7, 7] }));
  judged.hear(rs0.announce(100, '10.10.0.0/16', { path: [65515, ...new Array<number>(49).fill(9)] })).until(101);
  expect(summariesOf(judged).map((text) => text.split(', first')[0])).toEqual([
    '10.1.0.4 announces 1 prefix over a path that comes back to AS1 after others',
    '10.1.0.4 announces 1 prefix over a path of 50 hops and more',
  ]);
});

const ODD = [
  ['10.8.0.0/16', [3356, 65010]],
  ['192.0.2.0/25', [3356, 1, 2, 1]],
  ['0.0.0.0/0', [3356, 4_200_000_000]],
] as const;

function internetJudge(thresholds: Partial<Thresholds>, expectations: readonly Expectation[] = []): string[] {
  const settings = settingsWith({ thresholds: { ...DEFAULT_THRESHOLDS, ...thresholds }, expectations }, internet);
  const judged = new Judge(settings);
  for (const [prefix, path] of ODD) {
    judged.hear(rs0.announce(100, prefix, { path }));
  }
  return summariesOf(judged.until(101)).map((text) => text.split(', first')[0]!.slice('10.1.0.4 announces '.length));
}

test('on the Internet odd routes are nothing, unless one asks', () => {
  const inBlocks = [
    '1 prefix in 10.0.0.0/8 (private use, RFC 1918)',
    '1 prefix in 192.0.2.0/24 (documentation, RFC 5737)',
  ];
  expect(internetJudge({})).toEqual([]);
  expect(internetJudge({ privateAsns: true })).toEqual(['2 prefixes over a path with a private AS number']);
  expect(internetJudge({ bogons: true })).toEqual(inBlocks);
  const named = [{ kind: 'address', address: '10.1.0.4' }] as const;
  expect(internetJudge({}, [expectation({ peer: named, label: 'vnet', maxPathLength: 9 })])).toEqual(inBlocks);
});

test('many loops from one peer are few incidents, and a lost session ends them', () => {
  const judged = new Judge();
  for (let i = 0; i < 20_000; i++) {
    const path = [65515, i + 1, 65515, i + 2, i + 1];
    judged.hear(rs0.announce(100, `10.${i >> 8}.${i & 255}.0/24`, { path }));
  }
  judged.until(101).hear(rs0.down(102)).until(162);
  const lines = judged.incidents('path-policy', ({ prefixes }) => [prefixes]);
  expect(lines.map((line) => line.split(' default')[0])).toEqual(['open 100', 'resolved 162']);
  expect(lines[0]).toMatch(/ 20000$/);
  // Flaps are remembered for an hour, watched prefixes for a day.
  judged.until(2 * 86_400);
  expect([...judged.rib.families()].map(({ prefixes }) => prefixes.size)).toEqual([0]);
});
