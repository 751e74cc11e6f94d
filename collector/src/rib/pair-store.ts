import { grown } from './grow.ts';

const MIN_SLOTS = 16;

export interface SavedPairStore {
  /** By id, from 0; 0 is no id. Of a free id, `first` is the next free one. */
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly references: Uint32Array;
  readonly size: number;
  readonly freeId: number;
}

/** Pairs of numbers, each kept once, with a number of its own from 1 on and a count of the references to it: about 18 bytes each. */
export class PairStore {
  #first = new Uint32Array(1);
  #second = new Uint32Array(1);
  #references = new Uint32Array(1);
  #ids = 0;
  #freeId = 0;
  #size = 0;
  /** Ids by hash, open addressing; 0 is free. */
  #slots = new Uint32Array(MIN_SLOTS);
  readonly #seed: number;

  /** `seed` keeps others from choosing pairs that collide; no result depends on it. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A store of what `save` gave, with the same ids. */
  static load({ first, second, references, size, freeId }: SavedPairStore, seed: number): PairStore {
    const store = new PairStore(seed);
    store.#first = first.slice();
    store.#second = second.slice();
    store.#references = references.slice();
    store.#ids = first.length - 1;
    store.#freeId = freeId;
    store.#size = size;
    let slots = MIN_SLOTS;
    while (isCrowded(size, slots)) {
      slots *= 2;
    }
    store.#rehash(slots);
    return store;
  }

  /** How many distinct pairs there are. */
  get size(): number {
    return this.#size;
  }

  save(): SavedPairStore {
    const ids = this.#ids + 1;
    return {
      first: this.#first.subarray(0, ids),
      second: this.#second.subarray(0, ids),
      references: this.#references.subarray(0, ids),
      size: this.#size,
      freeId: this.#freeId,
    };
  }

  /** The id of a pair, with one reference more. */
  intern(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(first, second) & mask;
    for (let id = this.#slots[slot]!; id !== 0; id = this.#slots[slot]!) {
      if (this.#first[id] === first && this.#second[id] === second) {
        this.#references[id]!++;
        return id;
      }
      slot = (slot + 1) & mask;
    }
    const id = this.#newId();
    this.#first[id] = first;
    this.#second[id] = second;
    this.#references[id] = 1;
    this.#slots[slot] = id;
    if (isCrowded(++this.#size, this.#slots.length)) {
      this.#rehash(this.#slots.length * 2);
    }
    return id;
  }

  first(id: number): number {
    return this.#first[id]!;
  }

  second(id: number): number {
    return this.#second[id]!;
  }

  references(id: number): number {
    return this.#references[id]!;
  }

  retain(id: number): void {
    this.#references[id]!++;
  }

  /** Takes a reference back. With the last one the pair goes, and its id is free for another. */
  release(id: number): void {
    if (--this.#references[id]! > 0) {
      return;
    }
    this.#unlink(id);
    this.#first[id] = this.#freeId;
    this.#freeId = id;
    this.#size--;
  }

  #newId(): number {
    const free = this.#freeId;
    if (free !== 0) {
      this.#freeId = this.#first[free]!;
      return free;
    }
    const id = ++this.#ids;
    if (id >= this.#first.length) {
      this.#first = grown(this.#first, id + 1);
      this.#second = grown(this.#second, this.#first.length);
      this.#references = grown(this.#references, this.#first.length);
    }
    return id;
  }

  /** Takes an id out of the slots and moves those behind it up. */
  #unlink(id: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = this.#home(id) & mask;
    while (slots[hole] !== id) {
      hole = (hole + 1) & mask;
    }
    for (let next = (hole + 1) & mask; slots[next] !== 0; next = (next + 1) & mask) {
      if (((next - this.#home(slots[next]!)) & mask) >= ((next - hole) & mask)) {
        slots[hole] = slots[next]!;
        hole = next;
      }
    }
    slots[hole] = 0;
  }

  #rehash(length: number): void {
    const slots = new Uint32Array(length);
    const mask = length - 1;
    for (let id = 1; id <= this.#ids; id++) {
      if (this.#references[id] !== 0) {
        let slot = this.#home(id) & mask;
        while (slots[slot] !== 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = id;
      }
    }
    this.#slots = slots;
  }

  #home(id: number): number {
    return this.#hash(this.#first[id]!, this.#second[id]!);
  }

  /** Both numbers mixed in as MurmurHash3 does, and its last steps. */
  #hash(first: number, second: number): number {
    let hash = this.#seed ^ Math.imul(first, 0xcc9e2d51);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
    const mixed = Math.imul(second, 0xcc9e2d51);
    hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** Three slots in four are used at most. */
function isCrowded(size: number, slots: number): boolean {
  return size * 4 > slots * 3;
}
