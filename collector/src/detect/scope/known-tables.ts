import { type Change, isRouteChange } from '../../rib/change.ts';
import { isWhole } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Rib } from '../../rib/rib.ts';

/**
 * The tables that are known as a whole. What others have is a part of it: the route that would make the difference may be there,
 * unheard.
 */
export class KnownTables {
  readonly #tables = new Set<PeerTable>();

  has(table: PeerTable): boolean {
    return this.#tables.has(table);
  }

  /** Takes each change, before anything is asked about it. Gives the table of the change where that is known from now on. */
  observe(change: Change): PeerTable | undefined {
    if (change.kind === 'peer-lost') {
      for (const table of change.lost) {
        if (this.#tables.has(table)) {
          this.#tables.add(change.state.tables.get(table.family.name)!);
        }
      }
    } else if (isRouteChange(change) && !this.#tables.has(change.table) && isWhole(change.table)) {
      this.#tables.add(change.table);
      return change.table;
    }
    return undefined;
  }

  /** Gives the tables that became known since, and forgets those that were given up. */
  advance(rib: Rib): PeerTable[] {
    for (const table of this.#tables) {
      if (table.state.tables.get(table.family.name) !== table) {
        this.#tables.delete(table);
      }
    }
    const found: PeerTable[] = [];
    for (const { tables } of rib.families()) {
      for (const table of tables) {
        if (isWhole(table) && !this.#tables.has(table)) {
          this.#tables.add(table);
          found.push(table);
        }
      }
    }
    return found;
  }
}
