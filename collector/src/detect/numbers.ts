import type { Remembers } from './detector.ts';

/** Numbers things from 0 on, in the order in which they are first asked for, to stand for them in keys. */
export class Numbers<T> implements Remembers<readonly T[]> {
  readonly #numbers = new Map<T, number>();

  save(): readonly T[] {
    return [...this.#numbers.keys()];
  }

  load(things: readonly T[]): void {
    things.forEach((thing) => this.of(thing));
  }

  of(thing: T): number {
    let number = this.#numbers.get(thing);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(thing, number);
    }
    return number;
  }
}
