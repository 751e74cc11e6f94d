import { formatPrefix, maskPrefix, parsePrefix, type Family, type Prefix } from '../../shared/prefix';
import type { Steps } from '../../shared/steps';
import { bitsIn, commonBits, prefixOf, wordsIn, wordsOf } from './addresses';
import type { PrefixRows } from './prefix-rows';
import { sortRows } from './sort-rows';

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

export function* treeSteps(found: PrefixRows): Steps<PrefixTree> {
  const { family } = found;
  const per = wordsIn[family];
  const order = yield* sortRows(found);
  const isNew = (place: number) => place === 0 || !isSame(found, order[place]!, order[place - 1]!);
  let count = 0;
  order.forEach((_, place) => (count += isNew(place) ? 1 : 0));
  yield;
  const words = new Uint32Array(count * per);
  const lengths = new Uint8Array(count);
  const rowStarts = new Uint32Array(count + 1);
  let index = 0;
  order.forEach((at, place) => {
    if (isNew(place)) {
      for (let word = 0; word < per; word++) {
        words[index * per + word] = found.words[at * per + word]!;
      }
      lengths[index] = found.lengths[at]!;
      rowStarts[index++] = place;
    }
  });
  rowStarts[count] = order.length;
  yield;
  const rows = order.map((at) => found.rows[at]!);
  yield;
  return { family, count, words, lengths, ...nest(words, lengths, per), rowStarts, rows };
}

function isSame({ family, words, lengths }: PrefixRows, a: number, b: number): boolean {
  const per = wordsIn[family];
  return lengths[a] === lengths[b] && commonBits(words, a * per, words, b * per, per) === bitsIn[family];
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

/** Where a prefix stands in the tree; undefined where it does not. */
export function placeOf(tree: PrefixTree, text: string): number | undefined {
  const prefix = parsePrefix(text);
  const at = prefix?.family === tree.family ? covering(tree, prefix).at(-1) : undefined;
  return at !== undefined && tree.lengths[at] === prefix?.lengthBits ? at : undefined;
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
