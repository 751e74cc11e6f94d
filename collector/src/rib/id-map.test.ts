import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdMap } from './id-map.ts';

/** Dense ids, and among them some from far away. */
const id = fc.oneof({ weight: 8, arbitrary: fc.nat(600) }, { weight: 1, arbitrary: fc.nat(2_000_000) });
const value = fc.integer({ min: 1, max: 0xffff_ffff });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ id, value }) },
  { weight: 2, arbitrary: fc.record({ id, value: fc.constant(0) }) }
);

function entries(map: IdMap): [number, number][] {
  const found: [number, number][] = [];
  map.forEach((key, one) => found.push([key, one]));
  return found;
}

test('it holds what a plain map holds, whatever goes in and out', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 2000 }), (steps) => {
      const map = new IdMap();
      const plain = new Map<number, number>();
      for (const { id: key, value: next } of steps) {
        const before = plain.get(key) ?? 0;
        expect(next === 0 ? map.delete(key) : map.set(key, next)).toBe(before);
        if (next === 0) {
          plain.delete(key);
        } else {
          plain.set(key, next);
        }
        expect(map.get(key)).toBe(next);
      }
      expect(map.size).toBe(plain.size);
      expect(entries(map)).toEqual([...plain].sort(([a], [b]) => a - b));
    })
  );
});

test('a full table becomes an array, an emptied one a hash again, and neither loses anything', () => {
  const map = new IdMap();
  for (let key = 0; key < 100_000; key++) {
    map.set(key, key + 1);
  }
  expect(map.get(99_999)).toBe(100_000);
  for (let key = 0; key < 100_000; key++) {
    if (key % 1000 !== 7) {
      expect(map.delete(key)).toBe(key + 1);
    }
  }
  expect(map.size).toBe(100);
  expect(entries(map)).toHaveLength(100);
  expect(map.get(4007)).toBe(4008);
  expect(map.get(4008)).toBe(0);
});
