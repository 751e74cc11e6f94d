import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { DomainRoute, RouteSet } from '../scope/route-set.ts';

/** Two routes that show an overlap: one of the prefix, and one of what covers it; of an equal prefix, a later and an earlier one. */
export interface OverlappingRoutes {
  readonly route: DomainRoute;
  readonly covering: DomainRoute;
}

/** What the routes to an equal prefix are judged by besides path identity. */
export interface RouteTraits {
  /** Undefined for a path that is empty or ends in a set. */
  originAs(route: DomainRoute): number | undefined;
  /** Number of its label, 0 for `none`. */
  label(prefix: PrefixId, route: DomainRoute): number;
}

export function routeTraits({ rib, labels }: Context): RouteTraits {
  return {
    originAs: ({ attributes }) => rib.attributes.originAs(attributes),
    label: (prefix, { table, attributes }) => labels.of(table, prefix, attributes),
  };
}

/**
 * The first two routes to one prefix that overlap: of different path identity, and with different origins or with one label
 * other than `none`. All others of different identity are redundancy. Looks at each route once.
 */
export function overlapOfEqual(prefix: PrefixId, routes: RouteSet, traits: RouteTraits): OverlappingRoutes | undefined {
  const [first] = routes;
  if (first === undefined || routes.length === 1) {
    return undefined;
  }
  const firstOrigin = traits.originAs(first);
  const firstOfLabel: DomainRoute[] = [];
  // Whoever differs from the first in one thing only overlaps with one that differs in the other only.
  let otherOrigin: DomainRoute | undefined;
  let otherIdentity: DomainRoute | undefined;
  for (const route of routes) {
    const label = traits.label(prefix, route);
    const ofLabel = label === 0 ? undefined : (firstOfLabel[label] ??= route);
    if (ofLabel !== undefined && ofLabel.identity !== route.identity) {
      return { route, covering: ofLabel };
    }
    const sameIdentity = route.identity === first.identity;
    const sameOrigin = traits.originAs(route) === firstOrigin;
    if (!sameIdentity && !sameOrigin) {
      return { route, covering: first };
    }
    otherOrigin ??= sameOrigin ? undefined : route;
    otherIdentity ??= sameIdentity ? undefined : route;
    if (otherOrigin !== undefined && otherIdentity !== undefined) {
      return otherOrigin === route
        ? { route, covering: otherIdentity }
        : { route: otherIdentity, covering: otherOrigin };
    }
  }
  return undefined;
}

/** The first route of a prefix that comes by a path by which none of the covering prefix comes. */
export function overlapOfCovered(routes: RouteSet, covering: RouteSet): OverlappingRoutes | undefined {
  const [first] = covering;
  if (first === undefined) {
    return undefined;
  }
  const identities = new Set(covering.map(({ identity }) => identity));
  const route = routes.find(({ identity }) => !identities.has(identity));
  return route && { route, covering: first };
}

/** Whether two sets of routes have the same path identities. */
export function haveSameIdentities(one: RouteSet, other: RouteSet): boolean {
  if (one.length === 1 && other.length === 1) {
    return one[0]!.identity === other[0]!.identity;
  }
  const ofOne = new Set(one.map(({ identity }) => identity));
  const ofOther = new Set(other.map(({ identity }) => identity));
  return ofOne.size === ofOther.size && [...ofOne].every((identity) => ofOther.has(identity));
}
