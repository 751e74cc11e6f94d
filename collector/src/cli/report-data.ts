import type { MessageType } from '../bgp/message.ts';
import type { LeftOut } from '../detect/left-out.ts';
import type { Observation } from '../detect/observation.ts';
import { RouteTally } from '../detect/counts/route-tally.ts';
import type { FileRun } from '../file-run.ts';
import type { Outlet } from '../pipeline.ts';
import type { AttributeStore } from '../rib/attribute-store.ts';
import type { FamilyTables } from '../rib/family-tables.ts';
import { isWhole } from '../rib/peer-state.ts';
import type { PeerTable } from '../rib/peer-table.ts';
import type { Rib } from '../rib/rib.ts';
import { Judged, type JudgedReport } from './report-judged.ts';

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
  readonly judged: JudgedReport;
  /** What tables and judgement left out since there was too much of it, by name. */
  readonly left_out: LeftOut;
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
  readonly judged = new Judged();
  readonly full = false;
  readonly #intervalUs: number;

  constructor(intervalUs: number) {
    this.#intervalUs = intervalUs;
  }

  beginFile(): void {}

  async relieved(): Promise<void> {}

  take(observation: Observation): void {
    this.judged.take(observation);
    if (observation.kind === 'message-count' && observation.count > 0) {
      const timeUs = Number(observation.timeNs / 1000n);
      const startUs = Math.floor(timeUs / this.#intervalUs) * this.#intervalUs;
      const counts = this.intervals.get(startUs) ?? new Map<MessageType, number>();
      counts.set(observation.type, (counts.get(observation.type) ?? 0) + observation.count);
      this.intervals.set(startUs, counts);
    } else if (observation.kind === 'update-count') {
      const { peer, familyName, counts } = observation;
      const { announced, withdrawn } = counts;
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
  { counts, rib, leftOut }: FileRun,
  outlet: ReportOutlet,
  { intervalUs, topOrigins }: { intervalUs: number; topOrigins: number }
): ReportData {
  const peers: PeerReport[] = [];
  for (const state of rib.peers()) {
    for (const [afi, table] of state.tables) {
      const { router, address: peer, as } = state.peer;
      const updates = outlet.updates.get(updateKey(peer, as, afi)) ?? { announced: 0, withdrawn: 0 };
      const size = sizeOf(table, rib.attributes);
      peers.push({ router, peer, peer_as: as, afi, ...size, whole_table: isWhole(table), ...updates });
    }
  }
  const families = [...rib.families()];
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
    totals: families.map((family) => totalOf(family, rib.attributes)),
    top_origins: originsByPrefixes(rib).slice(0, topOrigins),
    judged: outlet.judged.report(),
    left_out: leftOut,
  };
}

function sizeOf(table: PeerTable, attributes: AttributeStore): Pick<PeerReport, 'prefixes' | 'as_paths' | 'origins'> {
  const tally = new RouteTally(attributes);
  const prefixes = new Set<number>();
  table.forEach((prefix, id) => {
    prefixes.add(prefix);
    tally.count(id, 1);
  });
  return { prefixes: prefixes.size, as_paths: tally.counts.asPaths, origins: tally.counts.origins };
}

function totalOf(family: FamilyTables, attributes: AttributeStore): TotalReport {
  const { name, tables } = family;
  const tally = new RouteTally(attributes);
  let prefixes = 0;
  family.prefixes.forEach((prefix) => {
    prefixes += family.hasRoute(prefix) ? 1 : 0;
  });
  for (const table of tables) {
    table.forEach((_, id) => tally.count(id, 1));
  }
  const routes = tables.reduce((sum, table) => sum + table.size, 0);
  return { afi: name, prefixes, routes, as_paths: tally.counts.asPaths, origins: tally.counts.origins };
}

/** Origins by the number of distinct prefixes that they originate. */
function originsByPrefixes(rib: Rib): { as: number; prefixes: number }[] {
  const prefixesOf = new Map<number, number>();
  for (const family of rib.families()) {
    family.prefixes.forEach((prefix) => {
      const origins = new Set<number>();
      family.forEachRoute(prefix, (_, id) => origins.add(rib.attributes.originAs(id) ?? -1));
      origins.delete(-1);
      for (const origin of origins) {
        prefixesOf.set(origin, (prefixesOf.get(origin) ?? 0) + 1);
      }
    });
  }
  return [...prefixesOf]
    .map(([as, prefixes]) => ({ as, prefixes }))
    .sort((a, b) => b.prefixes - a.prefixes || a.as - b.as);
}

function isoTime(timeUs: number | undefined): string | null {
  return timeUs === undefined ? null : new Date(timeUs / 1000).toISOString();
}
