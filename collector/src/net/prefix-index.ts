import { covers } from './parse-prefix.ts';
import type { Prefix } from './prefix.ts';

/** What a fixed list of prefixes says of others: which of them cover a prefix, found without allocation in logarithmic time. */
export class PrefixIndex<T> {
  /** By family, first address and length: a prefix stands before all that lie in it. */
  readonly #entries: readonly Entry<T>[];

  /** Each prefix at most once. */
  constructor(entries: Iterable<readonly [Prefix, T]>) {
    const sorted = [...entries].sort(([a], [b]) => comparePrefixes(a, b));
    const linked: Entry<T>[] = [];
    for (const [prefix, value] of sorted) {
      let parent = linked.at(-1);
      while (parent !== undefined && !covers(parent.prefix, prefix)) {
        parent = parent.parent;
      }
      linked.push({ prefix, value, parent });
    }
    this.#entries = linked;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The longest that covers the prefix or equals it; its `parent` is the next shorter one. */
  longest(prefix: Prefix): Entry<T> | undefined {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePrefixes(this.#entries[middle]!.prefix, prefix) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // All that cover the prefix are around the last that does not stand behind it: prefixes never cross.
    let entry = this.#entries[low - 1];
    while (entry !== undefined && !covers(entry.prefix, prefix)) {
      entry = entry.parent;
    }
    return entry;
  }

  covers(prefix: Prefix): boolean {
    return this.longest(prefix) !== undefined;
  }

  /** In the order of families, addresses and lengths. */
  entries(): Iterable<Entry<T>> {
    return this.#entries;
  }
}

export interface Entry<T> {
  readonly prefix: Prefix;
  readonly value: T;
  /** The longest other entry that covers this one. */
  readonly parent: Entry<T> | undefined;
}

/** IPv4 before IPv6, then by first address, a shorter prefix before those in it. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  return (
    a.addressBits - b.addressBits ||
    (a.w0 >>> 0) - (b.w0 >>> 0) ||
    (a.w1 >>> 0) - (b.w1 >>> 0) ||
    (a.w2 >>> 0) - (b.w2 >>> 0) ||
    (a.w3 >>> 0) - (b.w3 >>> 0) ||
    a.lengthBits - b.lengthBits
  );
}
