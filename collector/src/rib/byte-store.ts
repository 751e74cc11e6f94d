import { grown } from './grow.ts';

const MIN_SLOTS = 16;
/** The length stands before each byte string: in one byte below this, else in three with the highest bit set. */
const LONG = 128;
/** What is too long for that. */
const MAX_BYTES = 2 ** 23;
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
 * Byte strings of less than 2^23 bytes, each kept once, with a number and a count of the references to it. All bytes stand in one
 * arena and all numbers in typed arrays: a byte string costs itself and about 16 bytes, and no object.
 */
export class ByteStore {
  #arena = new Uint8Array(0);
  #used = 0;
  #dead = 0;
  /** By id: where it stands in the arena; of a free id, the next free one. */
  #offsets = new Uint32Array(1);
  #references = new Uint32Array(1);
  /** The lowest byte of the hash, by id: it spares most looks at bytes that differ. */
  #marks = new Uint8Array(1);
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
    store.#marks = new Uint8Array(offsets.length);
    store.#ids = offsets.length - 1;
    store.#freeId = freeId;
    store.#size = size;
    for (let id = 1; id < offsets.length; id++) {
      if (references[id] !== 0) {
        store.#marks[id] = store.#hashOf(id);
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
    if (lengthBytes >= MAX_BYTES) {
      throw new RangeError(`${lengthBytes} bytes in a store of byte strings below ${MAX_BYTES}`);
    }
    const hash = this.#hash(bytes, 0, lengthBytes);
    const slot = this.#slot(hash, bytes, lengthBytes);
    const known = this.#slots[slot]!;
    if (known !== 0) {
      this.#references[known]!++;
      return known;
    }
    const id = this.#append(bytes, lengthBytes, hash);
    this.#slots[slot] = id;
    this.#size++;
    if (isCrowded(this.#size, this.#slots.length)) {
      this.#slots = this.#slotted(moreSlots(this.#slots.length));
    }
    return id;
  }

  /** The id of a byte string; 0 where it is not kept. */
  find(bytes: Uint8Array): number {
    return this.#slots[this.#slot(this.#hash(bytes, 0, bytes.length), bytes, bytes.length)]!;
  }

  save(): SavedByteStore {
    if (this.#dead > 0) {
      this.#compact();
    }
    const ids = this.#ids + 1;
    return {
      arena: this.#arena.subarray(0, this.#used),
      offsets: this.#offsets.subarray(0, ids),
      references: this.#references.subarray(0, ids),
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
    this.#dead += this.#wholeLengthOf(id);
    this.#offsets[id] = this.#freeId;
    this.#freeId = id;
    if (this.#dead > MIN_COMPACTED_BYTES && this.#dead * 2 > this.#used) {
      this.#compact();
    }
  }

  lengthOf(id: number): number {
    const at = this.#offsets[id]!;
    const first = this.#arena[at]!;
    return first < LONG ? first : ((first - LONG) << 16) | (this.#arena[at + 1]! << 8) | this.#arena[at + 2]!;
  }

  /** The bytes. A view that holds until the store changes. */
  bytesOf(id: number): Uint8Array {
    const from = this.#from(id);
    return this.#arena.subarray(from, from + this.lengthOf(id));
  }

  /** 32 bits in network order at a place in the bytes. */
  u32(id: number, at: number): number {
    const arena = this.#arena;
    const from = this.#from(id) + at;
    return ((arena[from]! << 24) | (arena[from + 1]! << 16) | (arena[from + 2]! << 8) | arena[from + 3]!) >>> 0;
  }

  u8(id: number, at: number): number {
    return this.#arena[this.#from(id) + at]!;
  }

  /** Where the bytes stand in the arena, behind their length. */
  #from(id: number): number {
    const at = this.#offsets[id]!;
    return this.#arena[at]! < LONG ? at + 1 : at + 3;
  }

  /** Bytes with their length. */
  #wholeLengthOf(id: number): number {
    return this.#from(id) - this.#offsets[id]! + this.lengthOf(id);
  }

  /** The slot of a byte string, or the free one where it belongs. */
  #slot(hash: number, bytes: Uint8Array, lengthBytes: number): number {
    const slots = this.#slots;
    const mark = hash & 255;
    let slot = home(hash, slots.length);
    for (let id = slots[slot]!; id !== 0; id = slots[slot]!) {
      if (this.#marks[id] === mark && this.#equals(id, bytes, lengthBytes)) {
        break;
      }
      slot = next(slot, slots.length);
    }
    return slot;
  }

  #append(bytes: Uint8Array, lengthBytes: number, hash: number): number {
    const at = this.#used;
    const from = at + (lengthBytes < LONG ? 1 : 3);
    this.#used = from + lengthBytes;
    if (this.#used > this.#arena.length) {
      this.#arena = grown(this.#arena, this.#used);
    }
    if (lengthBytes < LONG) {
      this.#arena[at] = lengthBytes;
    } else {
      this.#arena[at] = LONG | (lengthBytes >>> 16);
      this.#arena[at + 1] = lengthBytes >>> 8;
      this.#arena[at + 2] = lengthBytes;
    }
    this.#arena.set(lengthBytes === bytes.length ? bytes : bytes.subarray(0, lengthBytes), from);
    const id = this.#newId();
    this.#offsets[id] = at;
    this.#references[id] = 1;
    this.#marks[id] = hash;
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
      this.#marks = grown(this.#marks, id + 1);
    }
    return id;
  }

  #equals(id: number, bytes: Uint8Array, lengthBytes: number): boolean {
    if (this.lengthOf(id) !== lengthBytes) {
      return false;
    }
    const arena = this.#arena;
    const from = this.#from(id);
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
    const { length } = slots;
    let hole = home(this.#hashOf(id), length);
    while (slots[hole] !== id) {
      hole = next(hole, length);
    }
    for (let slot = next(hole, length); slots[slot] !== 0; slot = next(slot, length)) {
      const wanted = home(this.#hashOf(slots[slot]!), length);
      if (distance(wanted, slot, length) >= distance(hole, slot, length)) {
        slots[hole] = slots[slot]!;
        hole = slot;
      }
    }
    slots[hole] = 0;
  }

  /** All ids by hash, in that many slots. */
  #slotted(length: number): Uint32Array<ArrayBuffer> {
    const slots = new Uint32Array(length);
    for (let id = 1; id <= this.#ids; id++) {
      if (this.#references[id] !== 0) {
        let slot = home(this.#hashOf(id), length);
        while (slots[slot] !== 0) {
          slot = next(slot, length);
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
        const lengthBytes = this.#wholeLengthOf(id);
        arena.set(this.#arena.subarray(from, from + lengthBytes), used);
        this.#offsets[id] = used;
        used += lengthBytes;
      }
    }
    this.#arena = arena;
    this.#used = used;
    this.#dead = 0;
  }

  #hashOf(id: number): number {
    return this.#hash(this.#arena, this.#from(id), this.lengthOf(id));
  }

  /** FNV-1a with a seed and the last steps of MurmurHash3. */
  #hash(bytes: Uint8Array, from: number, lengthBytes: number): number {
    let hash = this.#seed ^ lengthBytes;
    for (let i = from; i < from + lengthBytes; i++) {
      hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** The slot where the search for a hash begins: hashes are spread over the slots in their order. */
function home(hash: number, slots: number): number {
  return Math.floor((hash / 2 ** 32) * slots);
}

function next(slot: number, slots: number): number {
  return slot + 1 === slots ? 0 : slot + 1;
}

/** How many slots on from one to another. */
function distance(from: number, to: number, slots: number): number {
  return to >= from ? to - from : to + slots - from;
}

/** Three slots in four are used at most: with more, searches get long. */
function isCrowded(size: number, slots: number): boolean {
  return size * 4 > slots * 3;
}

function moreSlots(slots: number): number {
  return slots + (slots >> 2);
}

function slotsFor(size: number): number {
  let slots = MIN_SLOTS;
  while (isCrowded(size, slots)) {
    slots = moreSlots(slots);
  }
  return slots;
}
