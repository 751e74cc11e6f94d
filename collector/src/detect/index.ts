import type { Change, Rib } from '../rib/rib.ts';
import type { Detector } from './detector.ts';
import { heard } from './heard.ts';
import { IntervalClock } from './interval-clock.ts';
import { messageCounts } from './message-counts.ts';
import type { Emit } from './observation.ts';
import { sessions } from './sessions.ts';
import { tableCounts } from './table-counts.ts';
import { updateCounts } from './update-counts.ts';

export interface DetectOptions {
  /** Length of the counters' interval, microseconds. */
  readonly intervalUs: number;
}

/** All detectors over one set of tables, in a fixed order, so that the same input gives the same rows. */
export class Judgement {
  readonly #detectors: readonly Detector[];
  readonly #clock: IntervalClock;

  constructor(rib: Rib, { intervalUs }: DetectOptions) {
    this.#detectors = [heard(), messageCounts(rib), updateCounts(rib), tableCounts(rib), sessions(rib)];
    this.#clock = new IntervalClock(intervalUs);
  }

  observe(change: Change, emit: Emit): void {
    for (const detector of this.#detectors) {
      detector.observe(change, emit);
    }
  }

  /** Time goes on to `timeUs`: call it before the first event of that time. */
  tick(timeUs: number, emit: Emit): void {
    for (const interval of this.#clock.advance(timeUs)) {
      for (const detector of this.#detectors) {
        detector.closeInterval?.(interval, emit);
      }
    }
  }

  /** Hearing breaks off: at the end of a file. */
  end(emit: Emit): void {
    for (const interval of this.#clock.end()) {
      for (const detector of this.#detectors) {
        detector.closeInterval?.(interval, emit);
      }
    }
  }
}
