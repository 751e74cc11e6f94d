import type { Prefix } from '../../shared/prefix';
import { bitsIn, commonBits, distance, sizeOf, wordsIn, wordsOf } from './addresses';
import { type PrefixTree, within } from './tree';

/** `addresses` is true to scale; `compact` gives large free space and large prefixes less, so that small ones can be seen beside them. */
export type Scale = 'compact' | 'addresses';

/** Part of a row: from the left as a share of the picture, 0 to 1; rows go down with each prefix that contains others. */
export type Block = { left: number; width: number; depth: number } & (
  | { kind: 'prefix'; at: number }
  /** Neighbours too narrow to be seen, as one: from one place of the tree up to another. */
  | { kind: 'group'; from: number; to: number }
  /** Addresses within the prefix above that no prefix has; it begins at the end of the one before. */
  | { kind: 'free'; after: number; before: number; parent: number; addresses: number }
);

export interface SpaceLayout {
  root: Prefix;
  blocks: Block[];
  /** Rows, the root's own among them. */
  depthCount: number;
}

export interface LayoutRequest {
  root: Prefix;
  scale: Scale;
  /** What is narrower, as a share of the picture, is not drawn alone. */
  narrowest: number;
  /** What is drawn as one is about so wide, and ends where a prefix of a common length ends. */
  groupWidth: number;
  /** At most so many rows below the root. */
  maxDepth: number;
}

/** The room of a prefix. In the compact scale the whole space has 64 times that of one address, in either family. */
function roomOf(addresses: number, tree: PrefixTree, scale: Scale): number {
  return scale === 'addresses' ? addresses : addresses ** (6 / bitsIn[tree.family]);
}

/** The room of free addresses: in the compact scale a quarter of what a prefix would have. */
function freeRoomOf(addresses: number, tree: PrefixTree, scale: Scale): number {
  return roomOf(addresses, tree, scale) * (scale === 'addresses' ? 1 : 0.25);
}

/** The room of a prefix that is to be seen whatever its size, in the compact scale: about that of an IPv4 /9. */
const seenRoom = 20;

/**
 * The room of each prefix: its own, or that of all within it where this is more. In the compact scale those that stand out have
 * room for their text.
 */
export function measure(tree: PrefixTree, scale: Scale, standOut: ReadonlySet<number> = new Set()): Float64Array {
  const rooms = new Float64Array(tree.count);
  const inside = new Float64Array(tree.count);
  const last = new Int32Array(tree.count).fill(-1);
  // From the end backwards all within a prefix is measured before it; `last` is then its first part that is known.
  for (let at = tree.count - 1; at >= 0; at--) {
    const own = sizeOf(tree.lengths[at]!, tree.family);
    let room = inside[at]!;
    if (last[at]! >= 0) {
      room += freeRoomOf(gapBetween(tree, at, -1, last[at]!), tree, scale);
    }
    const least = scale === 'compact' && standOut.has(at) ? seenRoom : 0;
    rooms[at] = Math.max(room, least, roomOf(own, tree, scale));
    const parent = tree.parents[at]!;
    if (parent >= 0) {
      inside[parent]! += rooms[at]! + freeRoomOf(gapBetween(tree, parent, at, last[parent]!), tree, scale);
      last[parent] = at;
    }
  }
  return rooms;
}

/** Free addresses within a prefix: after one child (-1: from its beginning) and before the next (-1: to its end). */
function gapBetween(tree: PrefixTree, parent: number, after: number, before: number): number {
  const { family, words, lengths } = tree;
  const per = wordsIn[family];
  return gap(tree, words.subarray(parent * per, (parent + 1) * per), lengths[parent]!, after, before);
}

function gap(tree: PrefixTree, start: Uint32Array, lengthBits: number, after: number, before: number): number {
  const { family, words, lengths } = tree;
  const per = wordsIn[family];
  const taken = after < 0 ? 0 : sizeOf(lengths[after]!, family);
  const [from, fromAt] = after < 0 ? [start, 0] : [words, after * per];
  if (before >= 0) {
    return Math.max(0, distance(from, fromAt, words, before * per, per) - taken);
  }
  const beginning = after < 0 ? 0 : distance(start, 0, words, after * per, per);
  return Math.max(0, sizeOf(lengthBits, family) - beginning - taken);
}

