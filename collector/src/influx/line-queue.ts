import { type Databases, databaseOf } from './databases.ts';
import type { StoreName } from './schema.gen.ts';
import type { Sender } from './sender.ts';

/** Points of a run: made = written + dropped, once everything has been sent. */
export interface PointCounts {
  made: number;
  written: number;
  dropped: number;
  /** What the server said of the last ones that it dropped. */
  dropReason?: string | undefined;
}

const BATCH_LINES = 5_000;
/** Lines in hand beyond which whoever makes them has to wait. */
const HIGH_WATER_LINES = 20_000;

/** Collects lines per database and sends them in batches, one at a time and in order. */
export class LineQueue {
  readonly #sender: Sender;
  readonly #databases: Databases;
  readonly #batches = new Map<string, string[]>();
  #inHand = 0;
  #sending: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  readonly counts: PointCounts = { made: 0, written: 0, dropped: 0 };

  constructor(sender: Sender, databases: Databases) {
    this.#sender = sender;
    this.#databases = databases;
  }

  add(store: StoreName, line: string): void {
    const database = databaseOf(this.#databases, store);
    let batch = this.#batches.get(database);
    if (batch === undefined) {
      batch = [];
      this.#batches.set(database, batch);
    }
    batch.push(line);
    this.counts.made++;
    this.#inHand++;
    if (batch.length >= BATCH_LINES) {
      this.#dispatch(database);
    }
  }

  /** Whether to await `relieved` before making more lines. */
  get full(): boolean {
    return this.#inHand >= HIGH_WATER_LINES;
  }

  /** Waits until what was dispatched is acknowledged; throws if sending failed. */
  async relieved(): Promise<void> {
    await this.#sending;
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  /** Sends what is left and waits for every acknowledgement. */
  async flush(): Promise<void> {
    for (const database of this.#batches.keys()) {
      this.#dispatch(database);
    }
    await this.relieved();
  }

  #dispatch(database: string): void {
    const lines = this.#batches.get(database) ?? [];
    this.#batches.delete(database);
    this.#sending = this.#sending.then(() => this.#send(database, lines));
  }

  /** After a failure nothing more is sent: the lines stay counted as made, and the failure is thrown to the maker. */
  async #send(database: string, lines: readonly string[]): Promise<void> {
    if (this.#failure !== undefined) {
      return;
    }
    try {
      const { written, dropped, reason } = await this.#sender.send(database, lines);
      this.counts.written += written;
      this.counts.dropped += dropped;
      this.counts.dropReason = reason ?? this.counts.dropReason;
      this.#inHand -= lines.length;
    } catch (error) {
      this.#failure = error as Error;
    }
  }
}
