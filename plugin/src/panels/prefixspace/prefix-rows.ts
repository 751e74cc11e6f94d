import type { Family, Prefix } from '../../shared/prefix';
import { wordsIn, writeWords } from './addresses';

/** Prefixes as they stand in the frames, each row one route of it. In typed arrays, which have room for more than they hold. */
export interface PrefixRows {
  family: Family;
  count: number;
  /** Addresses, as many words each as the family has. */
  words: Uint32Array;
  lengths: Uint8Array;
  /** Numbers of the rows over all frames. */
  rows: Uint32Array;
}

const firstRoom = 1024;

export function noRows(family: Family): PrefixRows {
  return {
    family,
    count: 0,
    words: new Uint32Array(firstRoom * wordsIn[family]),
    lengths: new Uint8Array(firstRoom),
    rows: new Uint32Array(firstRoom),
  };
}

export function addRow(into: PrefixRows, { bytes, lengthBits }: Pick<Prefix, 'bytes' | 'lengthBits'>, row: number) {
  const { count, family } = into;
  if (count === into.rows.length) {
    const room = count * 2;
    into.words = grown(into.words, new Uint32Array(room * wordsIn[family]));
    into.lengths = grown(into.lengths, new Uint8Array(room));
    into.rows = grown(into.rows, new Uint32Array(room));
  }
  writeWords(bytes, into.words, count * wordsIn[family]);
  into.lengths[count] = lengthBits;
  into.rows[count] = row;
  into.count = count + 1;
}

function grown<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
