import type { PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import { Followers } from '../scope/followers.ts';
import { KnownRoutes } from '../scope/known-routes.ts';
import { KnownTables } from '../scope/known-tables.ts';
import { sumLeftOut } from '../left-out.ts';
import { MinPaths } from './min-paths.ts';
import { routeTraits } from '../overlaps/overlap-relation.ts';
import { PathLosses } from './path-losses.ts';
import { countRedundantPaths } from './redundant-paths.ts';
import { type RouteSet, countPaths } from '../scope/route-set.ts';

interface FollowerMemory {
  readonly losses: ReturnType<PathLosses['save']>;
  readonly minPaths: ReturnType<MinPaths['save']>;
}

interface Memory {
  readonly known: ReturnType<KnownTables['save']>;
  readonly followers: ReturnType<Followers<Follower, FollowerMemory>['save']>;
}

/**
 * Paths that are lost, in domains of profile `private`: a prefix to which there were several distinct paths that do not overlap has
 * fewer, as a peer took one back. Opens `redundancy` when that has lasted for `holdDownUs`, against the number of paths that was
 * stable before; is resolved when that number is there again for `resolveAfterUs`, or given up after `forgetAfterUs`. One incident
 * for each peer and label: what a circuit loses is lost together. Critical where no path is left. Nothing is said of what goes or
 * comes with a session, and nothing where all is heard from peers that tell their best path only.
 * Where an expectation gives `min_paths` for a prefix, that alone counts, from the start on, in one incident for each expectation.
 * Silenced by such an expectation, or by `off: [redundancy]`. Only tables that are known as a whole are looked at.
 */
export function redundancy(context: Context): Detector {
  const { rib, domains, settings } = context;
  const anyMinPaths = settings.expectations.some(({ minPaths }) => minPaths !== undefined);
  const known = new KnownTables();
  const traits = routeTraits(context);
  const followers = new Followers<Follower, FollowerMemory>(
    (domain, family) => new Follower(context, new KnownRoutes(domain, family, domains, known))
  );

  /** A table becomes known: its prefixes are held against what is expected of them. */
  const join = (table: PeerTable, timeUs: number): void => {
    for (const domain of anyMinPaths ? domains.of(table.state) : []) {
      if (domain.settings.profile === 'private') {
        const { routes, minPaths } = followers.of(domain, table.family);
        const prefixes = new Set<PrefixId>();
        table.forEach((prefix) => prefixes.add(prefix));
        for (const prefix of prefixes) {
          minPaths.check(prefix, [], routes.to(prefix), { timeUs, atStart: true, bySession: false });
        }
      }
    }
  };
  return {
    save: (): Memory => ({ known: known.save(), followers: followers.save() }),
    load(memory: Memory): void {
      known.load(memory.known);
      followers.load(memory.followers);
    },
    get leftOut() {
      return sumLeftOut(
        [...followers].map(({ losses, minPaths }) => ({
          path_losses_unfollowed: losses.unfollowed,
          min_paths_unfollowed: minPaths.unfollowed,
        }))
      );
    },
    observe(change): void {
      const table = known.observe(change);
      if (table !== undefined && change.kind !== 'heard') {
        join(table, change.timeUs);
      }
    },
    observePrefix(change): void {
      const { domain, family, prefix, timeUs, cause, table } = change;
      if (domain.settings.profile !== 'private' || !known.has(table)) {
        return;
      }
      const { routes, losses, minPaths } = followers.of(domain, family);
      const [before, after] = [routes.among(change.before), routes.among(change.after)];
      const count = (some: RouteSet): number => countRedundantPaths(prefix, some, traits);
      const paths = { before: count(before), after: count(after) };
      if (paths.before === paths.after && countPaths(before) === countPaths(after)) {
        return;
      }
      const bySession = cause === 'peer-down' || cause === 'stale-swept';
      const occasion = { timeUs, atStart: cause === 'replay', bySession };
      const isExpected = anyMinPaths && minPaths.check(prefix, before, after, occasion);
      if (!isExpected && paths.before !== paths.after) {
        losses.change(change, paths, before, after);
      }
    },
    tick(timeUs): void {
      known.advance(rib).forEach((table) => join(table, timeUs));
      for (const { losses, minPaths } of followers) {
        losses.tick(timeUs);
        minPaths.tick();
      }
    },
    closeInterval({ seenUs }): void {
      for (const { losses } of followers) {
        losses.giveUp(seenUs);
      }
    },
  };
}

/** The prefixes of one private domain in one family. */
class Follower implements Remembers<FollowerMemory> {
  readonly routes: KnownRoutes;
  readonly losses: PathLosses;
  readonly minPaths: MinPaths;

  constructor(context: Context, routes: KnownRoutes) {
    this.routes = routes;
    this.losses = new PathLosses(context, routes.domain, routes.family);
    this.minPaths = new MinPaths(context, routes.domain, routes.family);
  }

  save(): FollowerMemory {
    return { losses: this.losses.save(), minPaths: this.minPaths.save() };
  }

  load({ losses, minPaths }: FollowerMemory): void {
    this.losses.load(losses);
    this.minPaths.load(minPaths);
  }
}