/** Lays out what a prefix contains. Pure, and the same for the same tree. */
export function layoutSpace(tree: PrefixTree, rooms: Float64Array, request: LayoutRequest): SpaceLayout {
  const { root, scale, narrowest, groupWidth, maxDepth } = request;
  const { from, to } = within(tree, root);
  const isThere = from < to && tree.lengths[from] === root.lengthBits;
  const blocks: Block[] = isThere ? [{ kind: 'prefix', at: from, left: 0, width: 1, depth: 0 }] : [];
  let deepest = 0;
  const start = wordsOf(root);
  const fill = (parent: number, first: number, end: number, left: number, width: number, depth: number): void => {
    if (first >= end || depth > maxDepth) {
      return;
    }
    deepest = Math.max(deepest, depth);
    const free = (after: number, before: number) =>
      parent >= 0 ? gapBetween(tree, parent, after, before) : gap(tree, start, root.lengthBits, after, before);
    const parts: Array<{ room: number; at: number; after: number; before: number; addresses: number }> = [];
    let whole = 0;
    const add = (room: number, at: number, after: number, before: number, addresses: number) => {
      if (room > 0) {
        parts.push({ room, at, after, before, addresses });
        whole += room;
      }
    };
    let previous = -1;
    for (let at = first; at < end; at = tree.ends[at]!) {
      const addresses = free(previous, at);
      add(freeRoomOf(addresses, tree, scale), -1, previous, at, addresses);
      add(rooms[at]!, at, -1, -1, 0);
      previous = at;
    }
    const rest = free(previous, -1);
    add(freeRoomOf(rest, tree, scale), -1, previous, -1, rest);
    const parentBits = parent >= 0 ? tree.lengths[parent]! : root.lengthBits;
    const groupBits = parentBits + Math.max(0, Math.floor(Math.log2(width / groupWidth)));
    place();

    function place(): void {
      let room = 0;
      let group: { from: number; to: number; left: number; width: number } | undefined;
      const close = () => {
        if (group) {
          const { from: groupFrom, to: groupTo, left: groupLeft, width: groupWidth } = group;
          blocks.push({ kind: 'group', from: groupFrom, to: groupTo, left: groupLeft, width: groupWidth, depth });
          group = undefined;
        }
      };
      for (const part of parts) {
        const partLeft = left + (width * room) / whole;
        room += part.room;
        const partWidth = left + (width * room) / whole - partLeft;
        const isNarrow = partWidth < narrowest;
        if (!isNarrow) {
          close();
          if (part.at < 0) {
            const { after, before, addresses } = part;
            blocks.push({ kind: 'free', after, before, parent, addresses, left: partLeft, width: partWidth, depth });
          } else {
            blocks.push({ kind: 'prefix', at: part.at, left: partLeft, width: partWidth, depth });
            fill(part.at, part.at + 1, tree.ends[part.at]!, partLeft, partWidth, depth + 1);
          }
        } else if (part.at >= 0) {
          if (group && group.width >= narrowest && !isTogether(tree, group.from, part.at, groupBits)) {
            close();
          }
          group ??= { from: part.at, to: part.at, left: partLeft, width: 0 };
          group.to = tree.ends[part.at]!;
          group.width = partLeft + partWidth - group.left;
        }
      }
      close();
    }
  };
  fill(isThere ? from : -1, isThere ? from + 1 : from, to, 0, 1, 1);
  return { root, blocks, depthCount: deepest + 1 };
}

/** Whether two prefixes lie within one of this length. */
function isTogether({ family, words }: PrefixTree, a: number, b: number, lengthBits: number): boolean {
  const per = wordsIn[family];
  return commonBits(words, a * per, words, b * per, per) >= lengthBits;
}
