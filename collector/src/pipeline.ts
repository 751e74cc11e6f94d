import { randomInt } from 'node:crypto';
import { Judgement } from './detect/index.ts';
import type { LeftOut } from './detect/left-out.ts';
import type { Emit, Observation } from './detect/observation.ts';
import type { RoaTable } from './detect/rpki/roa-table.ts';
import type { JudgementSettings } from './detect/settings.ts';
import type { RouteEvent } from './event/types.ts';
import type { Observe } from './rib/change.ts';
import { Rib } from './rib/rib.ts';
import { RunCounts } from './run-counts.ts';

/** Where observations go. */
export interface Outlet {
  /** A file begins: what numbers rows begins anew. */
  beginFile(): void;
  take(observation: Observation): void;
  /** Whether to wait for `relieved` before giving more. */
  readonly full: boolean;
  relieved(): Promise<void>;
}

/**
 * Events -> changes -> observations -> outlet: the one place where the stages are joined. Whoever has events gives them with their
 * origin, and tells how time goes on.
 */
export class Pipeline {
  readonly rib = new Rib(randomInt(2 ** 32));
  readonly counts = new RunCounts();
  readonly #judgement: Judgement;
  readonly #outlet: Outlet;
  readonly #emit: Emit;
  readonly #observe: Observe;

  constructor(settings: JudgementSettings, outlet: Outlet) {
    this.#outlet = outlet;
    this.#judgement = new Judgement(this.rib, settings);
    this.#emit = (observation): void => outlet.take(observation);
    this.#observe = (change): void => this.#judgement.observe(change, this.#emit);
  }

  /** What tables and judgement left out so far, since there was too much of it. */
  get leftOut(): LeftOut {
    return this.#judgement.leftOut;
  }

  /** Holds routes against these ROAs from the next second on. */
  replaceRoas(roas: RoaTable): void {
    this.#judgement.replaceRoas(roas);
  }

  /** Takes in the events of one record or message; `origin` is the file or source that it is from. */
  take(events: readonly RouteEvent[], origin: string): void {
    for (const event of events) {
      this.counts.event(event, origin);
      this.rib.apply(event, this.#observe);
    }
  }

  /** Time goes on, before the first event of that time: once a second is enough. Unix microseconds. */
  tick(timeUs: number): void {
    this.rib.tick(timeUs, this.#observe);
    this.#judgement.tick(timeUs, this.#emit);
  }

  /**
   * The tables as a whole, where it is time to write them. Call it after each `tick`, and take in nothing until it is done. `wait` is
   * called whenever the outlet is full; with false the rest is left out.
   */
  async writeTables(timeUs: number, wait: () => Promise<boolean>): Promise<void> {
    for (const observation of this.#judgement.snapshots(timeUs)) {
      this.#emit(observation);
      if (this.#outlet.full && !(await wait())) {
        return;
      }
    }
  }

  /** Hearing breaks off: at the end of a file. */
  end(): void {
    this.#judgement.end(this.#emit);
  }
}
