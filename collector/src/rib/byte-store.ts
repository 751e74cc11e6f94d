import { grown } from './grow.ts';

const MIN_SLOTS = 16;
/** The length that stands before each byte string. */
const LENGTH_BYTES = 3;
/** Below this many bytes the arena is not worth compacting. */
const MIN_COMPACTED_BYTES = 65_536;

export interface SavedByteStore {
  readonly arena: Uint8Array;
  /** By id, from 0; 0 is no id. */
  readonly offsets: Uint32Array;
  readonly references: Uint32Array;
  readonly size: number;
  readonly freeId: number;
}

/**
 * Byte strings of less than 2^24 bytes, each kept once, with a number and a count of the references to it. All bytes stand in one
 * arena and all numbers in typed arrays: a byte string costs itself and about 24 bytes, and no object.
 */
export class ByteStore {
  #arena = new Uint8Array(0);
  #used = 0;
  #dead = 0;
  /** By id: where it stands in the arena; of a free id, the next free one. */
  #offsets = new Uint32Array(1);
  #references = new Uint32Array(1);
  #hashes = new Uint32Array(1);
  #ids = 0;
  #freeId = 0;
  #size = 0;
  /** Ids by hash, open addressing; 0 is free. */
  #slots = new Uint32Array(MIN_SLOTS);
  readonly #seed: number;

  /** `seed` keeps others from choosing byte strings that collide; no result depends on it. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A store of what `save` gave, with the same ids. The seed may be another. */
  static load({ arena, offsets, references, size, freeId }: SavedByteStore, seed: number): ByteStore {
    const store = new ByteStore(seed);
    store.#arena = arena.slice();
    store.#used = arena.length;
    store.#offsets = offsets.slice();
    store.#references = references.slice();
    store.#hashes = new Uint32Array(offsets.length);
    store.#ids = offsets.length - 1;
    store.#freeId = freeId;
    store.#size = size;
    for (let id = 1; id < offsets.length; id++) {
      if (references[id] !== 0) {
        const bytes = store.bytesOf(id);
        store.#hashes[id] = store.#hash(bytes, bytes.length);
      }
    }
    store.#slots = store.#slotted(slotsFor(size));
    return store;
  }

  /** How many distinct byte strings there are. */
  get size(): number {
    return this.#size;
  }

  /** Bytes set aside for byte strings, used or not. */
  get capacityBytes(): number {
    return this.#arena.length;
  }

  /** The id of the first `lengthBytes` of `bytes`, with one reference more. */
  intern(bytes: Uint8Array, lengthBytes = bytes.length): number {
    const hash = this.#hash(bytes, lengthBytes);
    const slot = this.#slot(hash, bytes, lengthBytes);
    const known = this.#slots[slot]!;
    if (known !== 0) {
      this.#references[known]!++;
      return known;
    }
    const id = this.#append(bytes, lengthBytes, hash);
    this.#slots[slot] = id;
    this.#size++;
    if (this.#size * 3 > this.#slots.length * 2) {
      this.#slots = this.#slotted(this.#slots.length * 2);
    }
    return id;
  }

  /** The id of a byte string; 0 where it is not kept. */
  find(bytes: Uint8Array): number {
    return this.#slots[this.#slot(this.#hash(bytes, bytes.length), bytes, bytes.length)]!;
  }

  save(): SavedByteStore {
    if (this.#dead > 0) {
      this.#compact();
    }
    const ids = this.#ids + 1;
    return {
      arena: this.#arena.slice(0, this.#used),
      offsets: this.#offsets.slice(0, ids),
      references: this.#references.slice(0, ids),
      size: this.#size,
      freeId: this.#freeId,
    };
  }

  references(id: number): number {
    return this.#references[id]!;
  }

  retain(id: number): void {
    this.#references[id]!++;
  }

  /** Takes a reference back. With the last one the byte string goes, and its id is free for another. */
  release(id: number): void {
    if (--this.#references[id]! > 0) {
      return;
    }
    this.#unlink(id);
    this.#size--;
    this.#dead += this.lengthOf(id) + LENGTH_BYTES;
    this.#offsets[id] = this.#freeId;
    this.#freeId = id;
    if (this.#dead > MIN_COMPACTED_BYTES && this.#dead * 2 > this.#used) {
      this.#compact();
    }
  }

