import type { FamilyTables } from '../../rib/family-tables.ts';
import type { AttributesId, PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Domain, Domains } from './domains.ts';
import type { PathIdentity } from './path-identity.ts';

/** One route of a prefix in a domain. */
export interface DomainRoute {
  readonly table: PeerTable;
  readonly attributes: AttributesId;
  readonly identity: PathIdentity;
}

/** The routes that a domain has to a prefix, in the order of its peers. */
export type RouteSet = readonly DomainRoute[];

export function routesTo(domain: Domain, domains: Domains, family: FamilyTables, prefix: PrefixId): DomainRoute[] {
  const routes: DomainRoute[] = [];
  family.forEachRoute(prefix, (table, attributes) => {
    if (domains.contains(domain, table.state)) {
      routes.push({ table, attributes, identity: domain.identities.of(table, prefix, attributes) });
    }
  });
  return routes;
}

/** How many distinct paths there are among routes. */
export function countPaths(routes: RouteSet): number {
  let paths = 0;
  for (let i = 0; i < routes.length; i++) {
    const { identity } = routes[i]!;
    let first = 0;
    while (routes[first]!.identity !== identity) {
      first++;
    }
    paths += first === i ? 1 : 0;
  }
  return paths;
}
