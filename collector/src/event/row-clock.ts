import type { Peer } from './types.ts';

/** What a row belongs to: rows of equal ones must not share a time. */
type RowOwner = Pick<Peer, 'router' | 'address'>;

const SECOND_US = 1_000_000;
/** A step back of the record's clock by more than this is a step, not disorder. */
const STEP_BACK_US = SECOND_US;
/** What each step back adds, so that time lived through twice does not meet itself. */
const PER_STEP_US = 1000;
/** Whole-second records of the second in which a file begins: apart from those at the end of the file before. */
const FIRST_SECOND_US = 500_000;
/** Microsecond records of the microsecond in which a file begins. */
const FIRST_MICROSECOND_NS = 500;

/** The last row time of an owner: whole microseconds, the nanoseconds within, and both as one. */
interface Series {
  us: number;
  ns: number;
  timeNs: bigint;
  stepsBack: number;
}

export interface SavedRowClock {
  readonly firstUs: number;
  readonly steady: boolean;
  /** By router and address. */
  readonly series: Map<string, Series>;
}

/**
 * Gives each row of a peer a nanosecond of its own, from the input alone. InfluxDB merges rows of equal tags and time into
 * one false row; with this, a replay writes the same rows, and the parts of a file cut in two never meet.
 *
 * Per router and peer: `max(base, last + 1)`; after a step back of more than a second, `base` and 1 ms per step taken.
 * A new clock for each file. It calculates in numbers, which a nanosecond time is too large for: hence its two parts.
 */
export class RowClock {
  readonly #firstUs: number;
  readonly #firstSecond: number;
  readonly #steady: boolean;
  #series = new Map<string, Series>();
  /** The same by object, which is how nearly every row asks. */
  readonly #seriesOf = new Map<RowOwner, Series>();

  /**
   * `firstUs`: time of the file's first record, Unix microseconds. A `steady` clock takes no step back: for a live source that
   * mixes the times of several clocks, of which each row counts from the last.
   */
  constructor(firstUs: number, { steady }: { readonly steady: boolean } = { steady: false }) {
    this.#steady = steady;
    this.#firstUs = firstUs;
    this.#firstSecond = Math.floor(firstUs / SECOND_US);
  }

  static load({ firstUs, steady, series }: SavedRowClock): RowClock {
    const clock = new RowClock(firstUs, { steady });
    clock.#series = series;
    return clock;
  }

  save(): SavedRowClock {
    return { firstUs: this.#firstUs, steady: this.#steady, series: this.#series };
  }

  /** The next row time of `peer` for a record of `timeUs`; `extended` where the record carries microseconds. */
  next(peer: RowOwner, timeUs: number, extended: boolean): bigint {
    const series = this.#seriesOf.get(peer) ?? this.#find(peer);
    const first = extended ? timeUs === this.#firstUs : Math.floor(timeUs / SECOND_US) === this.#firstSecond;
    const baseUs = first && !extended ? timeUs + FIRST_SECOND_US : timeUs;
    const ns = first && extended ? FIRST_MICROSECOND_NS : 0;
    const us = baseUs + series.stepsBack * PER_STEP_US;
    if (!this.#steady && isBefore(us, ns, series.us - STEP_BACK_US, series.ns)) {
      series.stepsBack++;
      return set(series, us + PER_STEP_US, ns);
    }
    return isBefore(series.us, series.ns, us, ns) ? set(series, us, ns) : advance(series);
  }

  #find(peer: RowOwner): Series {
    const key = `${peer.router}\n${peer.address}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { us: -Infinity, ns: 0, timeNs: 0n, stepsBack: 0 };
      this.#series.set(key, series);
    }
    this.#seriesOf.set(peer, series);
    return series;
  }
}

function isBefore(us: number, ns: number, otherUs: number, otherNs: number): boolean {
  return us < otherUs || (us === otherUs && ns < otherNs);
}

function set(series: Series, us: number, ns: number): bigint {
  series.us = us;
  series.ns = ns;
  series.timeNs = BigInt(us) * 1000n + BigInt(ns);
  return series.timeNs;
}

/** One nanosecond on. */
function advance(series: Series): bigint {
  series.ns++;
  if (series.ns === 1000) {
    series.us++;
    series.ns = 0;
  }
  series.timeNs += 1n;
  return series.timeNs;
}
