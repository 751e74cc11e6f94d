import type { Remembers } from './detector.ts';

/** A stretch of event time, aligned to the interval's multiples since the epoch. Unix microseconds. */
export interface Interval {
  readonly startUs: number;
  readonly endUs: number;
  /** False where hearing broke off inside it: at the end of a file, before a gap, at a step of the clock. */
  readonly whole: boolean;
  /** Latest time heard in it. */
  readonly seenUs: number;
}

/**
 * Silence longer than this in everything that a source hears is a gap in the capture: a live session speaks at least once
 * per hold time, usually three minutes at most. What happened in a gap is unknown, not zero.
 */
export const MAX_SILENCE_US = 15 * 60 * 1_000_000;

interface Memory {
  readonly startUs: number | undefined;
  readonly seenUs: number;
}

/** Turns passing time into ended intervals. */
export class IntervalClock implements Remembers<Memory> {
  readonly #intervalUs: number;
  #startUs: number | undefined;
  #seenUs = 0;

  constructor(intervalUs: number) {
    this.#intervalUs = intervalUs;
  }

  save(): Memory {
    return { startUs: this.#startUs, seenUs: this.#seenUs };
  }

  load({ startUs, seenUs }: Memory): void {
    this.#startUs = startUs;
    this.#seenUs = seenUs;
  }

  /**
   * The intervals that end as time goes on to `timeUs`. A step back of less than an interval is disorder among peers and
   * ends nothing; a greater one starts anew at the earlier time.
   */
  *advance(timeUs: number): Generator<Interval> {
    const intervalUs = this.#intervalUs;
    const startUs = Math.floor(timeUs / intervalUs) * intervalUs;
    const currentUs = this.#startUs ?? startUs;
    if (startUs < currentUs - intervalUs || timeUs - this.#seenUs > Math.max(MAX_SILENCE_US, intervalUs)) {
      yield* this.end();
    } else {
      for (let fromUs = currentUs; fromUs < startUs; fromUs += intervalUs) {
        const endUs = fromUs + intervalUs;
        yield { startUs: fromUs, endUs, whole: true, seenUs: endUs };
      }
    }
    if (this.#startUs === undefined) {
      this.#startUs = startUs;
      this.#seenUs = timeUs;
    }
    this.#startUs = Math.max(this.#startUs, startUs);
    this.#seenUs = Math.max(this.#seenUs, timeUs);
  }

  /** The interval that hearing breaks off in, if one is open. */
  *end(): Generator<Interval> {
    if (this.#startUs !== undefined) {
      yield { startUs: this.#startUs, endUs: this.#startUs + this.#intervalUs, whole: false, seenUs: this.#seenUs };
      this.#startUs = undefined;
    }
  }
}

/** Row time of what is seen when an interval ends: its last nanosecond, or the last that was heard of it. */
export function observedNs({ whole, endUs, seenUs }: Interval): bigint {
  return whole ? BigInt(endUs) * 1000n - 1n : BigInt(seenUs) * 1000n;
}

/** Whether a period, aligned to its multiples since the epoch, ends with the interval: by its time, or since hearing breaks off. */
export function endsPeriod({ whole, startUs, endUs }: Interval, periodUs: number): boolean {
  return !whole || Math.floor(startUs / periodUs) !== Math.floor(endUs / periodUs);
}