  lengthOf(id: number): number {
    const at = this.#offsets[id]!;
    return (this.#arena[at]! << 16) | (this.#arena[at + 1]! << 8) | this.#arena[at + 2]!;
  }

  /** The bytes. A view that holds until the store changes. */
  bytesOf(id: number): Uint8Array {
    const from = this.#offsets[id]! + LENGTH_BYTES;
    return this.#arena.subarray(from, from + this.lengthOf(id));
  }

  /** 32 bits in network order at a place in the bytes. */
  u32(id: number, at: number): number {
    const arena = this.#arena;
    const from = this.#offsets[id]! + LENGTH_BYTES + at;
    return ((arena[from]! << 24) | (arena[from + 1]! << 16) | (arena[from + 2]! << 8) | arena[from + 3]!) >>> 0;
  }

  u8(id: number, at: number): number {
    return this.#arena[this.#offsets[id]! + LENGTH_BYTES + at]!;
  }

  /** The slot of a byte string, or the free one where it belongs. */
  #slot(hash: number, bytes: Uint8Array, lengthBytes: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let id = slots[slot]!; id !== 0; id = slots[slot]!) {
      if (this.#hashes[id] === hash && this.#equals(id, bytes, lengthBytes)) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #append(bytes: Uint8Array, lengthBytes: number, hash: number): number {
    const at = this.#used;
    this.#used += lengthBytes + LENGTH_BYTES;
    if (this.#used > this.#arena.length) {
      this.#arena = grown(this.#arena, this.#used);
    }
    this.#arena[at] = lengthBytes >>> 16;
    this.#arena[at + 1] = lengthBytes >>> 8;
    this.#arena[at + 2] = lengthBytes;
    this.#arena.set(lengthBytes === bytes.length ? bytes : bytes.subarray(0, lengthBytes), at + LENGTH_BYTES);
    const id = this.#newId();
    this.#offsets[id] = at;
    this.#references[id] = 1;
    this.#hashes[id] = hash;
    return id;
  }

  #newId(): number {
    const free = this.#freeId;
    if (free !== 0) {
      this.#freeId = this.#offsets[free]!;
      return free;
    }
    const id = ++this.#ids;
    if (id >= this.#offsets.length) {
      this.#offsets = grown(this.#offsets, id + 1);
      this.#references = grown(this.#references, id + 1);
      this.#hashes = grown(this.#hashes, id + 1);
    }
    return id;
  }

  #equals(id: number, bytes: Uint8Array, lengthBytes: number): boolean {
    if (this.lengthOf(id) !== lengthBytes) {
      return false;
    }
    const arena = this.#arena;
    const from = this.#offsets[id]! + LENGTH_BYTES;
    for (let i = 0; i < lengthBytes; i++) {
      if (arena[from + i] !== bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Takes an id out of the slots and moves those behind it up. */
  #unlink(id: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = this.#hashes[id]! & mask;
    while (slots[hole] !== id) {
      hole = (hole + 1) & mask;
    }
    for (let next = (hole + 1) & mask; slots[next] !== 0; next = (next + 1) & mask) {
      const distance = (next - this.#hashes[slots[next]!]!) & mask;
      if (distance >= ((next - hole) & mask)) {
        slots[hole] = slots[next]!;
        hole = next;
      }
    }
    slots[hole] = 0;
  }

  /** All ids by hash, in that many slots. */
  #slotted(length: number): Uint32Array<ArrayBuffer> {
    const slots = new Uint32Array(length);
    const mask = length - 1;
    for (let id = 1; id <= this.#ids; id++) {
      if (this.#references[id] !== 0) {
        let slot = this.#hashes[id]! & mask;
        while (slots[slot] !== 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = id;
      }
    }
    return slots;
  }

  /** Moves what is alive into a new arena. Ids stay. */
  #compact(): void {
    const arena = new Uint8Array(this.#used - this.#dead);
    let used = 0;
    for (let id = 1; id <= this.#ids; id++) {
      if (this.#references[id] !== 0) {
        const from = this.#offsets[id]!;
        const lengthBytes = this.lengthOf(id) + LENGTH_BYTES;
        arena.set(this.#arena.subarray(from, from + lengthBytes), used);
        this.#offsets[id] = used;
        used += lengthBytes;
      }
    }
    this.#arena = arena;
    this.#used = used;
    this.#dead = 0;
  }

  /** FNV-1a with a seed and the last steps of MurmurHash3. */
  #hash(bytes: Uint8Array, lengthBytes: number): number {
    let hash = this.#seed ^ lengthBytes;
    for (let i = 0; i < lengthBytes; i++) {
      hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** Slots of which two in three at most are used. */
function slotsFor(size: number): number {
  let slots = MIN_SLOTS;
  while (size * 3 > slots * 2) {
    slots *= 2;
  }
  return slots;
}
