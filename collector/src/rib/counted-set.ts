/** A set that knows how often each value was added. */
export class CountedSet<T> {
  readonly #counts = new Map<T, number>();

  get size(): number {
    return this.#counts.size;
  }

  values(): Iterable<T> {
    return this.#counts.keys();
  }

  entries(): Iterable<[T, number]> {
    return this.#counts.entries();
  }

  add(value: T): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  /** How often the value is still in. */
  remove(value: T): number {
    const left = (this.#counts.get(value) ?? 0) - 1;
    if (left > 0) {
      this.#counts.set(value, left);
      return left;
    }
    this.#counts.delete(value);
    return 0;
  }
}
