import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prefixOf } from '../../../tests/build/settings.ts';
import { covers } from '../../net/parse-prefix.ts';
import type { Prefix } from '../../net/prefix.ts';
import { WatchList } from './watch-list.ts';

/** Few addresses and all lengths, so that prefixes often cover each other. */
const prefix: fc.Arbitrary<Prefix> = fc
  .tuple(fc.constantFrom('10.0', '10.1', '192.0', 'fd00'), fc.nat({ max: 3 }), fc.nat({ max: 32 }))
  .map(([head, low, length]) =>
    prefixOf(head === 'fd00' ? `fd00::${low}/${length * 4}` : `${head}.0.${low}/${length}`)
  );

test('includes what equals, covers or lies in a listed prefix, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(prefix), prefix, (listed, other) => {
      const related = listed.some((one) => covers(one, other) || covers(other, one));
      expect(new WatchList(listed).includes(other)).toBe(related);
    })
  );
});
