import type { PrefixId } from '../../rib/ids.ts';
import type { RouteTraits } from '../overlaps/overlap-relation.ts';
import type { PathIdentity } from '../scope/path-identity.ts';
import type { RouteSet } from '../scope/route-set.ts';

/** What was counted of one origin. */
interface Counted {
  readonly identities: Set<PathIdentity>;
  readonly labels: Set<number>;
  paths: number;
}

/**
 * How many of the routes to one prefix are backups of each other: those of one origin by distinct path identity, of each label
 * other than `none` one. All others overlap with them (`overlapOfEqual`): who ends an overlap takes no backup away. Of several origins
 * the one with the most counts.
 */
export function countRedundantPaths(prefix: PrefixId, routes: RouteSet, traits: RouteTraits): number {
  if (routes.length < 2) {
    return routes.length;
  }
  const byOrigin = new Map<number | undefined, Counted>();
  let most = 0;
  for (const route of routes) {
    const originAs = traits.originAs(route);
    const label = traits.label(prefix, route);
    let counted = byOrigin.get(originAs);
    if (counted === undefined) {
      counted = { identities: new Set(), labels: new Set(), paths: 0 };
      byOrigin.set(originAs, counted);
    }
    const { identities, labels } = counted;
    if (!identities.has(route.identity) && (label === 0 || !labels.has(label))) {
      counted.paths++;
    }
    identities.add(route.identity);
    labels.add(label);
    most = Math.max(most, counted.paths);
  }
  return most;
}
