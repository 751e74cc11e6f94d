import type { SourceOptions } from '../config/sources-schema.ts';
import { setTimeout } from 'node:timers/promises';
import { BackOff, type Pauses } from '../influx/back-off.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { SourceError } from '../sources/source.ts';
import type { LiveSource } from './live-source.ts';

/** An address may not be there yet when a machine starts, or a port be held by what is just ending. */
const PAUSES: Pauses = { firstMs: 1000, maxMs: 30_000 };

/** A source that is opened, and tried again for as long as it cannot be. */
export class OpeningSource implements LiveSource {
  readonly done: Promise<void>;
  readonly #stop = new AbortController();
  readonly #named: Pick<SourceStatus, 'type' | 'name'>;
  #source: LiveSource | undefined;
  #problem = 'it is being opened';

  constructor(named: Pick<SourceStatus, 'type' | 'name'>, open: () => Promise<LiveSource>) {
    this.#named = named;
    this.done = this.#run(open);
  }

  status(): SourceStatus {
    return (
      this.#source?.status() ?? {
        ...this.#named,
        state: 'trouble',
        words: this.#problem,
        lastHeardMs: undefined,
        connections: [],
        counts: {},
        blindSpots: [],
      }
    );
  }

  adopt(options: SourceOptions): boolean {
    return this.#source?.adopt?.(options) ?? false;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.done;
  }

  async #run(open: () => Promise<LiveSource>): Promise<void> {
    const { signal } = this.#stop;
    const backOff = new BackOff(PAUSES);
    while (!signal.aborted) {
      try {
        this.#source = await open();
        break;
      } catch (error) {
        if (!(error instanceof SourceError)) {
          throw error;
        }
        this.#problem = `${error.message}: it is tried again`;
        await setTimeout(backOff.nextMs(), undefined, { signal }).catch(() => {});
      }
    }
    const source = this.#source;
    if (source !== undefined) {
      await Promise.race([source.done, aborted(signal)]);
      await source.close();
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
