import type { FamilyTables } from '../../rib/family-tables.ts';
import type { AttributesId, PrefixId } from '../../rib/ids.ts';
import type { PeerState } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Domain } from './domains.ts';

/** A route as far as it matters to who cares about it. */
interface ScopedRoute {
  readonly table: PeerTable;
  readonly attributes: AttributesId;
}

/**
 * What ordinary routing on the Internet does all day is news in a private domain. So incidents of such kinds are raised in private
 * domains, and elsewhere only for prefixes that an expectation names.
 */
export class Scope {
  readonly #context: Context;
  readonly #expectsPrefixes: boolean;

  constructor(context: Context) {
    this.#context = context;
    this.#expectsPrefixes = context.settings.expectations.some(({ prefix }) => prefix !== undefined);
  }

  /** Whether it matters in the domain what happens to a prefix, by one of its routes at least. */
  includes(domain: Domain, family: FamilyTables, prefix: PrefixId, routes: readonly ScopedRoute[]): boolean {
    return (
      domain.settings.profile === 'private' ||
      (this.#expectsPrefixes && routes.some((route) => this.#isExpected(family, prefix, route)))
    );
  }

  /** Whether it matters in a domain of the peer what happens to one of its routes. */
  includesRoute(route: ScopedRoute, prefix: PrefixId): boolean {
    const { state, family } = route.table;
    return this.isPrivate(state) || (this.#expectsPrefixes && this.#isExpected(family, prefix, route));
  }

  /** Whether the peer belongs to a private domain. */
  isPrivate(state: PeerState): boolean {
    return this.#context.domains.of(state).some(({ settings }) => settings.profile === 'private');
  }

  #isExpected(family: FamilyTables, id: PrefixId, { table, attributes }: ScopedRoute): boolean {
    const { labels, expectations } = this.#context;
    const { peer } = table.state;
    const prefix = family.prefixes.prefix(id);
    const label = labels.name(table, id, attributes);
    return expectations
      .of({ peer, familyName: family.name, prefix, label })
      .some((expectation) => expectation.prefix !== undefined);
  }
}
