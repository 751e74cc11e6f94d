import { formatAsPath, originAs } from '../bgp/as-path.ts';
import type { AsPathPattern } from '../bgp/as-path-pattern.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import { formatFamily } from '../net/family.ts';
import { covers } from '../net/parse-prefix.ts';
import type { Prefix } from '../net/prefix.ts';
import { type Part, type PartPeer, type RoutesPart, isRoutes } from './part.ts';

/** How a prefix relates to the one asked for; `longer` and `shorter` include it. */
export const MATCHES = ['exact', 'longer', 'shorter', 'overlap', 'lookup'] as const;
export type Match = (typeof MATCHES)[number];

/** What to show; an undefined part asks for nothing. */
export interface Wanted {
  readonly kinds: ReadonlySet<Part['kind']> | undefined;
  /** Addresses in canonical text, and AS numbers. */
  readonly peers: ReadonlySet<string | number> | undefined;
  readonly prefix: { readonly value: Prefix; readonly match: Match } | undefined;
  readonly asPath: AsPathPattern | undefined;
  readonly origins: ReadonlySet<number> | undefined;
  /** Unix microseconds, the first included, the second not. */
  readonly sinceUs: number | undefined;
  readonly untilUs: number | undefined;
}

/** Chooses parts of records, and prefixes of parts. */
export class Filter {
  readonly #wanted: Wanted;
  readonly #ofRoute: boolean;
  /** Longest covering prefix of each peer and family, where the longest is asked for. */
  readonly #longest = new Map<string, number>();

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#ofRoute = Boolean(wanted.prefix ?? wanted.asPath ?? wanted.origins);
  }

  /** Whether everything passes. */
  get isOpen(): boolean {
    return Object.values(this.#wanted).every((value) => value === undefined);
  }

  /** Whether all parts have to be shown to `learn` before `select` can tell. */
  get needsLearning(): boolean {
    return this.#wanted.prefix?.match === 'lookup';
  }

  admitsTime(timeUs: number): boolean {
    const { sinceUs = -Infinity, untilUs = Infinity } = this.#wanted;
    return timeUs >= sinceUs && timeUs < untilUs;
  }

  /** The part with those of its prefixes that are wanted; undefined where nothing is left. */
  select(part: Part): Part | undefined {
    if (!this.#passes(part)) {
      return undefined;
    }
    return this.#wanted.prefix && isRoutes(part) ? this.#narrow(part, this.#wanted.prefix) : part;
  }

  /** Takes note of how long the prefixes are that cover the one asked for. */
  learn(part: Part): void {
    if (!isRoutes(part) || !this.#passes(part)) {
      return;
    }
    const key = tableKey(part.peer, part);
    for (const prefix of part.prefixes) {
      if (covers(prefix, this.#wanted.prefix!.value)) {
        this.#longest.set(key, Math.max(this.#longest.get(key) ?? 0, prefix.lengthBits));
      }
    }
  }

  /** All but the prefix itself. */
  #passes(part: Part): boolean {
    const { kinds, peers } = this.#wanted;
    if (kinds && !kinds.has(part.kind)) {
      return false;
    }
    if (peers && !(part.peer && (peers.has(part.peer.address) || peers.has(part.peer.as)))) {
      return false;
    }
    return !this.#ofRoute || (isRoutes(part) && this.#wantsAttributes(part));
  }

  #wantsAttributes({ attributes }: RoutesPart): boolean {
    const { asPath, origins } = this.#wanted;
    if (!asPath && !origins) {
      return true;
    }
    const path = attributes?.asPath;
    if (path === undefined) {
      return false;
    }
    const origin = originAs(path);
    return (
      (!origins || (origin !== undefined && origins.has(origin))) && (!asPath || asPath.matches(formatAsPath(path)))
    );
  }

  #narrow(part: RoutesPart, { value, match }: { value: Prefix; match: Match }): RoutesPart | undefined {
    const prefixes = part.prefixes.filter((prefix) => this.#matches(prefix, value, match, part));
    return prefixes.length === 0 ? undefined : { ...part, prefixes };
  }

  #matches(prefix: NlriPrefix, wanted: Prefix, match: Match, part: RoutesPart): boolean {
    switch (match) {
      case 'exact':
        return prefix.lengthBits === wanted.lengthBits && covers(wanted, prefix);
      case 'longer':
        return covers(wanted, prefix);
      case 'shorter':
        return covers(prefix, wanted);
      case 'overlap':
        return covers(wanted, prefix) || covers(prefix, wanted);
      case 'lookup':
        return covers(prefix, wanted) && this.#longest.get(tableKey(part.peer, part)) === prefix.lengthBits;
    }
  }
}

function tableKey({ address, as }: PartPeer, { family }: RoutesPart): string {
  return `${address} ${as} ${formatFamily(family)}`;
}
