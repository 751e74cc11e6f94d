import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Peer, RouteEvent } from '../event/types.ts';
import type { Outlet, Pipeline } from '../pipeline.ts';
import { Turns } from './turns.ts';

/** What one record or message comes to. */
export interface Heard {
  /** Unix microseconds. */
  readonly timeUs: number;
  readonly events: readonly RouteEvent[];
  /** Whether they are of no record, but follow from the end of a file. */
  readonly concluding?: true;
}

/** So long the tables are worked on before timers and sockets get their turn: sessions have to be kept alive meanwhile. */
const SLICE_MS = 20;
/** How long what a peer told is kept when it is heard no more, for it to be heard again and tell it again. */
const KEPT_US = 30 * 60 * 1_000_000;
/** How long whole tables wait for a disk that takes nothing, before they are left out: what is heard live waits behind them. */
const PATIENCE_MS = 2000;

/**
 * One pipeline for many sources that are heard at once. Each gives what it hears when it hears it; whatever works on the tables has
 * its turn, so that nobody sees them half changed.
 */
export class LiveRun {
  readonly pipeline: Pipeline;
  /** How long what was taken in last had waited; undefined before there was anything. */
  lagMs: number | undefined;
  /** When time went on in the tables last, milliseconds of the monotonic clock. */
  tickedMs = performance.now();
  readonly #outlet: Outlet;
  readonly #turns = new Turns();
  /** Unix microseconds. */
  #reachedUs = -Infinity;

  constructor(pipeline: Pipeline, outlet: Outlet) {
    this.pipeline = pipeline;
    this.#outlet = outlet;
  }

  /** Work with the tables as they are between two messages. */
  between<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#turns.take(work);
  }

  /** Takes in what was heard live. It never waits for disk or database: who speaks live does not wait either. */
  hear(origin: string, batch: Iterable<Heard>): Promise<void> {
    return this.#turns.take(() => this.#take(origin, batch, -Infinity));
  }

  /**
   * Takes in records of a file, which wait where the outlet is full. Time goes on with them, as far as `untilUs`, and never back: a
   * file that is behind the others does not take them back with it.
   */
  async read(origin: string, batch: Iterable<Heard>, untilUs: number): Promise<void> {
    if (this.#outlet.full) {
      await this.#outlet.relieved();
    }
    await this.#turns.take(() => this.#take(origin, batch, untilUs));
  }

  /** These peers are heard no more from now on: what is known of them may hold or not. `timeUs`: Unix microseconds. */
  forget(origin: string, isGone: (peer: Peer) => boolean, timeUs: number): Promise<void> {
    return this.#turns.take(() => {
      const gone = [...this.pipeline.rib.peers()].filter(({ peer, live }) => live && isGone(peer));
      const timeNs = BigInt(timeUs) * 1000n;
      const lost = gone.map(({ peer }) => ({ kind: 'feed-lost', peer, timeUs, timeNs, keptUs: KEPT_US }) as const);
      this.pipeline.conclude(lost, origin);
    });
  }

  /** The clock has reached this time, or was set back to it. */
  tick(timeUs: number): Promise<void> {
    return this.#turns.take(() => this.#advance(timeUs));
  }

  async #take(origin: string, batch: Iterable<Heard>, untilUs: number): Promise<void> {
    const { pipeline } = this;
    let sliceEndsMs = performance.now() + SLICE_MS;
    for (const { timeUs, events, concluding } of batch) {
      if (timeUs <= untilUs && timeUs > this.#reachedUs) {
        await this.#advance(timeUs);
      }
      if (concluding) {
        pipeline.conclude(events, origin);
      } else {
        pipeline.take(events, origin);
        this.lagMs = Date.now() - timeUs / 1000;
      }
      if (performance.now() > sliceEndsMs) {
        await setImmediate();
        sliceEndsMs = performance.now() + SLICE_MS;
      }
    }
  }

  async #advance(timeUs: number): Promise<void> {
    this.#reachedUs = timeUs;
    await this.pipeline.advance(timeUs, () => this.#relievedSoon());
    this.tickedMs = performance.now();
  }

  async #relievedSoon(): Promise<boolean> {
    const tooLate = new AbortController();
    const relieved = this.#outlet.relieved().then(() => true);
    const patience = setTimeout(PATIENCE_MS, false, { signal: tooLate.signal }).catch(() => false);
    try {
      return await Promise.race([relieved, patience]);
    } finally {
      tooLate.abort();
    }
  }
}
