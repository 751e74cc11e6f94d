import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdMap } from './id-map.ts';

/** Dense ids, and among them some from far away. */
const id = fc.oneof({ weight: 8, arbitrary: fc.nat(600) }, { weight: 1, arbitrary: fc.nat(2_000_000) });
const integer = fc.integer({ min: 1, max: 0xffff_ffff });
/** A time in microseconds, which takes more than 32 bits. */
const timeUs = fc.integer({ min: 2 ** 40, max: 2 ** 52 });

/** Values that go in, and 0 for those that go out. */
function steps(value: fc.Arbitrary<number>): fc.Arbitrary<{ id: number; value: number }[]> {
  const goesIn = { weight: 3, arbitrary: fc.record({ id, value }) };
  const goesOut = { weight: 2, arbitrary: fc.record({ id, value: fc.constant(0) }) };
  return fc.array(fc.oneof(goesIn, goesOut), { maxLength: 2000 });
}

function entries(map: Pick<IdMap, 'forEach'>): [number, number][] {
  const found: [number, number][] = [];
  map.forEach((key, one) => found.push([key, one]));
  return found;
}

test.each([
  { what: 'integers', value: integer, empty: (): IdMap => new IdMap(Uint32Array) },
  { what: 'times', value: timeUs, empty: (): IdMap<Float64Array<ArrayBuffer>> => new IdMap(Float64Array) },
])('it holds the $what that a plain map holds, whatever goes in and out', ({ value, empty }) => {
  fc.assert(
    fc.property(steps(value), (all) => {
      const map = empty();
      const plain = new Map<number, number>();
      for (const { id: key, value: next } of all) {
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
  const map = new IdMap(Uint32Array);
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
