import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderLock } from '../journal/folder-lock.ts';
import { JOURNAL_DROPS, Journal, type JournalDrop, type JournalOptions } from '../journal/journal.ts';
import type { Damage } from '../journal/segment.ts';
import type { JournalState } from '../journal/writer.ts';
import { type Databases, type HomeStore, databaseOf, homeOf, homes } from '../databases.ts';
import type { StoreName } from '../schema.gen.ts';
import type { Connection } from '../server.ts';
import { WriteClient } from '../write-client.ts';
import { DeadLetters } from './dead-letters.ts';
import { DEAD_REASONS, type DeadReason } from './settle.ts';
import type { DatabaseState } from './state.ts';
import { type SenderPauses, StoreSender } from './store-sender.ts';

export interface DeliveryOptions {
  readonly connection: Connection;
  readonly databases: Databases;
  readonly journal: JournalOptions;
  readonly pauses?: SenderPauses;
  /** Size from which on dead lines are only counted, bytes per database. */
  readonly deadLetterBytes?: number;
  /** Called when the sending to a database enters another state. */
  readonly onState?: (store: StoreName, state: DatabaseState) => void;
}

export type Drop = JournalDrop | 'dead_letters_full';

/** Points: made + recovered = written + queued + all that was dropped + all that is dead. */
export interface DeliveryCounts {
  readonly made: number;
  /** Points that the last run left in the journal. */
  readonly recovered: number;
  readonly written: number;
  /** In memory or in the journal. */
  readonly queued: number;
  readonly dropped: Readonly<Record<Drop, number>>;
  /** Of these, the points that were dropped when they came, by measurement. */
  readonly refused: Readonly<Record<string, number>>;
  /** Refused by the server for good, and set down in the dead-letter file. */
  readonly dead: Readonly<Record<DeadReason, number>>;
  /** What no whole frame held when the journal was read: the points of it count as dropped where their number is known. */
  readonly damage: Damage;
  /** What the last run had not written to its end: points that nobody was told are safe. */
  readonly torn: Damage;
}

export interface StoreHealth {
  readonly database: string;
  readonly state: DatabaseState;
  readonly journal: JournalState;
  /** Size of the journal on disk, bytes. */
  readonly journalBytes: number;
  readonly queued: number;
}

/** Of each store that has a database of its own. */
export type StoresHealth = Readonly<Record<HomeStore, StoreHealth> & Partial<Record<StoreName, StoreHealth>>>;

const PAUSES: SenderPauses = { firstMs: 250, maxMs: 15_000, refusedMs: 15_000 };
const DEAD_LETTER_BYTES = 64 * 1024 * 1024;

/**
 * The way of points to the databases: through a journal on disk, so that neither the end of this process nor an outage of the server
 * loses any. One journal and one sender for each database: trouble of one does not hold up the other.
 */
export class Delivery {
  readonly #lock: FolderLock;
  /** By the stores that have a database of their own. */
  readonly #stores: ReadonlyMap<StoreName, Lane>;
  readonly #databases: Databases;
  #drains: (() => void)[] = [];

