import { setTimeout as sleep } from 'node:timers/promises';
import { BackOff, type Pauses } from '../back-off.ts';
import { InfluxError } from '../influx-error.ts';
import { Bell } from '../journal/bell.ts';
import type { Journal } from '../journal/journal.ts';
import type { WriteAnswer, WriteClient } from '../write-client.ts';
import type { DeadLetters } from './dead-letters.ts';
import { type DeadLines, type DeadReason, type Settled, settle } from './settle.ts';
import type { DatabaseState } from './state.ts';

/** What the server answered for: written + dead + unkept is what the journal settled. */
export interface SentCounts {
  written: number;
  /** In the dead-letter file. */
  readonly dead: Record<DeadReason, number>;
  /** Refused for good as well, but the dead-letter file is full. */
  unkept: number;
}

export interface SenderPauses extends Pauses {
  /** Between two tries while somebody has to mend something. */
  readonly refusedMs: number;
}

export interface SenderListener {
  /** Lines were answered for. */
  settled(): void;
  /** The state is of another kind. */
  state(state: DatabaseState): void;
}

/** Closing ends the wait for the server. */
class Closed extends Error {}

/** How long closing waits for the answer to what is under way. */
const GRACE_MS = 2_000;

/** Sends what is in the journal of one database: one request at a time, and each until it is answered. */
export class StoreSender {
  readonly #database: string;
  readonly #journal: Journal;
  readonly #client: WriteClient;
  readonly #deadLetters: DeadLetters;
  readonly #pauses: SenderPauses;
  readonly #backOff: BackOff;
  readonly #listener: SenderListener;
  readonly #bell = new Bell();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #state: DatabaseState = { kind: 'ok' };
  readonly counts: SentCounts = {
    written: 0,
    dead: { field_type: 0, retention: 0, unparsable: 0, too_large: 0, other: 0 },
    unkept: 0,
  };

  /** Begins at once. */
  constructor(
    journal: Journal,
    target: { readonly client: WriteClient; readonly database: string; readonly deadLetters: DeadLetters },
    pauses: SenderPauses,
    listener: SenderListener
  ) {
    this.#journal = journal;
    this.#client = target.client;
    this.#database = target.database;
    this.#deadLetters = target.deadLetters;
    this.#pauses = pauses;
    this.#backOff = new BackOff(pauses);
    this.#listener = listener;
    this.#running = this.#run();
  }

  get state(): DatabaseState {
    return this.#state;
  }

  /** There is something new in the journal. */
  wake(): void {
    this.#bell.ring();
  }

  /** Waits a moment for the answer to what is under way; the rest stays in the journal. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#bell.ring();
    const grace = setTimeout(() => this.#client.close(), GRACE_MS);
    await this.#running;
    clearTimeout(grace);
    this.#client.close();
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#sendNext();
      } catch (error) {
        if (error instanceof Closed) {
          return;
        }
        this.#enter('disk-trouble', error as Error);
        await this.#pause(this.#backOff.nextMs()).catch(() => {});
      }
    }
  }

  async #sendNext(): Promise<void> {
    const batch = await this.#journal.next();
    if (batch === undefined) {
      // Damaged ends of segments are gone as well now.
      this.#listener.settled();
      await this.#bell.wait();
      return;
    }
    const settled = await settle(batch.text, batch.lines, (text) => this.#attempt(text));
    const unkept = await this.#bury(settled);
    this.#count(settled, unkept);
    this.#journal.settle(batch);
    if (this.#state.kind !== 'ok') {
      this.#journal.roll();
    }
    this.#enter('ok');
    this.#listener.settled();
  }

  /** Tries until the server answers for the lines. */
  async #attempt(text: string): Promise<WriteAnswer> {
    for (;;) {
      if (this.#closing.signal.aborted) {
        throw new Closed();
      }
      try {
        const answer = await this.#client.write(this.#database, text);
        this.#backOff.reset();
        return answer;
      } catch (error) {
        if (!(error instanceof InfluxError)) {
          throw error;
        }
        this.#enter(error.transient ? 'retrying' : 'refused', error);
        await this.#pause(error.transient ? this.#backOff.nextMs(error.retryAfterMs) : this.#pauses.refusedMs);
      }
    }
  }

  /** Sets the dead lines down; gives those for which there is no room. */
  async #bury({ dead }: Settled): Promise<ReadonlySet<DeadLines>> {
    const unkept = new Set<DeadLines>();
    for (const lines of dead) {
      if (!(await this.#deadLetters.add(lines))) {
        unkept.add(lines);
      }
    }
    return unkept;
  }

  #count({ written, dead }: Settled, unkept: ReadonlySet<DeadLines>): void {
    this.counts.written += written;
    for (const lines of dead) {
      if (unkept.has(lines)) {
        this.counts.unkept += lines.refused;
      } else {
        this.counts.dead[lines.reason] += lines.refused;
      }
    }
  }

  #enter(kind: DatabaseState['kind'], error?: Error): void {
    const before = this.#state;
    if (kind === 'ok' && before.kind === 'ok') {
      return;
    }
    const sinceMs = before.kind === kind && before.kind !== 'ok' ? before.sinceMs : Date.now();
    const status = error instanceof InfluxError ? error.status : undefined;
    this.#state = kind === 'ok' ? { kind } : { kind, sinceMs, words: error?.message ?? '', status };
    if (before.kind !== kind) {
      this.#listener.state(this.#state);
    }
  }

  async #pause(pauseMs: number): Promise<void> {
    try {
      await sleep(pauseMs, undefined, { signal: this.#closing.signal });
    } catch {
      throw new Closed();
    }
  }
}
