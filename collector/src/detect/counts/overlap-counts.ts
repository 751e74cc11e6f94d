import type { Domain } from '../scope/domains.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';

/** How many prefixes overlap another, as their detector counts them for the totals of their domain. */
export class OverlapCounts {
  /** Overlaps that have neither rows nor an incident, since too many are followed already. */
  unfollowed = 0;
  /** Overlaps that opened without a row, since too many have rows already. */
  unwritten = 0;
  readonly #byLabel = new Map<string, number[]>();

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
