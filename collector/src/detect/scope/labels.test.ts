import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConditionTexts,
  attributesOf,
  conditions,
  labelRule,
  peerOf,
  prefixOf,
} from '../../../tests/build/settings.ts';
import { formatAsPath, originAs } from '../../bgp/as-path.ts';
import type { PathAttributes } from '../../bgp/attributes.ts';
import type { Peer } from '../../event/types.ts';
import { covers } from '../../net/parse-prefix.ts';
import type { Prefix } from '../../net/prefix.ts';
import { Labels } from './labels.ts';
import type { PeerSettings, RouteConditions } from '../settings.ts';

const peers = new Map<string, PeerSettings>([
  ['10.0.0.4', { name: 'rs-0', site: undefined, group: 'route-server', bestOnly: true, asn: undefined }],
  ['10.0.0.5', { name: 'rs-1', site: undefined, group: 'route-server', bestOnly: true, asn: undefined }],
]);
const RS_0 = peerOf('10.0.0.4');

function labelOf(labels: Labels, attributes: PathAttributes, prefix: string, peer = RS_0): string {
  const number = labels.attributeClass(attributes, attributes.nextHop);
  return labels.names[labels.labelOf(number, peer, prefixOf(prefix))]!;
}

test('without rules every route is none', () => {
  const labels = new Labels([], peers);
  expect(labels.names).toEqual(['none']);
  expect(labelOf(labels, attributesOf([65515]), '10.1.0.0/16')).toBe('none');
});

describe('a hybrid cloud', () => {
  const labels = new Labels(
    [
      labelRule('vpn', { prefix: ['10.40.0.0/16'] }),
      labelRule(
        'vnet',
        { asPath: ['^65515$'], prefix: ['10.0.0.0/8', 'fd00::/8'] },
        { peer: [{ kind: 'as', as: 65020 }] }
      ),
      labelRule('expressroute', { asPath: ['_12076_'] }),
      labelRule('vpn', {
        peer: [
          { kind: 'name', name: 'vpn-0' },
          { kind: 'address', address: '10.9.0.4' },
        ],
      }),
    ],
    peers
  );

  test('names stand once, none first', () => expect(labels.names).toEqual(['none', 'vpn', 'vnet', 'expressroute']));

  test.each([
    ['a VNet', [65515], '10.1.0.0/16', RS_0, 'vnet'],
    ['the first rule that matches counts', [65515], '10.40.7.0/24', RS_0, 'vpn'],
    ['a VNet outside', [65515], '192.168.0.0/16', RS_0, 'none'],
    ['IPv6', [65515], 'fd00:1::/32', RS_0, 'vnet'],
    ['of a peer that is excluded', [65515], '10.1.0.0/16', peerOf('10.0.0.4', 65020), 'none'],
    ['ExpressRoute', [65515, 12076, 65010], '192.168.0.0/16', RS_0, 'expressroute'],
    ['the rest of a peer', [65010], '192.168.0.0/16', peerOf('10.9.0.4', 65010), 'vpn'],
    ['an empty path', [], '10.1.0.0/16', RS_0, 'none'],
  ])('%s', (_, asns, prefix, peer, wanted) => {
    expect(labelOf(labels, attributesOf(asns), prefix, peer)).toBe(wanted);
  });
});

test.each([
  ['65000:1', { communities: ['65000:1'] }, true],
  ['65000:*', { communities: ['no-export', '65000:77'] }, true],
  ['65000:*', { largeCommunities: ['65000:1:2'] }, false],
  ['65000:*:2', { largeCommunities: ['65000:1:2'] }, true],
  ['rt:65000:*', { extendedCommunities: ['rt:65000:9'] }, true],
  ['NO-EXPORT', { communities: ['no-export'] }, true],
  ['blackhole', { communities: ['65535:666'] }, true],
  ['65000:1', {}, false],
])('community %s of %j: %s', (community, more, wanted) => {
  const labels = new Labels([labelRule('marked', { community: [community] })], peers);
  expect(labelOf(labels, attributesOf([1], more), '10.0.0.0/8')).toBe(wanted ? 'marked' : 'none');
});

test('a name or group means the peers that have it', () => {
  const labels = new Labels([labelRule('hub', { peer: [{ kind: 'name', name: 'route-server' }] })], peers);
  expect(labelOf(labels, attributesOf([1]), '10.0.0.0/8', peerOf('10.0.0.5'))).toBe('hub');
  expect(labelOf(labels, attributesOf([1]), '10.0.0.0/8', peerOf('10.0.0.6'))).toBe('none');
});

test('attributes that meet the same rules share a class, and what cannot matter makes none', () => {
  const labels = new Labels([labelRule('a', { origin: [1] }), labelRule('b', { community: ['1:1'] })], peers);
  const classOf = (origin: number, ...communities: string[]): number =>
    labels.attributeClass(attributesOf([9, origin], { communities }), undefined);
  expect(classOf(1)).toBe(classOf(1, '1:1'));
  expect(classOf(2)).toBe(0);
  expect(classOf(2, '1:1')).toBe(classOf(3, '1:1', '2:2'));
  expect(classOf(2, '1:1')).not.toBe(classOf(1));
});

