import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AsPath, asPathLength, originAs, withoutPrepending } from '../bgp/as-path.ts';
import { AsPathStore } from './as-path-store.ts';

const as = fc.constantFrom(1, 2, 3, 0xffff_ffff);
const sequence = fc.array(as, { minLength: 1, maxLength: 5 }).map((asns) => ({ kind: 'sequence' as const, asns }));
const set = fc.array(as, { minLength: 1, maxLength: 3 }).map((asns) => ({ kind: 'set' as const, asns }));
const path: fc.Arbitrary<AsPath> = fc.oneof(
  { weight: 4, arbitrary: sequence.map((one) => [one]) },
  { weight: 1, arbitrary: fc.array(fc.oneof(sequence, set), { maxLength: 3 }) }
);
const step = fc.record({ path, drop: fc.boolean() });

test('equal paths have one number as long as anything refers to them, and nothing is left in the end', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.nat(200), (steps, savedAt) => {
      let store = new AsPathStore(1);
      const plain = new Map<string, { path: AsPath; id: number; references: number }>();
      const idOf = (one: AsPath): number => {
        const id = store.intern(one);
        store.release(id);
        return id;
      };
      steps.forEach(({ path: one, drop }, at) => {
        store = at === savedAt ? AsPathStore.load(structuredClone(store.save()), 2) : store;
        const key = JSON.stringify(one);
        const known = plain.get(key);
        if (!drop) {
          const id = store.intern(one);
          expect(id).toBe(known?.id ?? id);
          plain.set(key, { path: one, id, references: (known?.references ?? 0) + 1 });
        } else if (known) {
          store.release(known.id);
          known.references--;
          if (known.references === 0) {
            plain.delete(key);
          }
        }
      });
      for (const { path: one, id } of plain.values()) {
        expect(store.path(id)).toEqual(one);
        expect(store.originAs(id)).toBe(originAs(one));
        expect(store.hops(id)).toBe(asPathLength(one));
        expect(store.firstAs(id)).toBe(one[0]?.kind === 'sequence' ? one[0].asns[0] : undefined);
        expect(store.plainId(id)).toBe(idOf(withoutPrepending(one)));
      }
      for (const { id, references } of plain.values()) {
        for (let i = 0; i < references; i++) {
          store.release(id);
        }
      }
      expect(store.size).toBe(0);
    }),
    { numRuns: 300 }
  );
});
