/** Knows the last messages again, by what names them: two generations, of which the older one goes when the younger is full. */
export class RecentMessages {
  readonly #perGeneration: number;
  #young = new Set<string>();
  #old = new Set<string>();

  /** Remembers at least so many, and at most twice as many. */
  constructor(perGeneration: number) {
    this.#perGeneration = perGeneration;
  }

  /** Whether it was heard before, as far as is known; from now on it was. */
  heardBefore(host: string, id: string): boolean {
    const name = `${host} ${id}`;
    if (this.#young.has(name) || this.#old.has(name)) {
      return true;
    }
    if (this.#young.size >= this.#perGeneration) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(name);
    return false;
  }
}
