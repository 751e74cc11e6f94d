interface Saved {
  readonly capacity: number;
  readonly ring: number[];
  readonly sorted: number[];
  readonly oldest: number;
}

/** The median of the last numbers that were added. */
export class RollingMedian {
  readonly #capacity: number;
  /** In the order in which they came, from `#oldest` on around. */
  #ring: number[] = [];
  #sorted: number[] = [];
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  static load({ capacity, ring, sorted, oldest }: Saved): RollingMedian {
    const median = new RollingMedian(capacity);
    median.#ring = ring;
    median.#sorted = sorted;
    median.#oldest = oldest;
    return median;
  }

  save(): Saved {
    return { capacity: this.#capacity, ring: this.#ring, sorted: this.#sorted, oldest: this.#oldest };
  }

  get size(): number {
    return this.#ring.length;
  }

  /** The lower of the two in the middle of an even number; 0 of none. */
  get value(): number {
    return this.#sorted[(this.size - 1) >> 1] ?? 0;
  }

  add(number: number): void {
    if (this.size < this.#capacity) {
      this.#ring.push(number);
    } else {
      this.#sorted.splice(this.#placeOf(this.#ring[this.#oldest]!), 1);
      this.#ring[this.#oldest] = number;
      this.#oldest = (this.#oldest + 1) % this.#capacity;
    }
    this.#sorted.splice(this.#placeOf(number), 0, number);
  }

  /** Of the first that is not less. */
  #placeOf(number: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
