import type { AddressBits, Prefix } from '../net/prefix.ts';
import { grown } from './grow.ts';
import type { PrefixId } from './ids.ts';

/** Bits that the number of a route distinguisher takes before the address. */
const RD_BITS = 32;
const FIRST_KEYS = 16;

/** The bits that the tree looks at: in a VPN family the number of a route distinguisher, then those of the address. */
export interface Key {
  readonly words: Int32Array;
  lengthBits: number;
}

export interface SavedPrefixKeys {
  readonly words: Int32Array;
  readonly lengths: Uint8Array;
  readonly references: Uint32Array;
  readonly free: PrefixId;
}

/** The keys of prefixes by their numbers, each with a count of the references to it: 9 bytes for one of IPv4, 21 of IPv6. */
export class PrefixKeys {
  /** Words of a key, and those of them before the address. */
  readonly #words: number;
  readonly #rdWords: number;
  #keys: Int32Array;
  #lengths = new Uint8Array(FIRST_KEYS);
  #references = new Uint32Array(FIRST_KEYS);
  #highest = 0;
  /** The first word of a free number's key is the next free one. */
  #free: PrefixId = 0;

  constructor(addressBits: AddressBits, distinguished: boolean) {
    this.#rdWords = distinguished ? 1 : 0;
    this.#words = addressBits / 32 + this.#rdWords;
    this.#keys = new Int32Array(FIRST_KEYS * this.#words);
  }

  /** The keys of what `save` gave, with the same numbers. */
  static load(saved: SavedPrefixKeys, addressBits: AddressBits, distinguished: boolean): PrefixKeys {
    const keys = new PrefixKeys(addressBits, distinguished);
    keys.#keys = saved.words.slice();
    keys.#lengths = saved.lengths.slice();
    keys.#references = saved.references.slice();
    keys.#highest = saved.lengths.length - 1;
    keys.#free = saved.free;
    return keys;
  }

  get highest(): PrefixId {
    return this.#highest;
  }

  save(): SavedPrefixKeys {
    const keys = this.#highest + 1;
    return {
      words: this.#keys.subarray(0, keys * this.#words),
      lengths: this.#lengths.subarray(0, keys),
      references: this.#references.subarray(0, keys),
      free: this.#free,
    };
  }

  newKey(): Key {
    return { words: new Int32Array(this.#words), lengthBits: 0 };
  }

  /** Sets a key to that of a prefix. `rd` is the number of its route distinguisher. */
  setKey(key: Key, { w0, w1, w2, w3, lengthBits }: Prefix, rd: number): void {
    const { words } = key;
    const at = this.#rdWords;
    if (at !== 0) {
      words[0] = rd;
    }
    words[at] = w0;
    if (words.length > at + 1) {
      words[at + 1] = w1;
      words[at + 2] = w2;
      words[at + 3] = w3;
    }
    key.lengthBits = lengthBits + at * RD_BITS;
  }

  /** Sets a key to that of a number. */
  copyKey(key: Key, id: PrefixId): void {
    for (let i = 0; i < this.#words; i++) {
      key.words[i] = this.#keys[id * this.#words + i]!;
    }
    key.lengthBits = this.#lengths[id]!;
  }

  /** A number for a key, with one reference. */
  add({ words, lengthBits }: Key): PrefixId {
    const id = this.#newId();
    for (let i = 0; i < this.#words; i++) {
      this.#keys[id * this.#words + i] = words[i]!;
    }
    this.#lengths[id] = lengthBits;
    this.#references[id] = 1;
    return id;
  }

  references(id: PrefixId): number {
    return this.#references[id]!;
  }

  retain(id: PrefixId): void {
    this.#references[id]!++;
  }

  /** Takes a reference back. Gives how many are left. */
  release(id: PrefixId): number {
    return --this.#references[id]!;
  }

  /** The number of a key without references is free for another. */
  remove(id: PrefixId): void {
    this.#keys[id * this.#words] = this.#free;
    this.#free = id;
  }

  /** Length of a key, bits. */
  keyBitsOf(id: PrefixId): number {
    return this.#lengths[id]!;
  }

  /** Length of a prefix, bits. */
  lengthOf(id: PrefixId): number {
    return this.#lengths[id]! - this.#rdWords * RD_BITS;
  }

  /** Number of the route distinguisher. */
  rdOf(id: PrefixId): number {
    return this.#rdWords === 0 ? 0 : this.#keys[id * this.#words]!;
  }

  /** A word of the address; 0 behind its end. */
  addressWord(id: PrefixId, at: number): number {
    const word = at + this.#rdWords;
    return word < this.#words ? this.#keys[id * this.#words + word]! : 0;
  }

  /** The bit at a place, from 0. */
  bit(id: PrefixId, at: number): number {
    return (this.#keys[id * this.#words + (at >>> 5)]! >>> (31 - (at & 31))) & 1;
  }

  /** How many of their first bits a number and a key have in common. */
  commonBits(id: PrefixId, { words, lengthBits }: Key): number {
    const longest = Math.min(this.#lengths[id]!, lengthBits);
    const from = id * this.#words;
    for (let i = 0; i * 32 < longest; i++) {
      const difference = this.#keys[from + i]! ^ words[i]!;
      if (difference !== 0) {
        return Math.min(i * 32 + Math.clz32(difference), longest);
      }
    }
    return longest;
  }

  /** Whether the key begins with all bits of a number. */
  covers(id: PrefixId, key: Key): boolean {
    return this.commonBits(id, key) === this.#lengths[id];
  }

  #newId(): PrefixId {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.#keys[free * this.#words]!;
      return free;
    }
    const id = ++this.#highest;
    if (id >= this.#lengths.length) {
      this.#lengths = grown(this.#lengths, id + 1);
      this.#references = grown(this.#references, this.#lengths.length);
      this.#keys = grown(this.#keys, this.#lengths.length * this.#words);
    }
    return id;
  }
}
