import type { Cause, Change, PeerLost, RouteChange } from '../../rib/change.ts';
import { isRouteChange } from '../../rib/change.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { AttributesId, PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Domain, Domains } from './domains.ts';
import { type DomainRoute, type RouteSet, routesTo } from './route-set.ts';

/** What a change did to all the routes that a domain has to one prefix. Its numbers hold while it is being observed. */
export interface PrefixChange {
  readonly domain: Domain;
  readonly family: FamilyTables;
  readonly prefix: PrefixId;
  readonly timeUs: number;
  readonly cause: Cause | PeerLost['cause'];
  /** The peer whose routes changed. */
  readonly table: PeerTable;
  readonly before: RouteSet;
  readonly after: RouteSet;
  /** The change of the one route; undefined where a whole table went. */
  readonly route: RouteChange | undefined;
}

/** Tells of each prefix that a change concerns, in each domain, once. */
export function forEachPrefixChange(change: Change, domains: Domains, observe: (change: PrefixChange) => void): void {
  if (isRouteChange(change)) {
    if (change.before !== change.after) {
      for (const domain of domains.of(change.table.state)) {
        observe(new RoutePrefixChange(domain, domains, change));
      }
    }
  } else if (change.kind === 'peer-lost') {
    peerLost(change, domains, observe);
  }
}

/** One route changed. The routes are looked for when somebody asks for them: most changes concern nobody. */
class RoutePrefixChange implements PrefixChange {
  readonly domain: Domain;
  readonly route: RouteChange;
  readonly #domains: Domains;
  #before: RouteSet | undefined;
  #after: RouteSet | undefined;

  constructor(domain: Domain, domains: Domains, route: RouteChange) {
    this.domain = domain;
    this.route = route;
    this.#domains = domains;
  }

  get family(): FamilyTables {
    return this.route.table.family;
  }

  get prefix(): PrefixId {
    return this.route.prefix;
  }

  get timeUs(): number {
    return this.route.timeUs;
  }

  get cause(): Cause {
    return this.route.cause;
  }

  get table(): PeerTable {
    return this.route.table;
  }

  get before(): RouteSet {
    return (this.#before ??= withoutChange(this.domain, this.route, this.after));
  }

  get after(): RouteSet {
    return (this.#after ??= routesTo(this.domain, this.#domains, this.family, this.prefix));
  }
}

/** The routes as they were: with the one before in the place of the one after. */
function withoutChange(
  domain: Domain,
  { table, prefix, before: attributes, after }: RouteChange,
  routes: RouteSet
): RouteSet {
  const before = attributes === 0 ? undefined : newRoute(domain, table, prefix, attributes);
  const at = after === 0 ? -1 : routes.findIndex((route) => route.table === table && route.attributes === after);
  if (at < 0) {
    return before ? [...routes, before] : routes;
  }
  return before ? routes.with(at, before) : routes.toSpliced(at, 1);
}

function newRoute(domain: Domain, table: PeerTable, prefix: PrefixId, attributes: AttributesId): DomainRoute {
  return { table, attributes, identity: domain.identities.of(table, prefix, attributes) };
}

/** A prefix to which the peer had several paths is told of once. */
function peerLost(
  { lost, state, timeUs, cause }: PeerLost,
  domains: Domains,
  observe: (change: PrefixChange) => void
): void {
  for (const domain of domains.of(state)) {
    for (const table of lost) {
      const { family } = table;
      const several = new Set<PrefixId>();
      table.forEach((prefix, _, pathId) => {
        if (pathId !== undefined) {
          if (several.has(prefix)) {
            return;
          }
          several.add(prefix);
        }
        const after = routesTo(domain, domains, family, prefix);
        const before = [...after];
        table.forEachRouteTo(prefix, (_table, attributes) => {
          before.push(newRoute(domain, table, prefix, attributes));
        });
        observe({ domain, family, prefix, timeUs, cause, table, before, after, route: undefined });
      });
    }
  }
}
