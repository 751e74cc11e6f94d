import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { KnownRoutes } from '../scope/known-routes.ts';
import { KnownTables } from '../scope/known-tables.ts';
import { sumLeftOut } from '../left-out.ts';
import { MinPaths } from './min-paths.ts';
import { routeTraits } from '../overlaps/overlap-relation.ts';
import { PathLosses } from './path-losses.ts';
import { countRedundantPaths } from './redundant-paths.ts';
import { type RouteSet, countPaths } from '../scope/route-set.ts';

/** The prefixes of one private domain in one family. */
interface Follower {
  readonly routes: KnownRoutes;
  readonly losses: PathLosses;
  readonly minPaths: MinPaths;
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
  const followers = new Map<Domain, Map<FamilyTables, Follower>>();

  const followerOf = (domain: Domain, family: FamilyTables): Follower => {
    let ofDomain = followers.get(domain);
    if (ofDomain === undefined) {
      ofDomain = new Map();
      followers.set(domain, ofDomain);
    }
    let follower = ofDomain.get(family);
    if (follower === undefined) {
      follower = {
        routes: new KnownRoutes(domain, family, domains, known),
        losses: new PathLosses(context, domain, family),
        minPaths: new MinPaths(context, domain, family),
      };
      ofDomain.set(family, follower);
    }
    return follower;
  };
  /** A table becomes known: its prefixes are held against what is expected of them. */
  const join = (table: PeerTable, timeUs: number): void => {
    for (const domain of anyMinPaths ? domains.of(table.state) : []) {
      if (domain.settings.profile === 'private') {
        const { routes, minPaths } = followerOf(domain, table.family);
        const prefixes = new Set<PrefixId>();
        table.forEach((prefix) => prefixes.add(prefix));
        for (const prefix of prefixes) {
          minPaths.check(prefix, [], routes.to(prefix), { timeUs, atStart: true, bySession: false });
        }
      }
    }
  };
  const all = (): Follower[] => [...followers.values()].flatMap((ofDomain) => [...ofDomain.values()]);
  return {
    get leftOut() {
      return sumLeftOut(
        all().map(({ losses, minPaths }) => ({
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
      const { routes, losses, minPaths } = followerOf(domain, family);
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
      for (const ofDomain of followers.values()) {
        for (const { losses, minPaths } of ofDomain.values()) {
          losses.tick(timeUs);
          minPaths.tick();
        }
      }
    },
    closeInterval({ seenUs }): void {
      for (const ofDomain of followers.values()) {
        for (const { losses } of ofDomain.values()) {
          losses.giveUp(seenUs);
        }
      }
    },
  };
}
