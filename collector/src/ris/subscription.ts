import type { AddressText } from '../net/address.ts';
import { covers } from '../net/parse-prefix.ts';
import { PrefixIndex, comparePrefixes } from '../net/prefix-index.ts';
import { type Prefix, formatPrefix } from '../net/prefix.ts';

/** What of RIS is wanted: an empty list, or undefined, for all. */
export interface RisFilters {
  /** Each once. */
  readonly prefixes: readonly Prefix[];
  /** Also prefixes in those. */
  readonly moreSpecific: boolean;
  /** Also prefixes around them. */
  readonly lessSpecific: boolean;
  /** Collectors: `rrc00`. */
  readonly hosts: readonly string[];
  readonly peers: readonly AddressText[];
  /** AS numbers that stand side by side in the AS path, `^` at its beginning, `$` at its end: `3356,64500$`. */
  readonly path: string | undefined;
  /** `UPDATE` and others. */
  readonly messageTypes: readonly string[];
}

const PEER_STATE = 'RIS_PEER_STATE';

/**
 * The texts to send after connecting: RIS Live has one value of each filter in a subscription, and sends what fits one of them.
 * Prefixes and paths let only UPDATEs through, so the state of sessions is asked for beside them: a peer that goes down withdraws
 * nothing.
 */
export function subscriptions(filters: RisFilters): string[] {
  const { prefixes, moreSpecific, lessSpecific, path, messageTypes } = filters;
  const socketOptions = { includeRaw: true, acknowledge: true };
  const texts: string[] = [];
  const subscribe = (data: object): void => {
    texts.push(JSON.stringify({ type: 'ris_subscribe', data: { ...data, socketOptions } }));
  };
  for (const host of orAny(filters.hosts)) {
    for (const peer of orAny(filters.peers)) {
      for (const type of orAny(messageTypes)) {
        for (const prefix of orAny(prefixes)) {
          const range = prefix && { prefix: formatPrefix(prefix), moreSpecific, lessSpecific };
          subscribe({ host, peer, type, path, ...range });
        }
      }
      if (isNarrow(filters) && messageTypes.length === 0) {
        subscribe({ host, peer, type: PEER_STATE });
      }
    }
  }
  return texts;
}

/** Whether only a part of a peer's routes is told. */
export function isNarrow({ prefixes, path }: RisFilters): boolean {
  return prefixes.length > 0 || path !== undefined;
}

function orAny<T>(values: readonly T[]): readonly (T | undefined)[] {
  return values.length === 0 ? [undefined] : values;
}

/**
 * The prefixes that a subscription stands for. A message comes as a whole, with prefixes beside those that were asked for; what
 * becomes of them later is not told, so they must not get into a table.
 */
export class PrefixSelection {
  readonly #index: PrefixIndex<undefined>;
  readonly #sorted: readonly Prefix[];
  readonly #moreSpecific: boolean;
  readonly #lessSpecific: boolean;

  constructor({ prefixes, moreSpecific, lessSpecific }: RisFilters) {
    this.#index = new PrefixIndex(prefixes.map((prefix) => [prefix, undefined]));
    this.#sorted = Array.from(this.#index.entries(), ({ prefix }) => prefix);
    this.#moreSpecific = moreSpecific;
    this.#lessSpecific = lessSpecific;
  }

  has(prefix: Prefix): boolean {
    if (this.#sorted.length === 0) {
      return true;
    }
    const around = this.#index.longest(prefix)?.prefix;
    if (around !== undefined && (this.#moreSpecific || around.lengthBits === prefix.lengthBits)) {
      return true;
    }
    return this.#lessSpecific && this.#coversOne(prefix);
  }

  /** Those in a prefix stand behind it, before all others. */
  #coversOne(prefix: Prefix): boolean {
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
