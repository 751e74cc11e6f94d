import type { Observation } from '../detect/observation.ts';
import type { Delivery } from '../influx/delivery/delivery.ts';
import { LineBuilder, type SavedLines } from '../influx/line.ts';
import { RouteParts } from '../influx/points/route-parts.ts';
import { type Row, toRows } from '../influx/points/rows.ts';
import type { SeriesCounts } from '../influx/points/series-guard.ts';
import type { Outlet } from '../pipeline.ts';

/** Lines for InfluxDB by way of the journal. What the journal cannot take it drops, and counts. */
export class DeliveryOutlet implements Outlet {
  #delivery: Delivery;
  readonly #collector: string;
  readonly #lines: LineBuilder;
  readonly #parts = new RouteParts();

  /** `collector`: its name, on rows that belong to no peer. `lines`: goes on from what was saved. */
  constructor(delivery: Delivery, collector: string, lines?: SavedLines) {
    this.#delivery = delivery;
    this.#collector = collector;
    this.#lines = new LineBuilder(lines);
  }

  save(): SavedLines {
    return this.#lines.save();
  }

  /** Series of all sources, and the rows that were one series too many. */
  get seriesCounts(): SeriesCounts {
    return this.#lines.seriesCounts;
  }

  /** Time goes on from file to file, so that rows are numbered through. */
  beginFile(): void {}

  take(observation: Observation): void {
    this.write(toRows(observation, this.#collector, this.#parts));
  }

  write(rows: readonly Row[]): void {
    for (const row of rows) {
      const line = this.#lines.toLine(row);
      if (line !== undefined) {
        this.#delivery.append(row.store, line);
      }
    }
  }

  /** Goes over to another way to the databases. */
  replace(delivery: Delivery): void {
    this.#delivery = delivery;
  }

  get full(): boolean {
    return this.#delivery.full;
  }

  relieved(): Promise<void> {
    return this.#delivery.relieved();
  }
}