  /** Opens the journals in a folder, which it makes, and begins to send what the last run left. */
  static async open(folder: string, options: DeliveryOptions): Promise<Delivery> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await FolderLock.take(folder);
    const stores = new Map<StoreName, Lane>();
    const delivery = new Delivery(lock, stores, options.databases);
    try {
      for (const store of homes(options.databases)) {
        stores.set(store, await openLane(folder, store, options, () => delivery.#settled()));
      }
    } catch (error) {
      await delivery.close();
      throw error;
    }
    return delivery;
  }

  private constructor(lock: FolderLock, stores: ReadonlyMap<StoreName, Lane>, databases: Databases) {
    this.#lock = lock;
    this.#stores = stores;
    this.#databases = databases;
  }

  /** Takes a line; false where it is dropped, which is counted. */
  append(store: StoreName, line: string): boolean {
    return this.#stores.get(homeOf(this.#databases, store))!.journal.append(line);
  }

  /** Whether to await `relieved` before giving more. Who cannot wait may go on: up to a bound, lines are taken. */
  get full(): boolean {
    return this.#lanes.some(({ journal }) => journal.full);
  }

  async relieved(): Promise<void> {
    await Promise.all(this.#lanes.map(({ journal }) => journal.relieved()));
  }

  /** Waits until every line so far would survive the end of the process, and of the machine where the fsync policy is not `never`. */
  async flushed(): Promise<void> {
    await Promise.all(this.#lanes.map(({ journal }) => journal.flushed()));
  }

  /** Waits until the servers have answered for everything: for ever, while one is away. */
  async drained(): Promise<void> {
    await this.flushed();
    while (this.counts.queued > 0) {
      await new Promise<void>((resolve) => this.#drains.push(resolve));
    }
  }

  /** Ends sending and leaves what is queued on disk for the next run. Nothing is given after this. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(closeLane));
    await this.#lock.release();
  }

  get counts(): DeliveryCounts {
    const journals = this.#lanes.map(({ journal }) => journal.counts);
    const sent = this.#lanes.map(({ sender }) => sender.counts);
    return {
      made: sum(journals, ({ made }) => made),
      recovered: sum(journals, ({ recovered }) => recovered),
      written: sum(sent, ({ written }) => written),
      queued: sum(this.#lanes, ({ journal }) => journal.queued),
      dropped: {
        ...byName(JOURNAL_DROPS, (reason) => sum(journals, ({ dropped }) => dropped[reason])),
        dead_letters_full: sum(sent, ({ unkept }) => unkept),
      },
      refused: together(journals.map(({ refused }) => refused)),
      dead: byName(DEAD_REASONS, (reason) => sum(sent, ({ dead }) => dead[reason])),
      damage: damageOf(journals.map(({ damage }) => damage)),
      torn: damageOf(journals.map(({ torn }) => torn)),
    };
  }

  /** Of each database. */
  health(): StoresHealth {
    return Object.fromEntries(
      [...this.#stores].map(([store, { database, journal, sender }]) => [
        store,
        { database, state: sender.state, journal: journal.state, journalBytes: journal.bytes, queued: journal.queued },
      ])
    ) as Record<HomeStore, StoreHealth>;
  }

  get #lanes(): readonly Lane[] {
    return [...this.#stores.values()];
  }

  #settled(): void {
    for (const resolve of this.#drains.splice(0)) {
      resolve();
    }
  }
}

/** All that belongs to one database. */
interface Lane {
  readonly database: string;
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  readonly sender: StoreSender;
}

async function openLane(
  folder: string,
  store: StoreName,
  options: DeliveryOptions,
  onSettled: () => void
): Promise<Lane> {
  const { connection, databases, pauses = PAUSES, deadLetterBytes = DEAD_LETTER_BYTES } = options;
  const database = databaseOf(databases, store);
  const deadLetters = await DeadLetters.open(join(folder, 'dead', `${store}.lp`), deadLetterBytes);
  const journal = await Journal.open(join(folder, store), options.journal, () => sender.wake());
  const target = { client: new WriteClient(connection), database, deadLetters };
  const sender: StoreSender = new StoreSender(journal, target, pauses, {
    settled: onSettled,
    state: (state) => options.onState?.(store, state),
  });
  return { database, journal, deadLetters, sender };
}

async function closeLane({ journal, deadLetters, sender }: Lane): Promise<void> {
  await sender.close();
  await journal.close();
  await deadLetters.close();
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function byName<Name extends string>(names: readonly Name[], value: (name: Name) => number): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, number>;
}

function together(all: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of all.flatMap((one) => [...one])) {
    counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
}

function damageOf(all: readonly Damage[]): Damage {
  return { places: sum(all, ({ places }) => places), bytes: sum(all, ({ bytes }) => bytes) };
}
