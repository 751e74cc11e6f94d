import { randomInt } from 'node:crypto';
import { Judgement, type SavedJudgement } from './detect/index.ts';
import type { LeftOut } from './detect/left-out.ts';
import type { Emit, Observation } from './detect/observation.ts';
import { SecondClock } from './detect/second-clock.ts';
import type { RoaTable } from './detect/rpki/roa-table.ts';
import type { JudgementSettings } from './detect/settings.ts';
import type { RouteEvent } from './event/types.ts';
import type { Observe } from './rib/change.ts';
import { Rib } from './rib/rib.ts';
import type { SavedRib } from './rib/saved-rib.ts';
import { RunCounts, type SavedRunCounts } from './run-counts.ts';

/** Where observations go. */
export interface Outlet {
  /** A file begins: what numbers rows begins anew. */
  beginFile(): void;
  take(observation: Observation): void;
  /** Whether to wait for `relieved` before giving more. */
  readonly full: boolean;
  relieved(): Promise<void>;
}

/** All that the stages remember. The peers in it are those of the sources that were saved with it. */
export interface SavedPipeline {
  readonly rib: SavedRib;
  readonly judgement: SavedJudgement;
  readonly counts: SavedRunCounts;
  readonly second: ReturnType<SecondClock['save']>;
}

/**
 * Events -> changes -> observations -> outlet: the one place where the stages are joined. Whoever has events gives them with their
 * origin, and tells how time goes on.
 */
export class Pipeline {
  readonly rib: Rib;
  readonly counts: RunCounts;
  /** Times that whole tables were not written to their end, since nothing took their rows. */
  abandonedSnapshots = 0;
  #intervalUs: number;
  #clock: SecondClock;
  #judgement: Judgement;
  readonly #outlet: Outlet;
  readonly #emit: Emit;
  readonly #observe: Observe;

  /**
   * Goes on from what was saved, if there is anything. Where that was not under the `same` settings, the tables are known and judged
   * anew, without being told as news.
   */
  constructor(settings: JudgementSettings, outlet: Outlet, saved?: SavedPipeline, same = true) {
    const hashSeed = randomInt(2 ** 32);
    this.#outlet = outlet;
    this.#intervalUs = settings.intervalUs;
    this.#clock = new SecondClock(settings.intervalUs);
    this.#clock.load(saved?.second);
    this.counts = saved === undefined ? new RunCounts() : RunCounts.load(saved.counts);
    this.rib = saved === undefined ? new Rib(hashSeed) : Rib.load(saved.rib, hashSeed);
    this.#judgement =
      saved !== undefined && same
        ? Judgement.load(this.rib, settings, saved.judgement)
        : Judgement.over(this.rib, settings, (saved?.second ?? 0) * 1_000_000);
    this.#emit = (observation): void => outlet.take(observation);
    this.#observe = (change): void => this.#judgement.observe(change, this.#emit);
  }

  /** Between two records. What it gives has to be written down before the next event. */
  save(): SavedPipeline {
    return {
      rib: this.rib.save(),
      judgement: this.#judgement.save(),
      counts: this.counts.save(),
      second: this.#clock.save(),
    };
  }

  /** What tables and judgement left out so far, since there was too much of it. */
  get leftOut(): LeftOut {
    return this.#judgement.leftOut;
  }

  /** Goes on under other settings: what is known already is no news, and incidents that still stand go on. */
  follow(settings: JudgementSettings): void {
    const second = this.#clock.save();
    this.#judgement.end(this.#emit);
    this.#judgement = Judgement.succeed(this.#judgement, this.rib, settings, (second ?? 0) * 1_000_000);
    this.#intervalUs = settings.intervalUs;
    this.#clock = new SecondClock(settings.intervalUs);
    this.#clock.load(second);
  }

  /** Holds routes against these ROAs from the next second on. */
  replaceRoas(roas: RoaTable): void {
    this.#judgement.replaceRoas(roas);
  }

  /** Takes in the events of one record or message; `origin` is the file or source that it is from. */
  take(events: readonly RouteEvent[], origin: string): void {
    this.conclude(events, origin);
    this.counts.taken();
  }

  /** Takes in what follows from an end, of a file or of hearing, and is of no record. */
  conclude(events: readonly RouteEvent[], origin: string): void {
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
    for (const tickUs of this.#clock.advance(timeUs)) {
      this.tick(tickUs);
      await this.#writeTables(tickUs, wait);
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

  /** Hearing breaks off: at the end of a file. Time begins anew. */
  end(): void {
    this.#clock = new SecondClock(this.#intervalUs);
    this.#judgement.end(this.#emit);
  }
}
