import { type Change, isRouteChange } from '../../rib/change.ts';
import { isInUse, isWhole } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Rib } from '../../rib/rib.ts';
import type { Remembers } from '../detector.ts';

/**
 * The tables that are known as a whole. What others have is a part of it: the route that would make the difference may be there,
 * unheard.
 */
export class KnownTables implements Remembers<Set<PeerTable>> {
  #tables = new Set<PeerTable>();

  save(): Set<PeerTable> {
    return new Set([...this.#tables].filter(isInUse));
  }

  load(tables: Set<PeerTable>): void {
    this.#tables = tables;
  }

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
      if (!isInUse(table)) {
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