test('attributes that meet rules in too many ways are counted, and go by the first rules', () => {
  const bits = 13;
  const rules = Array.from({ length: bits }, (_, i) =>
    labelRule(`l${i}`, { community: [`1:${i}`], prefix: ['10.0.0.0/8'] })
  );
  const labels = new Labels(rules, peers);
  for (let number = 0; number < 2 ** bits; number++) {
    const communities = rules.flatMap((_, i) => (number & (1 << i) ? [`1:${i}`] : []));
    const attributes = attributesOf([1], { communities });
    if (number % 1000 === 1) {
      expect(labelOf(labels, attributes, '10.0.0.0/8')).toBe('l0');
    } else {
      labels.attributeClass(attributes, undefined);
    }
  }
  expect(labels.unclassified).toBeGreaterThan(0);
});

/** The meaning of the rules, said slowly. */
function slowLabel(
  rules: readonly { name: string; when: RouteConditions; unless: RouteConditions }[],
  route: Route
): string {
  const verdicts = (wanted: RouteConditions): boolean[] => {
    const { attributes, peer, prefix } = route;
    const text = formatAsPath(attributes.asPath ?? []);
    const lists: [readonly unknown[], boolean][] = [
      [wanted.asPath, wanted.asPath.some((pattern) => pattern.matches(text))],
      [wanted.origin, wanted.origin.some((as) => as === originAs(attributes.asPath ?? []))],
      [wanted.nextHop, wanted.nextHop.some((one) => covers(one, prefixOf(attributes.nextHop!)))],
      [wanted.prefix, wanted.prefix.some((one) => covers(one, prefix))],
      [wanted.community, wanted.community.some((one) => one.matches(attributes))],
      [
        wanted.peer,
        wanted.peer.some(
          (one) =>
            (one.kind === 'address' && one.address === peer.address) ||
            (one.kind === 'as' && one.as === peer.as) ||
            (one.kind === 'name' && [peers.get(peer.address)?.name, peers.get(peer.address)?.group].includes(one.name))
        ),
      ],
    ];
    return lists.filter(([list]) => list.length > 0).map(([, holds]) => holds);
  };
  const rule = rules.find(({ when, unless }) => !verdicts(when).includes(false) && !verdicts(unless).includes(true));
  return rule?.name ?? 'none';
}

interface Route {
  readonly attributes: PathAttributes;
  readonly peer: Peer;
  readonly prefix: Prefix;
}

const few = <T>(...values: T[]): fc.Arbitrary<T[]> => fc.subarray(values, { maxLength: 2 });
const conditionTexts: fc.Arbitrary<ConditionTexts> = fc.record(
  {
    asPath: few('_2_', '^1$', '1.*3', '^$'),
    origin: few(1, 2, 3),
    nextHop: few('192.0.2.0/24', '192.0.2.1', '10.0.0.0/8'),
    prefix: few('10.0.0.0/8', '10.1.0.0/16', 'fd00::/8', '0.0.0.0/0'),
    community: few('1:1', '1:*', 'no-export'),
    peer: few(
      { kind: 'address' as const, address: '10.0.0.4' },
      { kind: 'as' as const, as: 65515 },
      { kind: 'name' as const, name: 'rs-1' },
      { kind: 'name' as const, name: 'route-server' }
    ),
  },
  { requiredKeys: [] }
);
const rule = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'none'), when: conditionTexts, unless: conditionTexts });
const route = fc.record({
  asns: fc.array(fc.constantFrom(1, 2, 3), { maxLength: 3 }),
  communities: fc.option(few('1:1', '1:2', 'no-export'), { nil: undefined }),
  nextHop: fc.constantFrom('192.0.2.1', '192.0.2.2', '10.0.0.1', 'fd00::1'),
  peer: fc.constantFrom(RS_0, peerOf('10.0.0.5', 1), peerOf('10.9.9.9'), peerOf('10.9.9.9', 2)),
  prefix: fc.constantFrom('10.1.0.0/16', '10.1.2.0/24', '10.0.0.0/7', 'fd00::/16', '2001:db8::/32'),
});

test('agrees with the rules tried one by one', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), fc.array(route, { minLength: 1, maxLength: 20 }), (texts, routes) => {
      const rules = texts.map(({ name, when, unless }) => ({
        name,
        when: conditions(when),
        unless: conditions(unless),
      }));
      const labels = new Labels(rules, peers);
      for (const { asns, communities, nextHop, peer, prefix } of routes) {
        const one = { attributes: attributesOf(asns, { communities, nextHop }), peer, prefix: prefixOf(prefix) };
        const number = labels.attributeClass(one.attributes, nextHop);
        expect(labels.names[labels.labelOf(number, one.peer, one.prefix)]).toBe(slowLabel(rules, one));
      }
    })
  );
});
