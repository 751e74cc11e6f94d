import type { LiveRun } from './live-run.ts';

const TICK_MS = 1000;

/**
 * Tells a run once a second how late it is. Its timer runs on a monotonic clock: a step of the system's clock is one tick that is
 * far from the one before. A tick that finds the one before still at work waits for the next second.
 */
export class Clock {
  readonly nowUs: () => number;
  readonly #run: LiveRun;
  readonly #lagUs: number;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();
  #busy = false;

  /** `lagUs`: how much later than it happens the slowest source is heard. */
  constructor(run: LiveRun, lagUs: number, nowUs = (): number => Date.now() * 1000) {
    this.#run = run;
    this.#lagUs = lagUs;
    this.nowUs = nowUs;
  }

  start(failed: (error: unknown) => void): void {
    this.#timer = setInterval(() => {
      if (!this.#busy) {
        this.#busy = true;
        this.#ticking = this.#run
          .tick(this.nowUs() - this.#lagUs)
          .catch(failed)
          .finally(() => (this.#busy = false));
      }
    }, TICK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
  }
}
