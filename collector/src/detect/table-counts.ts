import { type PeerState, type Rib, isSeeded } from '../rib/rib.ts';
import type { Table } from '../rib/table.ts';
import type { Detector } from './detector.ts';
import { type Interval, observedNs } from './interval-clock.ts';
import type { Emit, TableCounts } from './observation.ts';

/** The one domain until others are configured: all Adj-RIB-In tables of the VRF `default`. */
const DOMAIN = 'default';

/**
 * Counts prefixes, AS paths and origins, per peer and distinct over all peers. A table that is not known as a whole is left
 * out: absent is true where a number would be a guess.
 */
export function tableCounts(rib: Rib): Detector {
  const familiesOfDomain = new Set<string>();
  return {
    observe(): void {},
    closeInterval(interval, emit): void {
      const timeNs = observedNs(interval);
      const known = [...knownTables(rib)];
      for (const { peer, familyName, table } of known) {
        const counts = { prefixes: table.size, asPaths: table.asPaths.size, origins: table.origins.size };
        emit({ kind: 'peer-table', timeNs, peer, familyName, counts });
      }
      const ofDomain = known.filter(({ peer }) => peer.view.startsWith('adj-in') && peer.vrf === 'default');
      for (const { familyName } of ofDomain) {
        familiesOfDomain.add(familyName);
      }
      emitTotals(interval, ofDomain, familiesOfDomain, emit);
    },
  };
}

interface KnownTable {
  readonly peer: PeerState['peer'];
  readonly familyName: string;
  readonly table: Table;
}

function* knownTables(rib: Rib): Generator<KnownTable> {
  for (const state of rib.peers()) {
    for (const [familyName, table] of state.tables) {
      if (isSeeded(state, familyName)) {
        yield { peer: state.peer, familyName, table };
      }
    }
  }
}

function emitTotals(interval: Interval, known: readonly KnownTable[], families: Iterable<string>, emit: Emit): void {
  for (const familyName of families) {
    const tables = known.filter((one) => one.familyName === familyName).map(({ table }) => table);
    emit({ kind: 'totals', timeNs: observedNs(interval), domain: DOMAIN, familyName, counts: countDistinct(tables) });
  }
}

/** Distinct over all tables, never a sum. */
export function countDistinct(tables: readonly Table[]): TableCounts {
  const [only] = tables;
  if (only && tables.length === 1) {
    return { prefixes: only.size, asPaths: only.asPaths.size, origins: only.origins.size };
  }
  const prefixes = new Set<string>();
  const asPaths = new Set<string>();
  const origins = new Set<number>();
  for (const table of tables) {
    addAll(prefixes, table.prefixes());
    addAll(asPaths, table.asPaths.values());
    addAll(origins, table.origins.values());
  }
  return { prefixes: prefixes.size, asPaths: asPaths.size, origins: origins.size };
}

function addAll<T>(set: Set<T>, values: Iterable<T>): void {
  for (const value of values) {
    set.add(value);
  }
}
