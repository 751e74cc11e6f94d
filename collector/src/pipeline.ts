import { randomInt } from 'node:crypto';
import { Judgement } from './detect/index.ts';
import { MAX_SILENCE_US } from './detect/interval-clock.ts';
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

const SECOND_US = 1_000_000;
/** Time that goes back by no more is disorder: peers and files are not heard in one order. */
const DISORDER_SECONDS = 60;

/**
 * Events -> changes -> observations -> outlet: the one place where the stages are joined. Whoever has events gives them with their
 * origin, and tells how time goes on.
 */
export class Pipeline {
  readonly rib = new Rib(randomInt(2 ** 32));
  readonly counts = new RunCounts();
  /** Times that whole tables were not written to their end, since nothing took their rows. */
  abandonedSnapshots = 0;
  /** The last second that was told, Unix seconds. */
  #second: number | undefined;
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

  /**
   * Time goes on to `timeUs` (Unix microseconds), before the first event of that time. Every second on the way is told, so that it
   * does not matter how often this is called; a silence in which nothing can have been heard is one step. Whole tables are written
   * where it is time for them: `wait` is called whenever the outlet is full; with false the rest of them is left out.
   */
  async advance(timeUs: number, wait: () => Promise<boolean>): Promise<void> {
    const second = Math.floor(timeUs / SECOND_US);
    const last = this.#second ?? -Infinity;
    if (second === last || (second < last && second >= last - DISORDER_SECONDS)) {
      return;
    }
    const isStep = second < last || second - last > MAX_SILENCE_US / SECOND_US;
    for (let next = isStep ? second : last + 1; next <= second; next++) {
      this.#second = next;
      this.tick(next * SECOND_US);
      await this.#writeTables(next * SECOND_US, wait);
    }
  }

  /** Time goes on in one step. */
  tick(timeUs: number): void {
    this.rib.tick(timeUs, this.#observe);
    this.#judgement.tick(timeUs, this.#emit);
  }

  /** Nothing must change the tables until it is done. */
  async #writeTables(timeUs: number, wait: () => Promise<boolean>): Promise<void> {
    for (const observation of this.#judgement.snapshots(timeUs)) {
      this.#emit(observation);
      if (this.#outlet.full && !(await wait())) {
        this.abandonedSnapshots++;
        return;
      }
    }
  }

  /** Hearing breaks off: at the end of a file. */
  end(): void {
    this.#second = undefined;
    this.#judgement.end(this.#emit);
  }
}
