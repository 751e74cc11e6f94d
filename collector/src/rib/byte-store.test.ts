import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteStore } from './byte-store.ts';

const bytes = fc.uint8Array({ maxLength: 6, max: 3 });
const step = fc.record({ bytes, drop: fc.boolean() });

test('equal bytes have one number for as long as anything refers to them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600 }), fc.integer(), (steps, seed) => {
      const store = new ByteStore(seed);
      const plain = new Map<string, { id: number; references: number }>();
      for (const { bytes: one, drop } of steps) {
        const key = one.join(',');
        const known = plain.get(key);
        if (drop) {
          expect(store.find(one)).toBe(known?.id ?? 0);
          if (known) {
            store.release(known.id);
            known.references--;
            if (known.references === 0) {
              plain.delete(key);
            }
          }
        } else {
          const id = store.intern(one);
          expect(id).toBe(known?.id ?? id);
          plain.set(key, { id, references: (known?.references ?? 0) + 1 });
        }
      }
      expect(store.size).toBe(plain.size);
      for (const [key, { id, references }] of plain) {
        expect([...store.bytesOf(id)].join(',')).toBe(key);
        expect(store.references(id)).toBe(references);
      }
    })
  );
});

test('what is let go makes room: the arena does not grow with all that ever was', () => {
  const store = new ByteStore(1);
  const kept = store.intern(Uint8Array.of(1, 2, 3));
  for (let round = 0; round < 200_000; round++) {
    const id = store.intern(Uint8Array.of(round >>> 16, round >>> 8, round, 7, 7, 7, 7, 7, 7, 7));
    store.release(id);
  }
  expect(store.size).toBe(1);
  expect(store.capacityBytes).toBeLessThan(1_000_000);
  expect([...store.bytesOf(kept)]).toEqual([1, 2, 3]);
});

test('a byte string may be as long as an attribute, and longer', () => {
  const store = new ByteStore(3);
  const lengths = [0, 1, 127, 128, 129, 255, 256, 65_535, 65_536, 100_000];
  const strings = lengths.map((length) => Uint8Array.from({ length }, (_, i) => i * 7));
  const ids = strings.map((one) => store.intern(one));
  expect(ids.map((id) => store.lengthOf(id))).toEqual(lengths);
  // Half of them go, and the arena is made smaller around the others.
  ids.forEach((id, i) => i % 2 === 0 && store.release(id));
  const loaded = ByteStore.load(store.save(), 4);
  strings.forEach((one, i) => expect(loaded.find(one)).toBe(i % 2 === 0 ? 0 : ids[i]));
  expect(
    ids.filter((_, i) => i % 2 === 1).map((id) => Buffer.compare(loaded.bytesOf(id), strings[ids.indexOf(id)]!))
  ).toEqual([0, 0, 0, 0, 0]);
  expect(() => store.intern(new Uint8Array(2 ** 23))).toThrow(RangeError);
});

test('numbers in the bytes are in network order', () => {
  const store = new ByteStore(0);
  const id = store.intern(Uint8Array.of(9, 0xff, 0, 0, 1));
  expect(store.u32(id, 1)).toBe(0xff00_0001);
  expect(store.u8(id, 0)).toBe(9);
});
