import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, parsePrefix } from '../net/parse-prefix.ts';
import { type Prefix, formatPrefix } from '../net/prefix.ts';
import { PrefixTree, type TreePrefix } from './prefix-tree.ts';

function masked(address: readonly number[], addressBits: 32 | 128, lengthBits: number): Prefix {
  const word = (i: number): number => {
    const bits = Math.min(32, Math.max(0, lengthBits - i * 32));
    return bits === 0 ? 0 : address[i]! & (bits === 32 ? -1 : -1 << (32 - bits));
  };
  const wide = addressBits === 128;
  return {
    addressBits,
    w0: word(0),
    w1: wide ? word(1) : 0,
    w2: wide ? word(2) : 0,
    w3: wide ? word(3) : 0,
    lengthBits,
  };
}

/** Few distinct bits, so that prefixes meet and cover each other. */
const word = fc.constantFrom(0, 0x0a000000, 0x0a010000, 0x0a010100, 0x0a0101ff, -1, 0x20010db8 | 0);

function prefixes(addressBits: 32 | 128, distinguished: boolean): fc.Arbitrary<TreePrefix> {
  return fc
    .record({
      address: fc.tuple(word, word, word, word),
      lengthBits: fc.nat(addressBits),
      rd: distinguished ? fc.constantFrom('65000:1', '65000:2') : fc.constant(undefined),
    })
    .map(({ address, lengthBits, rd }) => ({ ...masked(address, addressBits, lengthBits), rd }));
}

const text = (prefix: TreePrefix): string => `${prefix.rd} ${formatPrefix(prefix)}`;
const holds = (a: TreePrefix, b: TreePrefix): boolean => a.rd === b.rd && covers(a, b);

describe.each([
  [32, false],
  [128, false],
  [32, true],
  [128, true],
] as const)('%d bits, distinguished: %s', (addressBits, distinguished) => {
  const one = prefixes(addressBits, distinguished);
  const step = fc.record({ prefix: one, drop: fc.boolean() });

  test('it answers as a plain list does, whatever goes in and out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), one, (steps, asked) => {
        const tree = new PrefixTree(addressBits, distinguished, 1);
        const plain = new Map<string, { prefix: TreePrefix; id: number; references: number }>();
        for (const { prefix, drop } of steps) {
          const known = plain.get(text(prefix));
          if (!drop) {
            const id = tree.acquire(prefix);
            expect(id).toBe(known?.id ?? id);
            plain.set(text(prefix), { prefix, id, references: (known?.references ?? 0) + 1 });
          } else if (known) {
            tree.release(known.id);
            known.references--;
            if (known.references === 0) {
              plain.delete(text(prefix));
            }
          }
        }
        const all = [...plain.values()];
        const longest = (of: TreePrefix, accept: (prefix: TreePrefix) => boolean = () => true): number =>
          all
            .filter(({ prefix }) => holds(prefix, of) && accept(prefix))
            .sort((a, b) => b.prefix.lengthBits - a.prefix.lengthBits)[0]?.id ?? 0;
        expect(tree.size).toBe(all.length);
        expect(tree.longestMatch(asked, () => true)).toBe(longest(asked));
        expect(tree.find(asked)).toBe(plain.get(text(asked))?.id ?? 0);
        for (const { prefix, id } of all) {
          expect(tree.find(prefix)).toBe(id);
          expect(text(tree.prefix(id))).toBe(text(prefix));
          expect(tree.nearestCovering(id, () => true)).toBe(
            longest(prefix, ({ lengthBits }) => lengthBits < prefix.lengthBits)
          );
          const below: number[] = [];
          tree.forEachCovered(id, (covered) => below.push(covered) > 0);
          const covered = all.filter((other) => holds(prefix, other.prefix) && other.id !== id);
          expect(below.sort((a, b) => a - b)).toEqual(covered.map((other) => other.id).sort((a, b) => a - b));
        }
      }),
      { numRuns: 200 }
    );
  });
});

test('what covers may be chosen, and what is covered cut short', () => {
  const tree = new PrefixTree(32, false, 0);
  const add = (prefix: string): number => tree.acquire({ ...parsePrefix(prefix)!, rd: undefined });
  const [all, eight, sixteen, twentyFour] = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.1.0/24'].map(add);
  expect(tree.nearestCovering(twentyFour!, (id) => id !== sixteen)).toBe(eight);
  expect(tree.nearestCovering(eight!, () => true)).toBe(all);
  expect(tree.nearestCovering(all!, () => true)).toBe(0);
  const seen: number[] = [];
  tree.forEachCovered(all!, (id) => {
    seen.push(id);
    return id !== sixteen;
  });
  expect(seen).toEqual([eight, sixteen]);
});

test('each of many prefixes keeps its number while others come and go', () => {
  const tree = new PrefixTree(32, false, 0);
  const prefixAt = (i: number): TreePrefix => {
    const lengthBits = 8 + (i % 25);
    return { ...masked([Math.imul(i, 0x9e3779b1), 0, 0, 0], 32, lengthBits), rd: undefined };
  };
  const ids = new Map<string, number>();
  for (let i = 0; i < 20_000; i++) {
    const prefix = prefixAt(i);
    const known = ids.get(text(prefix));
    const id = tree.acquire(prefix);
    expect(id).toBe(known ?? id);
    ids.set(text(prefix), id);
  }
  for (let i = 0; i < 20_000; i += 2) {
    const id = tree.find(prefixAt(i));
    tree.release(id);
    if (tree.find(prefixAt(i)) === 0) {
      ids.delete(text(prefixAt(i)));
    }
  }
  expect(tree.size).toBe(ids.size);
  tree.forEach((id) => expect(ids.get(text(tree.prefix(id)))).toBe(id));
});

test('a million prefixes that come and go leave nothing behind', () => {
  const tree = new PrefixTree(32, false, 0);
  for (let round = 0; round < 1_000_000; round++) {
    const prefix = { addressBits: 32 as const, w0: (round * 2654435761) & ~255, w1: 0, w2: 0, w3: 0, lengthBits: 24 };
    tree.release(tree.acquire({ ...prefix, rd: undefined }));
  }
  expect(tree.size).toBe(0);
  expect(tree.acquire({ ...parsePrefix('10.0.0.0/8')!, rd: undefined })).toBe(1);
});
