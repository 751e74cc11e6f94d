import { PrefixIndex } from '../../net/prefix-index.ts';
import { IdMap, type SavedIdMap } from '../../rib/id-map.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Remembers } from '../detector.ts';
import type { KnownRoutes } from '../scope/known-routes.ts';
import {
  type OverlappingRoutes,
  type RouteTraits,
  haveSameIdentities,
  overlapOfCovered,
  overlapOfEqual,
} from './overlap-relation.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';

/** Is told where overlaps begin and end. `covering` is the prefix itself where routes to an equal prefix overlap. */
export interface OverlapObserver {
  begins(prefix: PrefixId, covering: PrefixId): void;
  ends(prefix: PrefixId, covering: PrefixId): void;
}

interface Memory {
  readonly equal: SavedIdMap;
  readonly covering: SavedIdMap;
  readonly labels: SavedIdMap;
}

/**
 * Which prefixes of a domain overlap, in one family. A prefix is compared with the nearest that covers it, so a nested chain shows
 * each of its boundaries once; default routes and the domain's aggregates are meant to cover, and are looked past. Kept up with
 * each change: only the prefix that changed and those whose nearest covering prefix it is are looked at.
 */
export class OverlapIndex implements Remembers<Memory> {
  readonly routes: KnownRoutes;
  readonly #traits: RouteTraits;
  readonly #aggregates: PrefixIndex<undefined>;
  /** Prefixes whose own routes overlap. Like the others it holds a reference to each of its prefixes. */
  #equal = new IdMap(Uint32Array);
  /** By prefix: what covers it, where they overlap. */
  #covering = new IdMap(Uint32Array);
  /** By prefix that overlaps in either way: number of the label that it counts under, plus one. */
  #labels = new IdMap(Uint32Array);
  /** Number of prefixes that overlap, by the number of their label. */
  readonly #counts: number[];

  constructor(routes: KnownRoutes, traits: RouteTraits, counts: number[]) {
    this.routes = routes;
    this.#traits = traits;
    this.#counts = counts;
    this.#aggregates = new PrefixIndex(routes.domain.settings.aggregates.map((prefix) => [prefix, undefined]));
  }

  save(): Memory {
    return { equal: this.#equal.save(), covering: this.#covering.save(), labels: this.#labels.save() };
  }

  /** What is counted is remembered by whom it is counted for. */
  load({ equal, covering, labels }: Memory): void {
    this.#equal = IdMap.load(equal);
    this.#covering = IdMap.load(covering);
    this.#labels = IdMap.load(labels);
  }

  /** Takes in what a change did to the routes of one prefix. */
  change({ prefix, before, after, table, route }: PrefixChange, observer: OverlapObserver): void {
    const { routes } = this;
    this.#judge(prefix, this.#nearest(prefix), observer);
    const knownAfter = routes.among(after);
    if (this.#isLookedPast(prefix) || haveSameIdentities(routes.among(before), knownAfter)) {
      return;
    }
    // Where a whole table went, the prefixes that went with it see to what they covered themselves.
    const lost = route === undefined ? table : undefined;
    this.#judgeCovered(prefix, knownAfter.length > 0 ? prefix : this.#nearest(prefix), lost, undefined, observer);
  }

  /** A table is known as a whole from now on. */
  add(table: PeerTable, observer: OverlapObserver): void {
    const prefixes = new Set<PrefixId>();
    table.forEach((prefix) => prefixes.add(prefix));
    for (const prefix of prefixes) {
      this.#judge(prefix, this.#nearest(prefix), observer);
      if (!this.#isLookedPast(prefix)) {
        this.#judgeCovered(prefix, prefix, undefined, prefixes, observer);
      }
    }
  }

  /** The routes that show an overlap; undefined where there is none. */
  overlappingRoutes(prefix: PrefixId, covering: PrefixId): OverlappingRoutes | undefined {
    return covering === prefix
      ? overlapOfEqual(prefix, this.routes.to(prefix), this.#traits)
      : overlapOfCovered(this.routes.to(prefix), this.routes.to(covering));
  }

  /** Judges the prefixes that have no nearer covering prefix than this one; not those that are `seenTo`. */
  #judgeCovered(
    prefix: PrefixId,
    covering: PrefixId,
    lost: PeerTable | undefined,
    seenTo: ReadonlySet<PrefixId> | undefined,
    observer: OverlapObserver
  ): void {
    this.routes.family.prefixes.forEachCovered(prefix, (id) => {
      if (!this.routes.anyTo(id)) {
        return this.#isLookedPast(id) || lost === undefined || !hasRoute(lost, id);
      }
      if (!seenTo?.has(id)) {
        this.#judge(id, covering, observer);
      }
      return this.#isLookedPast(id);
    });
  }

  #judge(prefix: PrefixId, covering: PrefixId, observer: OverlapObserver): void {
    const routes = this.routes.to(prefix);
    const [equal, covered] =
      routes.length === 0
        ? []
        : [
            this.#isLookedPast(prefix) ? undefined : overlapOfEqual(prefix, routes, this.#traits),
            covering === 0 ? undefined : overlapOfCovered(routes, this.routes.to(covering)),
          ];
    this.#setEqual(prefix, equal !== undefined, observer);
    this.#setCovering(prefix, covered === undefined ? 0 : covering, observer);
    const shown = covered ?? equal;
    this.#count(prefix, shown === undefined ? 0 : this.#traits.label(prefix, shown.route) + 1);
  }

