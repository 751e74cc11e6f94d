import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attributesOf, peerOf, prefixOf } from '../../tests/build/settings.ts';
import { loadConfig } from '../config/load.ts';
import type { JudgementSettings } from '../detect/settings.ts';
import { formatPrefix } from '../net/prefix.ts';
import { learnedSet } from './learned-set.ts';
import type { LearnedRoute } from './learned-tables.ts';
import { learnedYaml } from './learned-yaml.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-learn-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const RS_0 = peerOf('10.0.0.4');
const RS_1 = peerOf('10.0.0.5');
const VPN = peerOf('10.0.0.9', 65020);

function routeOf(
  peer: LearnedRoute['peer'],
  text: string,
  asns: readonly number[],
  nextHop = '10.0.0.36'
): LearnedRoute {
  const prefix = { ...prefixOf(text), pathId: undefined, rd: undefined, labels: undefined };
  const familyName = prefix.addressBits === 32 ? 'ipv4' : 'ipv6';
  return { peer, familyName, prefix, attributes: attributesOf(asns), nextHop };
}

function yamlOf(routes: Iterable<LearnedRoute>, partial: readonly string[] = [], file = 'table.mrt'): string {
  return learnedYaml(learnedSet(routes), { files: [file], firstUs: 0, lastUs: 60_000_000, partial: new Set(partial) });
}

function load(text: string): JudgementSettings {
  const config = join(folder, 'learned.yaml');
  writeFileSync(config, text);
  return loadConfig({ config }, {}).judgement;
}

const hybrid = [
  ...[RS_0, RS_1].flatMap((peer) => [
    routeOf(peer, '0.0.0.0/0', [65515, 12076, 65010]),
    routeOf(peer, '10.4.0.0/16', [65515], '10.0.0.4'),
    routeOf(peer, '10.4.20.0/24', [65515, 12076, 65010]),
    routeOf(peer, '10.5.0.0/16', [65515], '10.0.0.4'),
    routeOf(peer, '10.5.1.0/24', [65515], '10.0.0.4'),
    routeOf(peer, 'fd00:10::/48', [65515], 'fd00::4'),
  ]),
  routeOf(VPN, '10.4.20.0/24', [65020, 65010], '10.0.0.9'),
];

describe('a hybrid cloud', () => {
  const settings = (): JudgementSettings => load(yamlOf(hybrid));

  test('two peers with the same prefixes and paths are a group', () => {
    const { peers } = settings();
    expect([...peers].map(([address, { group, asn }]) => [address, group, asn])).toEqual([
      ['10.0.0.4', 'as65515', 65515],
      ['10.0.0.5', 'as65515', 65515],
      ['10.0.0.9', undefined, 65020],
    ]);
  });

  test('what covers prefixes of other paths is an aggregate; a default route and a VNet with its own subnet are not', () => {
    expect(settings().domains[0]!.aggregates.map(formatPrefix)).toEqual(['10.4.0.0/16']);
  });

  test('labels are guessed where an AS number has one meaning', () => {
    expect(settings().labels.map(({ name }) => name)).toEqual(['expressroute', 'vnet']);
    expect(yamlOf([routeOf(VPN, '10.0.0.0/8', [65020])])).toContain('# No label is sure');
  });

  test('every prefix is expected with its origins and distinct paths', () => {
    const { expectations } = settings();
    expect(
      expectations.map(({ prefix, origins, minPaths }) => [formatPrefix(prefix!.value), origins, minPaths])
    ).toEqual([
      ['0.0.0.0/0', [65010], 1],
      ['10.4.0.0/16', [65515], 1],
      ['10.4.20.0/24', [65010], 2],
      ['10.5.0.0/16', [65515], 1],
      ['10.5.1.0/24', [65515], 1],
      ['fd00:10::/48', [65515], 1],
    ]);
  });
});

test('an origin that is not known, or no routes at all, still make a configuration', () => {
  expect(load(yamlOf([routeOf(VPN, '10.0.0.0/8', [])])).expectations).toMatchObject([{ origins: [], minPaths: 1 }]);
  expect(load(yamlOf([])).expectations).toEqual([]);
});

test('of a table that is too long for that, peers get limits', () => {
  const many = Array.from({ length: 1001 }, (_, i) => routeOf(VPN, `10.${i >> 8}.${i & 255}.0/24`, [65020, 65010 + i]));
  const covering = routeOf(VPN, '10.1.0.0/16', [65020]);
  const { expectations, domains } = load(yamlOf([...many, covering]));
  expect(expectations).toMatchObject([{ familyName: 'ipv4', limit: Math.ceil(1002 * 1.25) }]);
  expect(expectations[0]!.peer).toEqual([{ kind: 'address', address: VPN.address }]);
  expect(domains[0]!.aggregates.map(formatPrefix)).toEqual(['10.1.0.0/16']);
  expect(load(yamlOf(many, [VPN.address])).expectations).toEqual([]);
});

test('public prefixes are taken for a table of the Internet', () => {
  const many = Array.from({ length: 200 }, (_, i) => routeOf(VPN, `192.0.${i}.0/24`, [65020, i + 1]));
  const { domains, expectations } = load(yamlOf([...many, routeOf(VPN, '192.0.0.0/16', [1])]));
  expect(domains[0]).toMatchObject({ profile: 'internet', aggregates: [] });
  expect(expectations).toMatchObject([{ limit: expect.any(Number) as number }]);
});

test('a file name cannot leave its comment', () => {
  expect(yamlOf(hybrid, [], 'a\nwatch: { budget: 1 }')).toContain('#   a?watch: { budget: 1 }\n');
});

test('the same routes in any order give the same text', () => {
  const wanted = yamlOf(hybrid);
  fc.assert(
    fc.property(fc.shuffledSubarray(hybrid, { minLength: hybrid.length }), (routes) => {
      expect(yamlOf(routes)).toBe(wanted);
    })
  );
});
