import type { PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import { Followers } from '../scope/followers.ts';
import { KnownRoutes } from '../scope/known-routes.ts';
import { KnownTables } from '../scope/known-tables.ts';
import { OverlapIndex, type OverlapObserver } from './overlap-index.ts';
import { type Occasion, OverlapPairs } from './overlap-pairs.ts';
import { routeTraits } from './overlap-relation.ts';

interface FollowerMemory {
  readonly index: ReturnType<OverlapIndex['save']>;
  readonly pairs: ReturnType<OverlapPairs['save']>;
}

interface Memory {
  readonly known: ReturnType<KnownTables['save']>;
  readonly followers: ReturnType<Followers<Follower, FollowerMemory>['save']>;
}

/**
 * Prefixes that overlap: of equal ones, routes of different path identity with different origins or with one label; of a prefix and
 * the nearest that covers it, a route by a path by which the covering one does not come. Default routes and the domain's
 * `aggregates` overlap with nothing. An overlap opens after `holdDownUs`, since a failover passes, and is resolved after
 * `resolveAfterUs`; one incident `overlap` for each covering prefix. Overlaps that the loss of a session brings have rows only.
 * In profile `internet` all are counted, and those followed of whose prefix an expectation speaks.
 * Silenced by an aggregate, or by `off: [overlap]`. Only tables that are known as a whole are looked at.
 */
export function overlaps(context: Context): Detector {
  const { rib, domains, overlapCounts } = context;
  const known = new KnownTables();
  const traits = routeTraits(context);
  const followers = new Followers<Follower, FollowerMemory>((domain, family) => {
    const routes = new KnownRoutes(domain, family, domains, known);
    return new Follower(context, new OverlapIndex(routes, traits, overlapCounts.of(domain, family)));
  });

  const join = (table: PeerTable, timeUs: number): void => {
    for (const domain of domains.of(table.state)) {
      const { index, pairs, observer } = followers.of(domain, table.family);
      pairs.occasion = { timeUs, atStart: true, byLoss: false };
      index.add(table, observer);
    }
  };
  return {
    save: (): Memory => ({ known: known.save(), followers: followers.save() }),
    load(memory: Memory): void {
      known.load(memory.known);
      followers.load(memory.followers);
    },
    get leftOut() {
      return { overlaps_unfollowed: overlapCounts.unfollowed, overlaps_unwritten: overlapCounts.unwritten };
    },
    observe(change): void {
      const table = known.observe(change);
      if (table !== undefined && change.kind !== 'heard') {
        join(table, change.timeUs);
      }
    },
    observePrefix(change): void {
      if (known.has(change.table)) {
        const { index, pairs, observer } = followers.of(change.domain, change.family);
        pairs.occasion = occasionOf(change.timeUs, change.cause, change.route === undefined);
        index.change(change, observer);
      }
    },
    tick(timeUs, emit): void {
      known.advance(rib).forEach((table) => join(table, timeUs));
      for (const { pairs } of followers) {
        pairs.tick(timeUs, emit);
      }
    },
    closeInterval({ seenUs }): void {
      known.advance(rib).forEach((table) => join(table, seenUs));
    },
  };
}

/** The overlaps of one domain in one family. */
class Follower implements Remembers<FollowerMemory> {
  readonly index: OverlapIndex;
  readonly pairs: OverlapPairs;
  readonly observer: OverlapObserver;

  constructor(context: Context, index: OverlapIndex) {
    const { routes } = index;
    this.index = index;
    this.pairs = new OverlapPairs(context, index);
    const isPrivate = routes.domain.settings.profile === 'private';
    this.observer = isPrivate ? this.pairs : ofExpected(context, routes, this.pairs);
  }

  save(): FollowerMemory {
    return { index: this.index.save(), pairs: this.pairs.save() };
  }

  load({ index, pairs }: FollowerMemory): void {
    this.index.load(index);
    this.pairs.load(pairs);
  }
}

function occasionOf(timeUs: number, cause: string, wholeTable: boolean): Occasion {
  return { timeUs, atStart: cause === 'replay', byLoss: wholeTable || cause === 'stale-swept' };
}

/** Passes on what begins among prefixes of which an expectation speaks. */
function ofExpected(
  { settings, expectations, labels }: Context,
  routes: KnownRoutes,
  pairs: OverlapPairs
): OverlapObserver {
  const anyForPrefix = settings.expectations.some(({ prefix }) => prefix !== undefined);
  const isExpected = (id: PrefixId): boolean => {
    const prefix = routes.family.prefixes.prefix(id);
    return routes.to(id).some(({ table, attributes }) => {
      const label = labels.name(table, id, attributes);
      const route = { peer: table.state.peer, familyName: routes.family.name, prefix, label };
      return expectations.of(route).some((expectation) => expectation.prefix !== undefined);
    });
  };
  return {
    begins(prefix, covering): void {
      if (anyForPrefix && (isExpected(prefix) || isExpected(covering))) {
        pairs.begins(prefix, covering);
      }
    },
    ends(prefix, covering): void {
      pairs.ends(prefix, covering);
    },
  };
}
