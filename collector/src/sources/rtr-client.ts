import { RoaTable } from '../detect/rpki/roa-table.ts';
import type { CacheEnd } from '../rtr/cache-session.ts';
import { DEFAULT_INTERVALS, withinBounds } from '../rtr/intervals.ts';
import type { Intervals, Version } from '../rtr/pdu.ts';
import { SYSTEM, type Surroundings } from './bgp-speaker-options.ts';
import { retryPauseMs } from './retry-pause.ts';
import { type CacheAnswer, type CacheEvents, RtrConnection } from './rtr-connection.ts';
import type { RtrCache, RtrCounts, RtrOptions } from './rtr-options.ts';
import { type HeldRoas, rtrStatus } from './rtr-status.ts';
import type { SourceStatus } from './source-status.ts';
import { Timers } from './timers.ts';

/** A cache that keeps a connection so long is well: the next failure is the first. */
const SETTLED_MS = 60_000;

/**
 * Holds the ROAs of the most preferred cache that answers. When it goes, the next one is asked, and its ROAs hold until another cache has
 * told all of its own or until they expire; a cache that is preferred takes over as soon as it has answered. RFC 8210 §8, §10
 */
export class RtrClient implements CacheEvents {
  readonly counts: RtrCounts = { connections: 0, failures: 0, answers: 0, changes: 0, expiries: 0 };
  readonly #options: RtrOptions;
  readonly #onRoas: (roas: RoaTable) => void;
  readonly #surroundings: Surroundings;
  readonly #timers = new Timers();
  /** By cache: what went wrong with it last. */
  readonly #problems = new Map<RtrCache, string>();
  /** The one whose ROAs are kept up to date. */
  #current: RtrConnection | undefined;
  /** One that has not answered yet. */
  #attempt: RtrConnection | undefined;
  #held: HeldRoas | undefined;
  #intervals: Intervals;
  #failedRounds = 0;
  #lastHeardMs: number | undefined;

  private constructor(options: RtrOptions, onRoas: (roas: RoaTable) => void, surroundings: Surroundings) {
    this.#options = options;
    this.#onRoas = onRoas;
    this.#surroundings = surroundings;
    this.#intervals = withinBounds(DEFAULT_INTERVALS, options.bounds);
  }

  /** Starts to ask. `onRoas` is given the ROAs whenever they are others; none where those that were held have expired. */
  static open(options: RtrOptions, onRoas: (roas: RoaTable) => void, surroundings = SYSTEM): RtrClient {
    const client = new RtrClient(options, onRoas, surroundings);
    client.#try(0);
    return client;
  }

  close(): void {
    ['retry', 'prefer', 'refresh', 'expire', 'settled'].forEach((name) => this.#timers.stop(name));
    this.#attempt?.close();
    this.#current?.close();
    this.#attempt = this.#current = undefined;
  }

  status(): SourceStatus {
    return rtrStatus({
      caches: this.#options.caches,
      current: this.#current?.cache,
      version: this.#current?.version,
      held: this.#held,
      problems: this.#problems,
      expired: this.counts.expiries > 0,
      lastHeardMs: this.#lastHeardMs,
      counts: { ...this.counts },
    });
  }

  answered(connection: RtrConnection, { vrps, changed, intervals }: CacheAnswer): void {
    this.counts.answers++;
    this.#lastHeardMs = this.#nowMs();
    if (connection === this.#attempt) {
      this.#promote(connection);
    }
    this.#intervals = intervals;
    const { refreshSeconds, expireSeconds } = intervals;
    const expiresMs = this.#nowMs() + expireSeconds * 1000;
    const roas = changed || this.#held === undefined ? new RoaTable([...vrps]) : this.#held.roas;
    this.#hold({ roas, cache: connection.cache, expiresMs });
    this.#timers.start('refresh', refreshSeconds * 1000, () => this.#current?.refresh());
    this.#timers.start('expire', expireSeconds * 1000, () => this.#expire());
  }

  ended(connection: RtrConnection, { problem, downgrade, flush }: CacheEnd): void {
    this.counts.failures++;
    this.#problems.set(connection.cache, problem);
    if (flush && this.#held?.cache === connection.cache) {
      this.#drop();
    }
    if (connection === this.#attempt) {
      this.#attempt = undefined;
      this.#goOn(this.#indexOf(connection), downgrade);
    } else {
      this.#current = undefined;
      ['refresh', 'prefer', 'settled'].forEach((name) => this.#timers.stop(name));
      if (this.#attempt === undefined) {
        this.#retryLater();
      }
    }
  }

  /** A cache that has told everything is the one to listen to. */
  #promote(connection: RtrConnection): void {
    this.#current?.close();
    this.#current = connection;
    this.#attempt = undefined;
    this.#problems.delete(connection.cache);
    this.#timers.start('settled', SETTLED_MS, () => (this.#failedRounds = 0));
    this.#preferLater();
  }

  /** After an attempt that failed: the same cache in its version, the next one, or all of them later. */
  #goOn(index: number, downgrade: boolean): void {
    const end = this.#current === undefined ? this.#options.caches.length : this.#indexOf(this.#current);
    if (downgrade) {
      this.#try(index, 0);
    } else if (index + 1 < end) {
      this.#try(index + 1);
    } else if (this.#current === undefined) {
      this.#retryLater();
    } else {
      this.#preferLater();
    }
  }

  #try(index: number, version: Version = 1): void {
    this.counts.connections++;
    this.#attempt = new RtrConnection(this.#options.caches[index]!, version, this.#options, this);
  }

  #retryLater(): void {
    const bounds = { firstMs: this.#options.firstRetryMs, longestMs: this.#intervals.retrySeconds * 1000 };
    const waitMs = retryPauseMs(this.#failedRounds++, bounds, this.#surroundings.random());
    this.#timers.start('retry', waitMs, () => this.#try(0));
  }

  /** Those before the one that is listened to are tried from time to time. */
  #preferLater(): void {
    if (this.#current !== undefined && this.#indexOf(this.#current) > 0) {
      this.#timers.start('prefer', this.#intervals.retrySeconds * 1000, () => this.#try(0));
    }
  }

  #hold(held: HeldRoas): void {
    const before = this.#held?.roas;
    this.#held = held;
    if (before === undefined || !sameRoas(before, held.roas)) {
      this.counts.changes++;
      this.#onRoas(held.roas);
    }
  }

  /** RFC 8210 §6: what is older than the cache allows must not be used. */
  #expire(): void {
    this.counts.expiries++;
    this.#drop();
  }

  #drop(): void {
    this.#held = undefined;
    this.#timers.stop('expire');
    this.counts.changes++;
    this.#onRoas(new RoaTable([]));
  }

  #indexOf({ cache }: RtrConnection): number {
    return this.#options.caches.indexOf(cache);
  }

  #nowMs(): number {
    return this.#surroundings.nowUs() / 1000;
  }
}

function sameRoas(a: RoaTable, b: RoaTable): boolean {
  return a === b || (a.size === b.size && a.changedPrefixes(b).length === 0);
}
