import { grown } from './grow.ts';

/** Fewest slots of the hash, a power of two. */
const MIN_SLOTS = 8;
/** An array whose ids are rarer than one in this many becomes a hash again. */
const SPARSE = 16;

type Integers = Uint32Array<ArrayBuffer>;
type Numbers = Integers | Float64Array<ArrayBuffer>;

export interface SavedIdMap<Values extends Numbers = Integers> {
  /** Ascending. */
  readonly ids: Uint32Array;
  readonly values: Values;
}

/**
 * A map from dense ids to positive numbers, of 32 bits unless its kind of array holds others. A full table uses nearly all ids: an
 * array costs 4 bytes for each. A table of a few routes among a million ids is a hash of 8 bytes a slot. It changes from one to the
 * other as it grows and shrinks.
 */
export class IdMap<Values extends Numbers = Integers> {
  readonly #arrayOf: new (length: number) => Values;
  /** Ids plus one by slot, 0 for a free slot; undefined while `#values` is an array by id. */
  #keys: Uint32Array | undefined = new Uint32Array(0);
  #values: Values;
  #size = 0;
  #highestId = 0;

  /** `arrayOf`: the kind of array that holds the numbers. */
  constructor(arrayOf: new (length: number) => Values) {
    this.#arrayOf = arrayOf;
    this.#values = new arrayOf(0);
  }

  /** A map of what `save` gave. */
  static load<Values extends Numbers>({ ids, values }: SavedIdMap<Values>): IdMap<Values> {
    const map = new IdMap(values.constructor as new (length: number) => Values);
    for (let i = 0; i < ids.length; i++) {
      map.set(ids[i]!, values[i]!);
    }
    return map;
  }

  get size(): number {
    return this.#size;
  }

  save(): SavedIdMap<Values> {
    const ids = new Uint32Array(this.#size);
    const values = new this.#arrayOf(this.#size);
    let at = 0;
    this.forEach((id, value) => {
      ids[at] = id;
      values[at++] = value;
    });
    return { ids, values };
  }

  /** The value of an id; 0 without one. */
  get(id: number): number {
    if (this.#keys === undefined) {
      return id < this.#values.length ? this.#values[id]! : 0;
    }
    return this.#size === 0 ? 0 : this.#values[this.#slot(this.#keys, id)]!;
  }

  /** Sets the value of an id, which must not be 0. Gives the one before; 0 without one. */
  set(id: number, value: number): number {
    this.#highestId = Math.max(this.#highestId, id);
    if (this.#keys !== undefined && (this.#size + 1) * 4 > this.#keys.length * 3) {
      this.#makeRoom(this.#keys.length * 2);
    }
    if (this.#keys === undefined) {
      return this.#setInArray(id, value);
    }
    const slot = this.#slot(this.#keys, id);
    const before = this.#values[slot]!;
    this.#size += before === 0 ? 1 : 0;
    this.#keys[slot] = id + 1;
    this.#values[slot] = value;
    return before;
  }

  /** Takes an id out. Gives its value; 0 without one. */
  delete(id: number): number {
    const before = this.get(id);
    if (before === 0) {
      return 0;
    }
    this.#size--;
    if (this.#keys === undefined) {
      this.#values[id] = 0;
      if (this.#size * SPARSE < this.#values.length) {
        this.#toHash();
      }
    } else {
      this.#free(this.#keys, this.#slot(this.#keys, id));
    }
    return before;
  }

  /** Visits all ids in ascending order, so that what is made of them does not depend on how the map came to be. */
  forEach(visit: (id: number, value: number) => void): void {
    if (this.#keys === undefined) {
      const values = this.#values;
      for (let id = 0; id < values.length; id++) {
        if (values[id] !== 0) {
          visit(id, values[id]!);
        }
      }
      return;
    }
    for (const id of this.#keys.filter((key) => key !== 0).sort()) {
      visit(id - 1, this.get(id - 1));
    }
  }

  #setInArray(id: number, value: number): number {
    if (id >= this.#values.length) {
      this.#values = grown(this.#values, id + 1);
    }
    const before = this.#values[id]!;
    this.#size += before === 0 ? 1 : 0;
    this.#values[id] = value;
    return before;
  }

  /** The slot of an id, or the free one where it belongs. */
  #slot(keys: Uint32Array, id: number): number {
    const mask = keys.length - 1;
    let slot = home(id) & mask;
    while (keys[slot] !== 0 && keys[slot] !== id + 1) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Frees a slot and moves those behind it up, so that no search ends too early. */
  #free(keys: Uint32Array, slot: number): void {
    const mask = keys.length - 1;
    let hole = slot;
    for (let next = (slot + 1) & mask; keys[next] !== 0; next = (next + 1) & mask) {
      const distance = (next - home(keys[next]! - 1)) & mask;
      if (distance >= ((next - hole) & mask)) {
        keys[hole] = keys[next]!;
        this.#values[hole] = this.#values[next]!;
        hole = next;
      }
    }
    keys[hole] = 0;
    this.#values[hole] = 0;
  }

  /** A hash of that many slots, or an array where that is no larger. */
  #makeRoom(slots: number): void {
    if (this.#highestId < slots * 2 && slots > MIN_SLOTS) {
      this.#toArray();
    } else {
      this.#rehash(Math.max(slots, MIN_SLOTS));
    }
  }

  #toArray(): void {
    const values = new this.#arrayOf(this.#highestId + 1);
    this.forEach((id, value) => {
      values[id] = value;
    });
    this.#keys = undefined;
    this.#values = values;
  }

  #toHash(): void {
    const values = this.#values;
    let slots = MIN_SLOTS;
    while (this.#size * 2 > slots) {
      slots *= 2;
    }
    this.#keys = new Uint32Array(slots);
    this.#values = new this.#arrayOf(slots);
    this.#highestId = 0;
    for (let id = 0; id < values.length; id++) {
      if (values[id] !== 0) {
        this.#put(this.#keys, id, values[id]!);
        this.#highestId = id;
      }
    }
  }

  #rehash(slots: number): void {
    const keys = this.#keys!;
    const values = this.#values;
    this.#keys = new Uint32Array(slots);
    this.#values = new this.#arrayOf(slots);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] !== 0) {
        this.#put(this.#keys, keys[i]! - 1, values[i]!);
      }
    }
  }

  #put(keys: Uint32Array, id: number, value: number): void {
    const slot = this.#slot(keys, id);
    keys[slot] = id + 1;
    this.#values[slot] = value;
  }
}

/** Where the search for an id begins. Ids are given out densely, so that nobody outside can make them collide. */
function home(id: number): number {
  return Math.imul(id, 0x9e3779b1) >>> 8;
}
