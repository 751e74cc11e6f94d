import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { Domain, Domains } from './domains.ts';
import type { KnownTables } from './known-tables.ts';
import type { DomainRoute, RouteSet } from './route-set.ts';

/** The routes of a domain in one family, as far as they are in tables that are known as a whole. */
export class KnownRoutes {
  readonly domain: Domain;
  readonly family: FamilyTables;
  readonly #domains: Domains;
  readonly #known: KnownTables;

  constructor(domain: Domain, family: FamilyTables, domains: Domains, known: KnownTables) {
    this.domain = domain;
    this.family = family;
    this.#domains = domains;
    this.#known = known;
  }

  /** In the order of the peers. */
  to(prefix: PrefixId): DomainRoute[] {
    const { domain } = this;
    const routes: DomainRoute[] = [];
    for (const table of this.family.tables) {
      if (this.#known.has(table) && this.#domains.contains(domain, table.state)) {
        table.forEachRouteTo(prefix, (_, attributes) => {
          routes.push({ table, attributes, identity: domain.identities.of(table, prefix, attributes) });
        });
      }
    }
    return routes;
  }

  /** Whether there is one. */
  anyTo(prefix: PrefixId): boolean {
    let found = false;
    for (const table of this.family.tables) {
      if (this.#known.has(table) && this.#domains.contains(this.domain, table.state)) {
        table.forEachRouteTo(prefix, () => {
          found = true;
        });
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  /** Those of some routes that are known. */
  among(routes: RouteSet): DomainRoute[] {
    return routes.filter(({ table }) => this.#known.has(table));
  }
}
