import type { Peer } from '../../event/types.ts';
import type { AddressText } from '../../net/address.ts';
import { formatPrefix, type Prefix } from '../../net/prefix.ts';
import { PrefixIndex } from '../../net/prefix-index.ts';
import { PeerMatcher } from './peer-matcher.ts';
import type { Expectation, PeerSettings } from '../settings.ts';

/** What expectations look at to know whether they speak of a route. */
export interface ExpectedRoute {
  readonly peer: Peer;
  readonly familyName: string;
  readonly prefix: Prefix;
  readonly label: string;
}

/** Finds the expectations that speak of a route, at a cost that does not grow with how many there are for other prefixes and labels. */
export class Expectations {
  readonly #byPrefix: PrefixIndex<readonly CompiledExpectation[]>;
  readonly #byLabel: ReadonlyMap<string, readonly CompiledExpectation[]>;
  readonly #others: readonly CompiledExpectation[];
  readonly #matchers: readonly PeerMatcher[];

  constructor(expectations: readonly Expectation[], peers: ReadonlyMap<AddressText, PeerSettings>) {
    const byPrefix = new Map<string, CompiledExpectation[]>();
    const byLabel = new Map<string, CompiledExpectation[]>();
    const others: CompiledExpectation[] = [];
    for (const expectation of expectations) {
      const { prefix, label, peer } = expectation;
      const compiled = { expectation, matcher: peer.length > 0 ? new PeerMatcher(peer, peers) : undefined };
      if (prefix !== undefined) {
        groupOf(byPrefix, formatPrefix(prefix.value)).push(compiled);
      } else if (label !== undefined) {
        groupOf(byLabel, label).push(compiled);
      } else {
        others.push(compiled);
      }
    }
    this.#byPrefix = new PrefixIndex(
      [...byPrefix.values()].map((group) => [group[0]!.expectation.prefix!.value, group])
    );
    this.#byLabel = byLabel;
    this.#others = others;
    const all = [...byPrefix.values(), ...byLabel.values(), others].flat();
    this.#matchers = all.flatMap(({ matcher }) => matcher ?? []);
  }

  /**
   * Those that speak of the route: of the expectations for prefixes only those for the longest one that any of them names for it, then
   * those for its label, then all others, each in the order of the file.
   */
  of(route: ExpectedRoute): Expectation[] {
    const found = this.#ofLongestPrefix(route);
    collect(this.#byLabel.get(route.label) ?? [], route, found);
    collect(this.#others, route, found);
    return found;
  }

  /** Those for the longest prefix that equals or covers the route's, also where they mean that very prefix alone: what lies in it is taken from it. */
  covering(route: ExpectedRoute): Expectation[] {
    return this.#ofLongestPrefix(route, true);
  }

  /** Whether the prefix is one that an expectation names, or lies in one. */
  cover(prefix: Prefix): boolean {
    return this.#byPrefix.covers(prefix);
  }

  /** Whether an expectation names the peer. */
  namePeer(peer: Peer): boolean {
    return this.#matchers.some((matcher) => matcher.matches(peer));
  }

  #ofLongestPrefix(route: ExpectedRoute, anyMatch = false): Expectation[] {
    const found: Expectation[] = [];
    let entry = this.#byPrefix.longest(route.prefix);
    while (entry !== undefined && found.length === 0) {
      collect(entry.value, route, found, anyMatch);
      entry = entry.parent;
    }
    return found;
  }
}

interface CompiledExpectation {
  readonly expectation: Expectation;
  readonly matcher: PeerMatcher | undefined;
}

function groupOf(groups: Map<string, CompiledExpectation[]>, key: string): CompiledExpectation[] {
  const group = groups.get(key) ?? [];
  groups.set(key, group);
  return group;
}

function collect(
  candidates: readonly CompiledExpectation[],
  route: ExpectedRoute,
  into: Expectation[],
  anyMatch = false
): void {
  for (const { expectation, matcher } of candidates) {
    const { prefix, familyName, label } = expectation;
    if (
      (prefix === undefined ||
        anyMatch ||
        prefix.match === 'longer' ||
        prefix.value.lengthBits === route.prefix.lengthBits) &&
      (familyName === undefined || familyName === route.familyName) &&
      (label === undefined || label === route.label) &&
      (matcher === undefined || matcher.matches(route.peer))
    ) {
      into.push(expectation);
    }
  }
}
