import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vrpOf } from '../../tests/build/rtr.ts';
import { parsePrefix } from '../net/parse-prefix.ts';
import { formatIPv4, formatIPv6 } from '../net/address.ts';
import { type Vrp, VrpSet } from './vrp.ts';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const as = fc.integer({ min: 0, max: 0xffff_ffff });
const vrp: fc.Arbitrary<Vrp> = fc
  .tuple(fc.boolean(), fc.tuple(word, word, word, word), fc.nat(128), fc.nat(128), as)
  .map(([v4, words, length, more, origin]) => {
    const bits = v4 ? 32 : 128;
    const lengthBits = length % (bits + 1);
    const address = v4 ? formatIPv4(words[0]) : formatIPv6(...words);
    const prefix = parsePrefix(`${address}/${lengthBits}`)!;
    return { prefix, maxLengthBits: Math.min(bits, lengthBits + more), as: origin };
  });

test('what goes in comes out, and is found', () => {
  fc.assert(
    fc.property(fc.array(vrp), (all) => {
      const set = new VrpSet();
      all.forEach((one) => set.add(one));
      expect(all.every((one) => set.has(one))).toBe(true);
      const texts = (vrps: Iterable<Vrp>): string[] => [...new Set(Array.from(vrps, (one) => JSON.stringify(one)))];
      expect(texts(set)).toEqual(texts(all));
      expect(set.size).toBe(texts(all).length);
    })
  );
});

test('each of them once, however they differ', () => {
  const set = new VrpSet();
  const texts = [
    '10.0.0.0/8 1',
    '10.0.0.0/8-9 1',
    '10.0.0.0/9 1',
    '10.0.0.0/8 65537',
    '11.0.0.0/8 1',
    '::/8 1',
    'a00::/8 1',
  ];
  expect(texts.map((text) => set.add(vrpOf(text)))).toEqual(texts.map(() => true));
  expect(texts.map((text) => set.add(vrpOf(text)))).toEqual(texts.map(() => false));
  expect(set.delete(vrpOf('::/8 1'))).toBe(true);
  expect(set.delete(vrpOf('::/8 1'))).toBe(false);
  expect(set.size).toBe(texts.length - 1);
});
