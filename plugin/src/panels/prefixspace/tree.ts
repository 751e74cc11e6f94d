import { formatPrefix, maskPrefix, type Family, type Prefix } from '../../shared/prefix';
import { commonBits, prefixOf, wordsIn, wordsOf, writeWords } from './addresses';

/** A prefix as it stands in the frames: each row is one route of it. */
export interface PrefixRow {
  prefix: Prefix;
  /** Number of the row over all frames. */
  row: number;
}

/**
 * The prefixes of one family, sorted by address and the shorter first: so what a prefix contains follows it, up to its end.
 * Typed arrays, as a full table has a million of them.
 */
export interface PrefixTree {
  family: Family;
  count: number;
  /** Addresses, as many words each as the family has. */
  words: Uint32Array;
  lengths: Uint8Array;
  /** The prefix that most closely contains this one; -1 where none does. */
  parents: Int32Array;
  /** One after the last prefix that this one contains. */
  ends: Int32Array;
  /** Rows of the prefix: from `rowStarts[at]` up to `rowStarts[at + 1]` of `rows`. */
  rowStarts: Uint32Array;
  rows: Uint32Array;
}

export function buildTree(family: Family, found: readonly PrefixRow[]): PrefixTree {
  const perAddress = wordsIn[family];
  const all = new Uint32Array(found.length * perAddress);
  found.forEach(({ prefix }, at) => writeWords(prefix.bytes, all, at * perAddress));
  const order = Uint32Array.from(found, (_, at) => at).sort(
    (a, b) =>
      compareWords(all, a * perAddress, b * perAddress, perAddress) ||
      found[a]!.prefix.lengthBits - found[b]!.prefix.lengthBits ||
      found[a]!.row - found[b]!.row
  );
  const firsts = order.filter((at, place) => place === 0 || !isSame(at, order[place - 1]!));
  function isSame(a: number, b: number): boolean {
    return (
      found[a]!.prefix.lengthBits === found[b]!.prefix.lengthBits &&
      compareWords(all, a * perAddress, b * perAddress, perAddress) === 0
    );
  }
  const count = firsts.length;
  const words = new Uint32Array(count * perAddress);
  const lengths = new Uint8Array(count);
  firsts.forEach((at, index) => {
    words.set(all.subarray(at * perAddress, (at + 1) * perAddress), index * perAddress);
    lengths[index] = found[at]!.prefix.lengthBits;
  });
  const rowStarts = new Uint32Array(count + 1);
  let index = -1;
  order.forEach((at, place) => {
    if (at === firsts[index + 1]) {
      rowStarts[++index] = place;
    }
  });
  rowStarts[count] = order.length;
  const rows = order.map((at) => found[at]!.row);
  return { family, count, words, lengths, ...nest(words, lengths, perAddress), rowStarts, rows };
}

function nest(words: Uint32Array, lengths: Uint8Array, perAddress: number) {
  const parents = new Int32Array(lengths.length).fill(-1);
  const ends = new Int32Array(lengths.length).fill(lengths.length);
  const open: number[] = [];
  for (let at = 0; at < lengths.length; at++) {
    while (open.length > 0) {
      const top = open.at(-1)!;
      if (commonBits(words, top * perAddress, words, at * perAddress, perAddress) >= lengths[top]!) {
        parents[at] = top;
        break;
      }
      ends[top] = at;
      open.pop();
    }
    open.push(at);
  }
  return { parents, ends };
}

function compareWords(words: Uint32Array, a: number, b: number, count: number): number {
  for (let word = 0; word < count; word++) {
    const differs = words[a + word]! - words[b + word]!;
    if (differs !== 0) {
      return differs;
    }
  }
  return 0;
}

export function prefixAt({ family, words, lengths }: PrefixTree, at: number): Prefix {
  const perAddress = wordsIn[family];
  return prefixOf(words.slice(at * perAddress, (at + 1) * perAddress), lengths[at]!);
}

export function textOf(tree: PrefixTree, at: number): string {
  return formatPrefix(prefixAt(tree, at));
}

/** The prefixes that a prefix of any size contains, itself among them: from one place up to another. */
export function within(tree: PrefixTree, prefix: Prefix): { from: number; to: number } {
  const { words, lengths, family, count } = tree;
  const perAddress = wordsIn[family];
  const asked = wordsOf(maskPrefix(prefix));
  const isInside = (at: number) => commonBits(words, at * perAddress, asked, 0, perAddress) >= prefix.lengthBits;
  const from = firstWhere(count, (at) => {
    const differs = compareTo(words, at * perAddress, asked);
    return differs > 0 || (differs === 0 && lengths[at]! >= prefix.lengthBits);
  });
  return { from, to: from + firstWhere(count - from, (at) => !isInside(from + at)) };
}

function compareTo(words: Uint32Array, at: number, asked: Uint32Array): number {
  for (let word = 0; word < asked.length; word++) {
    const differs = words[at + word]! - asked[word]!;
    if (differs !== 0) {
      return differs;
    }
  }
  return 0;
}

/** The first of so many for which it holds, where it holds for all after it too. */
function firstWhere(count: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    [low, high] = holds(middle) ? [low, middle] : [middle + 1, high];
  }
  return low;
}

/** The prefixes that contain this one, the largest first; a prefix that is itself in the tree is the last of them. */
export function covering(tree: PrefixTree, prefix: Prefix): number[] {
  const found: number[] = [];
  const masked = maskPrefix(prefix);
  const perAddress = wordsIn[tree.family];
  const asked = wordsOf(masked);
  const { from } = within(tree, masked);
  const isCovering = (at: number) =>
    tree.lengths[at]! <= prefix.lengthBits &&
    commonBits(tree.words, at * perAddress, asked, 0, perAddress) >= tree.lengths[at]!;
  // What contains it stands at its place or is among those that contain the prefix before it.
  let at = from < tree.count && isCovering(from) ? from : from - 1;
  for (; at >= 0; at = tree.parents[at]!) {
    if (isCovering(at)) {
      found.unshift(at);
    }
  }
  return found;
}

/** The smallest prefix that contains all from one place up to another, without default routes where there is anything else. */
export function spanOf(tree: PrefixTree, from: number, to: number): Prefix {
  const perAddress = wordsIn[tree.family];
  const start = from < to - 1 && tree.lengths[from] === 0 ? from + 1 : from;
  if (start >= to) {
    return prefixOf(new Uint32Array(perAddress), 0);
  }
  // All between the first and the last share what these two have in common, and a shorter one would stand before the first.
  const common = commonBits(tree.words, start * perAddress, tree.words, (to - 1) * perAddress, perAddress);
  const lengthBits = Math.min(tree.lengths[start]!, common);
  return maskPrefix({ ...prefixAt(tree, start), lengthBits });
}
