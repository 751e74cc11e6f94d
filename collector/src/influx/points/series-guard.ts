import { MEASUREMENTS, type MeasurementName } from '../schema.gen.ts';

export interface SeriesCounts {
  /** Series that rows were written to, by measurement. */
  readonly series: Readonly<Record<string, number>>;
  /** Rows that were left out since their series would have been one too many, by measurement. */
  readonly overflow: Readonly<Record<string, number>>;
}

/** The series of each measurement that has any, as they stand in lines. */
export type SavedSeries = ReadonlyMap<MeasurementName, ReadonlySet<string>>;

/**
 * Keeps the number of series below what the schema allows of each measurement, whatever peers tell of themselves: a series costs the
 * database memory for as long as it keeps rows. Series that are known go on. One for the life of a collector.
 */
export class SeriesGuard {
  readonly #series: Map<MeasurementName, Set<string>>;
  readonly #overflow = new Map<MeasurementName, number>();
  readonly #maxSeries: (measurement: MeasurementName) => number;

  constructor(saved: SavedSeries = new Map(), maxSeries = maxSeriesOf) {
    this.#series = new Map([...saved].map(([measurement, series]) => [measurement, new Set(series)]));
    this.#maxSeries = maxSeries;
  }

  /** Whether a row of a series may be written; counts it where not. */
  admits(measurement: MeasurementName, series: string): boolean {
    let known = this.#series.get(measurement);
    if (known === undefined) {
      known = new Set();
      this.#series.set(measurement, known);
    }
    if (known.has(series)) {
      return true;
    }
    if (known.size >= this.#maxSeries(measurement)) {
      this.#overflow.set(measurement, (this.#overflow.get(measurement) ?? 0) + 1);
      return false;
    }
    known.add(series);
    return true;
  }

  get counts(): SeriesCounts {
    return {
      series: Object.fromEntries([...this.#series].map(([measurement, { size }]) => [measurement, size])),
      overflow: Object.fromEntries(this.#overflow),
    };
  }

  save(): SavedSeries {
    return this.#series;
  }
}

function maxSeriesOf(measurement: MeasurementName): number {
  return MEASUREMENTS[measurement].maxSeries;
}
