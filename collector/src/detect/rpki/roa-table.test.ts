import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prefixOf } from '../../../tests/build/settings.ts';
import { covers } from '../../net/parse-prefix.ts';
import { formatPrefix, type Prefix } from '../../net/prefix.ts';
import type { RpkiValidity } from '../observation.ts';
import { type Roa, RoaTable, type RouteOrigin } from './roa-table.ts';

function roa(text: string, as: number, maxLengthBits = Number(text.split('/')[1])): Roa {
  return { prefix: prefixOf(text), maxLengthBits, as };
}

const table = new RoaTable([
  roa('192.0.2.0/24', 64500),
  roa('198.51.0.0/16', 64500, 24),
  roa('198.51.100.0/24', 64501),
  roa('203.0.113.0/24', 0),
  roa('10.0.0.0/8', 0, 32),
  roa('10.1.0.0/16', 64502),
  roa('2001:db8::/32', 64500, 48),
]);

test.each([
  ['matches', '192.0.2.0/24', 64500, 'valid'],
  ['another origin', '192.0.2.0/24', 64501, 'invalid'],
  ['longer than the ROA says', '192.0.2.0/25', 64500, 'invalid'],
  ['shorter is not covered', '192.0.0.0/16', 64500, 'not-found'],
  ['up to the greatest length', '198.51.7.0/24', 64500, 'valid'],
  ['beyond it', '198.51.7.0/25', 64500, 'invalid'],
  ['any covering ROA may match: the inner', '198.51.100.0/24', 64501, 'valid'],
  ['any covering ROA may match: the outer', '198.51.100.0/24', 64500, 'valid'],
  ['AS 0 matches nobody', '203.0.113.0/24', 0, 'invalid'],
  ['AS 0 beside another ROA says nothing', '10.1.0.0/16', 64502, 'valid'],
  ['AS 0 around it', '10.2.0.0/16', 64502, 'invalid'],
  ['a set has no origin', '192.0.2.0/24', 'none', 'invalid'],
  ['a set that nothing covers', '192.0.3.0/24', 'none', 'not-found'],
  ['IPv6', '2001:db8:7::/48', 64500, 'valid'],
  ['IPv6, too long', '2001:db8:7::/49', 64500, 'invalid'],
  ['IPv6 is not IPv4', '::/0', 64500, 'not-found'],
] satisfies [string, string, RouteOrigin, RpkiValidity][])('RFC 6811 §2: %s', (_, text, origin, validity) => {
  expect(table.validate(prefixOf(text), origin)).toBe(validity);
});

/** Few bits, so that prefixes meet. */
const prefixes: fc.Arbitrary<Prefix> = fc.oneof(
  fc.tuple(fc.nat(7), fc.integer({ min: 0, max: 4 })).map(([bits, length]) => prefixOf(`${bits << 5}.0.0.0/${length}`)),
  fc
    .tuple(fc.nat(7), fc.constantFrom(0, 31, 33, 64, 66, 128))
    .map(([bits, length]) => prefixOf(`8000:0:${(bits << 13).toString(16)}:0:${(bits << 13).toString(16)}::/${length}`))
);
const roas: fc.Arbitrary<Roa[]> = fc.array(
  fc.tuple(prefixes, fc.nat(3), fc.nat(8)).map(([prefix, as, more]) => ({
    prefix,
    as,
    maxLengthBits: Math.min(prefix.addressBits, prefix.lengthBits + more),
  }))
);

/** The rule of RFC 6811 §2 as it stands there, ROA by ROA. */
function validityOf(all: readonly Roa[], prefix: Prefix, origin: RouteOrigin): RpkiValidity {
  const covering = all.filter((one) => covers(one.prefix, prefix));
  const matches = covering.some(
    ({ as, maxLengthBits }) => as !== 0 && as === origin && prefix.lengthBits <= maxLengthBits
  );
  return matches ? 'valid' : covering.length > 0 ? 'invalid' : 'not-found';
}

test('validity is what the rule says, whatever the ROAs', () => {
  fc.assert(
    fc.property(roas, prefixes, fc.oneof(fc.nat(3), fc.constant('none' as const)), (all, prefix, origin) => {
      expect(new RoaTable(all).validate(prefix, origin)).toBe(validityOf(all, prefix, origin));
    })
  );
});

test('prefixes whose ROAs changed are those whose lists differ', () => {
  const listOf = (all: readonly Roa[], text: string): string =>
    [
      ...new Set(
        all.filter(({ prefix }) => formatPrefix(prefix) === text).map((one) => `${one.as} ${one.maxLengthBits}`)
      ),
    ]
      .sort()
      .join();
  fc.assert(
    fc.property(roas, roas, (before, after) => {
      const texts = new Set([...before, ...after].map(({ prefix }) => formatPrefix(prefix)));
      const wanted = [...texts].filter((text) => listOf(before, text) !== listOf(after, text));
      const found = new RoaTable(after).changedPrefixes(new RoaTable(before)).map(formatPrefix);
      expect(found.sort()).toEqual(wanted.sort());
    })
  );
});

test('as many ROAs as the world has', () => {
  const all = Array.from({ length: 400_000 }, (_, i) =>
    roa(`${i >> 14}.${(i >> 6) & 255}.${(i & 63) << 2}.0/22`, i + 1, 24)
  );
  const large = new RoaTable(all);
  expect(large.size).toBe(all.length);
  expect(all.every(({ prefix, as }) => large.validate(prefix, as) === 'valid')).toBe(true);
  expect(large.changedPrefixes(new RoaTable(all.slice(1)))).toEqual([all[0]!.prefix]);
});
