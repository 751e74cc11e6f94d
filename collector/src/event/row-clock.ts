import type { Peer } from './types.ts';

/** A step back of the record's clock by more than this is a step, not disorder. */
const STEP_BACK_NS = 1_000_000_000n;
/** What each step back adds, so that time lived through twice does not meet itself. */
const PER_STEP_NS = 1_000_000n;
/** Whole-second records of the second in which a file begins: apart from those at the end of the file before. */
const FIRST_SECOND_NS = 500_000_000n;
/** Microsecond records of the microsecond in which a file begins. */
const FIRST_MICROSECOND_NS = 500n;

interface Series {
  lastNs: bigint;
  stepsBack: bigint;
}

/**
 * Gives each row of a peer a nanosecond of its own, from the input alone. InfluxDB merges rows of equal tags and time into
 * one false row; with this, a replay writes the same rows, and the parts of a file cut in two never meet.
 *
 * Per router and peer: `max(base, last + 1)`; after a step back of more than a second, `base` and 1 ms per step taken.
 * A new clock for each file.
 */
export class RowClock {
  readonly #firstUs: number;
  readonly #series = new Map<string, Series>();

  /** `firstUs`: time of the file's first record, Unix microseconds. */
  constructor(firstUs: number) {
    this.#firstUs = firstUs;
  }

  /** The next row time of `peer` for a record of `timeUs`; `extended` where the record carries microseconds. */
  next(peer: Pick<Peer, 'router' | 'address'>, timeUs: number, extended: boolean): bigint {
    const base = this.#base(timeUs, extended);
    const key = `${peer.router}\n${peer.address}`;
    const series = this.#series.get(key);
    if (series === undefined) {
      this.#series.set(key, { lastNs: base, stepsBack: 0n });
      return base;
    }
    let shifted = base + series.stepsBack * PER_STEP_NS;
    if (shifted < series.lastNs - STEP_BACK_NS) {
      series.stepsBack += 1n;
      shifted = base + series.stepsBack * PER_STEP_NS;
      series.lastNs = shifted;
    } else {
      series.lastNs = shifted > series.lastNs ? shifted : series.lastNs + 1n;
    }
    return series.lastNs;
  }

  #base(timeUs: number, extended: boolean): bigint {
    const base = BigInt(timeUs) * 1000n;
    if (extended) {
      return timeUs === this.#firstUs ? base + FIRST_MICROSECOND_NS : base;
    }
    return Math.floor(timeUs / 1e6) === Math.floor(this.#firstUs / 1e6) ? base + FIRST_SECOND_NS : base;
  }
}
