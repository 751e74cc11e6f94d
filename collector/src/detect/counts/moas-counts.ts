import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { PeerState } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Remembers } from '../detector.ts';
import type { RouteLabels } from '../scope/route-labels.ts';
import type { RouteSet } from '../scope/route-set.ts';

type Counts = Map<PeerState, Map<FamilyTables, number[]>>;

/** How many prefixes of each table have several origins in the peer's domain, by label. */
export class MoasCounts implements Remembers<Counts> {
  readonly #labels: RouteLabels;
  #counts: Counts = new Map();

  constructor(labels: RouteLabels) {
    this.#labels = labels;
  }

  save(): Counts {
    return this.#counts;
  }

  load(counts: Counts): void {
    this.#counts = counts;
  }

  of({ state, family }: PeerTable, label: number): number {
    return this.#counts.get(state)?.get(family)?.[label] ?? 0;
  }

  /** Counts a prefix with several origins in (1) or out (-1) of all tables that have one of these routes to it. */
  count(prefix: PrefixId, routes: RouteSet, difference: 1 | -1): void {
    const labels = routes.map(({ table, attributes }) => this.#labels.of(table, prefix, attributes));
    for (const [i, { table }] of routes.entries()) {
      const first = routes.findIndex((other, j) => other.table === table && labels[j] === labels[i]);
      if (first === i) {
        const counts = this.#countsOf(table);
        counts[labels[i]!] = (counts[labels[i]!] ?? 0) + difference;
      }
    }
  }

  /** Of the peer and not of its table, which is another one after the session was lost. */
  #countsOf({ state, family }: PeerTable): number[] {
    let families = this.#counts.get(state);
    if (families === undefined) {
      families = new Map();
      this.#counts.set(state, families);
    }
    let counts = families.get(family);
    if (counts === undefined) {
      counts = [];
      families.set(family, counts);
    }
    return counts;
  }
}
