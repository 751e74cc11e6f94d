import type { MessageType } from '../bgp/message.ts';
import type { Observation } from '../detect/observation.ts';
import { countDistinct } from '../detect/table-counts.ts';
import type { Outlet, Run } from '../pipeline.ts';
import { isSeeded } from '../rib/rib.ts';
import type { Table } from '../rib/table.ts';

/** What `earshot report --json` prints. Times are RFC 3339 in UTC. */
export interface ReportData {
  readonly files: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly interval_seconds: number;
  readonly records: {
    readonly read: number;
    readonly faulty: number;
    readonly filtered: number;
    readonly filtered_reasons: Readonly<Record<string, number>>;
  };
  readonly messages: {
    readonly total: Readonly<Record<string, number>>;
    /** Intervals in which something was heard, by their start. */
    readonly intervals: readonly { readonly start: string; readonly counts: Readonly<Record<string, number>> }[];
  };
  readonly routes: { readonly announced: number; readonly withdrawn: number; readonly table: number };
  readonly peers: readonly PeerReport[];
  /** Distinct over all peers. */
  readonly totals: readonly TotalReport[];
  readonly top_origins: readonly { readonly as: number; readonly prefixes: number }[];
}

export interface PeerReport {
  readonly router: string;
  readonly peer: string;
  readonly peer_as: number;
  readonly afi: string;
  readonly prefixes: number;
  readonly as_paths: number;
  readonly origins: number;
  /** False where the counts are what was heard since the start, not the whole table. */
  readonly whole_table: boolean;
  readonly announced: number;
  readonly withdrawn: number;
}

export interface TotalReport {
  readonly afi: string;
  readonly prefixes: number;
  readonly routes: number;
  readonly as_paths: number;
  readonly origins: number;
}

/** Gathers what the tables do not keep: counts over time and per peer. */
export class ReportOutlet implements Outlet {
  /** Message counts by interval start in microseconds. */
  readonly intervals = new Map<number, Map<MessageType, number>>();
  /** Announced and withdrawn prefixes by peer and family. */
  readonly updates = new Map<string, { announced: number; withdrawn: number }>();
  readonly full = false;
  readonly #intervalUs: number;

  constructor(intervalUs: number) {
    this.#intervalUs = intervalUs;
  }

  beginFile(): void {}

  async relieved(): Promise<void> {}

  take(observation: Observation): void {
    if (observation.kind === 'message-count' && observation.count > 0) {
      const timeUs = Number(observation.timeNs / 1000n);
      const startUs = Math.floor(timeUs / this.#intervalUs) * this.#intervalUs;
      const counts = this.intervals.get(startUs) ?? new Map<MessageType, number>();
      counts.set(observation.type, (counts.get(observation.type) ?? 0) + observation.count);
      this.intervals.set(startUs, counts);
    } else if (observation.kind === 'update-count') {
      const { peer, familyName, announced, withdrawn } = observation;
      const key = updateKey(peer.address, peer.as, familyName);
      const sum = this.updates.get(key) ?? { announced: 0, withdrawn: 0 };
      this.updates.set(key, { announced: sum.announced + announced, withdrawn: sum.withdrawn + withdrawn });
    }
  }
}

function updateKey(address: string, as: number, familyName: string): string {
  return `${address} ${as} ${familyName}`;
}

/** The report of a finished run. */
export function reportData(
  files: readonly string[],
  { counts, rib }: Run,
  outlet: ReportOutlet,
  { intervalUs, topOrigins }: { intervalUs: number; topOrigins: number }
): ReportData {
  const tables = new Map<string, Table[]>();
  const peers: PeerReport[] = [];
  for (const state of rib.peers()) {
    for (const [afi, table] of state.tables) {
      tables.set(afi, [...(tables.get(afi) ?? []), table]);
      const { router, address: peer, as } = state.peer;
      const updates = outlet.updates.get(updateKey(peer, as, afi)) ?? { announced: 0, withdrawn: 0 };
      const size = { prefixes: table.size, as_paths: table.asPaths.size, origins: table.origins.size };
      peers.push({ router, peer, peer_as: as, afi, ...size, whole_table: isSeeded(state, afi), ...updates });
    }
  }
  return {
    files,
    from: isoTime(counts.firstUs),
    to: isoTime(counts.lastUs),
    interval_seconds: intervalUs / 1_000_000,
    records: {
      read: counts.records,
      faulty: counts.faulty,
      filtered: counts.filtered,
      filtered_reasons: Object.fromEntries(counts.filteredReasons),
    },
    messages: {
      total: Object.fromEntries(counts.messages),
      intervals: [...outlet.intervals]
        .sort(([a], [b]) => a - b)
        .map(([startUs, byType]) => ({ start: isoTime(startUs)!, counts: Object.fromEntries(byType) })),
    },
    routes: { announced: counts.announced, withdrawn: counts.withdrawn, table: counts.tableRoutes },
    peers: peers.sort((a, b) => b.prefixes - a.prefixes || (a.peer < b.peer ? -1 : 1)),
    totals: [...tables].map(([afi, ofFamily]) => totalOf(afi, ofFamily)),
    top_origins: originsByPrefixes([...tables.values()].flat()).slice(0, topOrigins),
  };
}

function totalOf(afi: string, tables: readonly Table[]): TotalReport {
  const { prefixes, asPaths, origins } = countDistinct(tables);
  const routes = tables.reduce((sum, table) => sum + table.size, 0);
  return { afi, prefixes, routes, as_paths: asPaths, origins };
}

/** Origins by the number of distinct prefixes that they originate. */
function originsByPrefixes(tables: readonly Table[]): { as: number; prefixes: number }[] {
  const prefixesOf = new Map<number, Set<string>>();
  for (const table of tables) {
    for (const [prefix, { originAs }] of table.routes()) {
      if (originAs !== undefined) {
        const prefixes = prefixesOf.get(originAs) ?? new Set();
        prefixesOf.set(originAs, prefixes.add(prefix));
      }
    }
  }
  return [...prefixesOf]
    .map(([as, prefixes]) => ({ as, prefixes: prefixes.size }))
    .sort((a, b) => b.prefixes - a.prefixes || a.as - b.as);
}

function isoTime(timeUs: number | undefined): string | null {
  return timeUs === undefined ? null : new Date(timeUs / 1000).toISOString();
}
