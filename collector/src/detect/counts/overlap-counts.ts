import type { Remembers } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';

interface Memory {
  readonly unfollowed: number;
  readonly unwritten: number;
  readonly byLabel: Map<string, number[]>;
}

/** How many prefixes overlap another, as their detector counts them for the totals of their domain. */
export class OverlapCounts implements Remembers<Memory> {
  /** Overlaps that have neither rows nor an incident, since too many are followed already. */
  unfollowed = 0;
  /** Overlaps that opened without a row, since too many have rows already. */
  unwritten = 0;
  #byLabel = new Map<string, number[]>();

  save(): Memory {
    return { unfollowed: this.unfollowed, unwritten: this.unwritten, byLabel: this.#byLabel };
  }

  load({ unfollowed, unwritten, byLabel }: Memory): void {
    this.unfollowed = unfollowed;
    this.unwritten = unwritten;
    this.#byLabel = byLabel;
  }

  /** By the number of the label of the route that overlaps. */
  of({ settings }: Domain, { name }: FamilyTables): number[] {
    const key = `${settings.name} ${name}`;
    let counts = this.#byLabel.get(key);
    if (counts === undefined) {
      counts = [];
      this.#byLabel.set(key, counts);
    }
    return counts;
  }
}
