import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairStore } from './pair-store.ts';

const number = fc.nat(5);
const step = fc.record({ first: number, second: number, drop: fc.boolean() });

test('equal pairs have one number for as long as anything refers to them, also after it was saved', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), fc.nat(400), (steps, savedAt) => {
      let store = new PairStore(1);
      const plain = new Map<string, { id: number; references: number }>();
      steps.forEach(({ first, second, drop }, at) => {
        store = at === savedAt ? PairStore.load(structuredClone(store.save()), 2) : store;
        const key = `${first} ${second}`;
        const known = plain.get(key);
        if (!drop) {
          const id = store.intern(first, second);
          expect(id).toBe(known?.id ?? id);
          plain.set(key, { id, references: (known?.references ?? 0) + 1 });
        } else if (known) {
          store.release(known.id);
          known.references--;
          if (known.references === 0) {
            plain.delete(key);
          }
        }
      });
      expect(store.size).toBe(plain.size);
      for (const [key, { id, references }] of plain) {
        expect(`${store.first(id)} ${store.second(id)}`).toBe(key);
        expect(store.references(id)).toBe(references);
      }
    })
  );
});

test('numbers that are free are given anew', () => {
  const store = new PairStore(1);
  for (let i = 0; i < 10_000; i++) {
    store.release(store.intern(i, i));
  }
  expect(store.intern(1, 2)).toBe(1);
});
