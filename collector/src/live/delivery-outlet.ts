import type { Observation } from '../detect/observation.ts';
import type { Delivery } from '../influx/delivery/delivery.ts';
import { LineBuilder } from '../influx/line.ts';
import { RouteParts } from '../influx/points/route-parts.ts';
import { toRows } from '../influx/points/rows.ts';
import type { Outlet } from '../pipeline.ts';

export type SavedLines = ReturnType<LineBuilder['save']>;

/** Lines for InfluxDB by way of the journal. What the journal cannot take it drops, and counts. */
export class DeliveryOutlet implements Outlet {
  readonly #delivery: Delivery;
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

  /** Time goes on from file to file, so that rows are numbered through. */
  beginFile(): void {}

  take(observation: Observation): void {
    for (const row of toRows(observation, this.#collector, this.#parts)) {
      this.#delivery.append(row.store, this.#lines.toLine(row));
    }
  }

  get full(): boolean {
    return this.#delivery.full;
  }

  relieved(): Promise<void> {
    return this.#delivery.relieved();
  }
}
