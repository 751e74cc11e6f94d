import type { Peer } from '../../event/types.ts';
import type { Remembers } from '../detector.ts';

export interface Counter<T> {
  /** Row time of the first event counted, Unix nanoseconds. */
  readonly firstNs: bigint;
  readonly value: T;
}

/** Counters of one interval. */
export type Counters<Key, T> = Map<Peer, Map<Key, Counter<T>>>;

/** Counters of one interval by peer and key. */
export class IntervalCounters<Key extends string, T> implements Remembers<Counters<Key, T>> {
  readonly #zero: () => T;
  #peers: Counters<Key, T> = new Map();

  constructor(zero: () => T) {
    this.#zero = zero;
  }

  save(): Counters<Key, T> {
    return this.#peers;
  }

  load(counters: Counters<Key, T>): void {
    this.#peers = counters;
  }

  /** The value to count on, made by the first event. */
  at(peer: Peer, key: Key, timeNs: bigint): T {
    let counters = this.#peers.get(peer);
    if (counters === undefined) {
      counters = new Map();
      this.#peers.set(peer, counters);
    }
    let counter = counters.get(key);
    if (counter === undefined) {
      counter = { firstNs: timeNs, value: this.#zero() };
      counters.set(key, counter);
    }
    return counter.value;
  }

  has(peer: Peer, key: Key): boolean {
    return this.#peers.get(peer)?.has(key) ?? false;
  }

  /** Hands out what was counted and begins at zero. */
  *take(): Generator<{ peer: Peer; key: Key; firstNs: bigint; value: T }> {
    const peers = this.#peers;
    this.#peers = new Map();
    for (const [peer, counters] of peers) {
      for (const [key, { firstNs, value }] of counters) {
        yield { peer, key, firstNs, value };
      }
    }
  }
}
