import { AFI_IPV4, type Family, SAFI_VPN, formatFamily } from '../net/family.ts';
import type { AttributesId, PrefixId } from './ids.ts';
import { PathKeys } from './path-keys.ts';
import type { PeerTable } from './peer-table.ts';
import { PrefixTree } from './prefix-tree.ts';

/** Called for a route: the table that it is in, its attributes, and its path identifier where it has one. */
export type RouteVisitor = (table: PeerTable, attributes: AttributesId, pathId: number | undefined) => void;

/** All tables of one family: the prefixes, which they share, and a table for each peer. */
export class FamilyTables {
  readonly family: Family;
  /** Value of the tag `afi`. */
  readonly name: string;
  readonly prefixes: PrefixTree;
  readonly pathKeys: PathKeys;
  /** In the order in which the peers were first heard of. */
  readonly tables: PeerTable[] = [];

  constructor(family: Family, prefixes: PrefixTree, pathKeys: PathKeys) {
    this.family = family;
    this.name = formatFamily(family);
    this.prefixes = prefixes;
    this.pathKeys = pathKeys;
  }

  static empty(family: Family, hashSeed: number): FamilyTables {
    const addressBits = family.afi === AFI_IPV4 ? 32 : 128;
    return new FamilyTables(family, new PrefixTree(addressBits, family.safi === SAFI_VPN, hashSeed), new PathKeys());
  }

  /** Whether any peer has a route to a prefix: one without is kept as long as something refers to it. */
  hasRoute(prefix: PrefixId): boolean {
    return this.tables.some((table) => table.hasRoute(prefix));
  }

  /** Visits the routes of all peers to a prefix. */
  forEachRoute(prefix: PrefixId, visit: RouteVisitor): void {
    for (const table of this.tables) {
      table.forEachRouteTo(prefix, visit);
    }
  }
}
