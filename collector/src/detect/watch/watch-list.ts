import { covers } from '../../net/parse-prefix.ts';
import { formatPrefix, type Prefix } from '../../net/prefix.ts';
import { PrefixIndex, comparePrefixes } from '../../net/prefix-index.ts';

/** Listed prefixes with all that cover them and all that lie in them, found in logarithmic time. */
export class WatchList {
  readonly #index: PrefixIndex<true>;
  /** A prefix stands before all that lie in it. */
  readonly #sorted: readonly Prefix[];

  constructor(prefixes: readonly Prefix[]) {
    const distinct = [...new Map(prefixes.map((prefix) => [formatPrefix(prefix), prefix])).values()];
    this.#index = new PrefixIndex(distinct.map((prefix) => [prefix, true]));
    this.#sorted = distinct.sort(comparePrefixes);
  }

  get isEmpty(): boolean {
    return this.#sorted.length === 0;
  }

  includes(prefix: Prefix): boolean {
    return this.#index.covers(prefix) || this.#isCovering(prefix);
  }

  #isCovering(prefix: Prefix): boolean {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePrefixes(this.#sorted[middle]!, prefix) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const next = this.#sorted[low];
    return next !== undefined && covers(prefix, next);
  }
}
