import type { Remembers } from './detector.ts';
import { MAX_SILENCE_US } from './interval-clock.ts';

const SECOND_US = 1_000_000;
const NONE: readonly number[] = [];

/**
 * Says when time ticks as it goes on to a record or to what a clock shows: at each whole second, once, before all that happened in it.
 * So nothing depends on how often it is asked, and a recording ticks as its original did. After a silence of more than `MAX_SILENCE_US`
 * time ticks at its end alone: nobody knows what happened in between.
 */
export class SecondClock implements Remembers<number | undefined> {
  readonly #intervalUs: number;
  /** Unix second of the last tick. */
  #second: number | undefined;

  constructor(intervalUs: number) {
    this.#intervalUs = intervalUs;
  }

  save(): number | undefined {
    return this.#second;
  }

  load(second: number | undefined): void {
    this.#second = second;
  }

  /**
   * The times of the ticks up to `timeUs`. In a step back of less than an interval, which is disorder among peers, time stands still;
   * from a greater one on it goes on from the earlier time. Unix microseconds.
   */
  advance(timeUs: number): readonly number[] {
    const second = Math.floor(timeUs / SECOND_US);
    const last = this.#second;
    if (last !== undefined && second <= last && (last - second) * SECOND_US <= this.#intervalUs) {
      return NONE;
    }
    this.#second = second;
    const seconds = last === undefined ? 1 : second - last;
    if (seconds < 1 || seconds * SECOND_US > MAX_SILENCE_US) {
      return [second * SECOND_US];
    }
    return Array.from({ length: seconds }, (_, i) => (second - seconds + 1 + i) * SECOND_US);
  }
}