  #setEqual(prefix: PrefixId, overlaps: boolean, observer: OverlapObserver): void {
    if (overlaps === (this.#equal.get(prefix) !== 0)) {
      return;
    }
    const { prefixes } = this.routes.family;
    if (overlaps) {
      prefixes.retain(prefix);
      this.#equal.set(prefix, 1);
      observer.begins(prefix, prefix);
    } else {
      this.#equal.delete(prefix);
      observer.ends(prefix, prefix);
      prefixes.release(prefix);
    }
  }

  /** `covering`: 0 where it overlaps with nothing that covers it. */
  #setCovering(prefix: PrefixId, covering: PrefixId, observer: OverlapObserver): void {
    const before = this.#covering.get(prefix);
    if (before === covering) {
      return;
    }
    const { prefixes } = this.routes.family;
    if (covering !== 0) {
      prefixes.retain(prefix);
      prefixes.retain(covering);
      this.#covering.set(prefix, covering);
    } else {
      this.#covering.delete(prefix);
    }
    if (before !== 0) {
      observer.ends(prefix, before);
      prefixes.release(before);
      prefixes.release(prefix);
    }
    if (covering !== 0) {
      observer.begins(prefix, covering);
    }
  }

  /** `label`: its number plus one; 0 where the prefix overlaps with nothing. */
  #count(prefix: PrefixId, label: number): void {
    const before = label === 0 ? this.#labels.delete(prefix) : this.#labels.set(prefix, label);
    if (before !== 0) {
      this.#counts[before - 1]!--;
    }
    if (label !== 0) {
      this.#counts[label - 1] = (this.#counts[label - 1] ?? 0) + 1;
    }
  }

  /** The most specific shorter prefix with a route that is not looked past; 0 for none. */
  #nearest(prefix: PrefixId): PrefixId {
    return this.routes.family.prefixes.nearestCovering(
      prefix,
      (id) => !this.#isLookedPast(id) && this.routes.anyTo(id)
    );
  }

  /** Whether it is meant to cover others: a default route, or one of the domain's aggregates. */
  #isLookedPast(id: PrefixId): boolean {
    const { prefixes } = this.routes.family;
    const lengthBits = prefixes.lengthOf(id);
    if (lengthBits === 0 || this.#aggregates.size === 0) {
      return lengthBits === 0;
    }
    return this.#aggregates.longest(prefixes.prefix(id))?.prefix.lengthBits === lengthBits;
  }
}

function hasRoute(table: PeerTable, prefix: PrefixId): boolean {
  let found = false;
  table.forEachRouteTo(prefix, () => {
    found = true;
  });
  return found;
}
