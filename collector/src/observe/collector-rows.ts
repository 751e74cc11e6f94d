import type { StoreHealth } from '../influx/delivery/delivery.ts';
import type { Row } from '../influx/points/rows.ts';
import type { BgpCollectorPoint } from '../influx/schema.gen.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { type CollectorState, imbalances, total } from './collector-state.ts';
import { byReasonName } from './reason-names.ts';

type Fields = BgpCollectorPoint['fields'];

const NONE = 'none';

/**
 * The rows of `bgp_collector`: what happened between one state of the collector and the next, and how it is. They are of the clock
 * and of this process, so that no two runs write the same ones: whoever compares the rows of two runs leaves them out.
 */
export class CollectorRows {
  #before: Counts = NOTHING;

  next(state: CollectorState): Row[] {
    const counts = countsOf(state);
    const since = difference(counts, this.#before);
    this.#before = counts;
    const { collector, nowMs, sources, stores } = state;
    const timeNs = BigInt(Math.round(nowMs)) * 1_000_000n;
    const row = (part: string, reason: string, fields: Fields): Row => ({
      store: 'general',
      point: { measurement: 'bgp_collector', tags: { collector, part, reason }, fields },
      timeNs,
      numbered: false,
    });
    return [
      row(NONE, NONE, totalFields(state, since)),
      ...sources.map((source) => row(partOf(source), NONE, sourceFields(source, nowMs))),
      ...Object.entries(stores).map(([store, health]) => row(`store ${store}`, NONE, storeFields(health))),
      ...since.byReason.filter(({ count }) => count > 0).map(({ part, reason, count }) => row(part, reason, { count })),
    ];
  }
}

/** The name of a source among the parts of the collector. */
export function partOf({ type, name }: SourceStatus): string {
  return `${type} ${name}`;
}

interface Reason {
  readonly part: string;
  readonly reason: string;
  readonly count: number;
}

/** What only grows. */
interface Counts {
  readonly sums: Readonly<Record<string, number>>;
  readonly byReason: readonly Reason[];
}

const NOTHING: Counts = { sums: {}, byReason: [] };

function countsOf({ messages, points, leftOut, losses, sources }: CollectorState): Counts {
  const { received, decoded, faulty, filtered } = messages;
  const { made, recovered, written } = points;
  const [dropped, dead, left_out] = [points.dropped, points.dead, leftOut].map(total);
  return {
    sums: {
      received,
      decoded,
      faulty,
      filtered,
      made,
      recovered,
      written,
      dropped: dropped!,
      dead: dead!,
      left_out: left_out!,
    },
    byReason: [
      ...reasons(NONE, 'filtered_', byReasonName(messages.filteredReasons)),
      ...reasons(NONE, 'dropped_', points.dropped),
      ...reasons(NONE, 'dead_', points.dead),
      ...reasons(NONE, 'left_out_', { ...leftOut }),
      ...reasons(NONE, '', losses),
      ...sources.flatMap((source) => reasons(partOf(source), '', source.counts)),
    ],
  };
}

function reasons(part: string, prefix: string, counts: Readonly<Record<string, number>>): Reason[] {
  return Object.entries(counts).map(([name, count]) => ({ part, reason: `${prefix}${name}`, count }));
}

/** A count that is smaller than before began anew. */
function difference(after: Counts, before: Counts): Counts {
  const since = (now: number, then = 0): number => (now >= then ? now - then : now);
  const known = new Map(before.byReason.map(({ part, reason, count }) => [`${part}\n${reason}`, count]));
  return {
    sums: Object.fromEntries(Object.entries(after.sums).map(([name, sum]) => [name, since(sum, before.sums[name])])),
    byReason: after.byReason.map(({ part, reason, count }) => ({
      part,
      reason,
      count: since(count, known.get(`${part}\n${reason}`)),
    })),
  };
}

function totalFields(state: CollectorState, { sums }: Counts): Fields {
  const { points, stores, lagMs, tables, memory, startedMs, nowMs } = state;
  return {
    ...sums,
    queued: points.queued,
    unaccounted: imbalances(state).reduce((sum, { missing }) => sum + Math.abs(missing), 0),
    lag: lagMs === undefined ? undefined : lagMs / 1000,
    routes: tables.routes,
    peers: tables.peers,
    peers_up: tables.peersUp,
    journal_bytes: Object.values(stores).reduce((sum, { journalBytes }) => sum + journalBytes, 0),
    memory_bytes: memory.rssBytes,
    uptime: Math.max(0, Math.floor((nowMs - startedMs) / 1000)),
  };
}

function sourceFields({ state, words, connections, lastHeardMs, blindSpots }: SourceStatus, nowMs: number): Fields {
  return {
    state,
    words,
    connections: connections.length,
    connections_up: connections.filter(({ up }) => up).length,
    silent: lastHeardMs === undefined ? undefined : Math.max(0, nowMs - lastHeardMs) / 1000,
    blind_spots: blindSpots.length === 0 ? undefined : blindSpots.join('; '),
  };
}

function storeFields(health: StoreHealth): Fields {
  const { kind, words } = storeTrouble(health) ?? { kind: 'ok', words: undefined };
  return { state: kind, words, queued: health.queued, journal_bytes: health.journalBytes };
}

/** What is wrong with the way to a database, first of all with its journal; undefined while all is well. */
export function storeTrouble({ journal, state }: StoreHealth): { kind: string; words: string } | undefined {
  if (journal.kind !== 'ok') {
    return { kind: journal.kind, words: journal.words ?? journal.kind };
  }
  return state.kind === 'ok' ? undefined : { kind: state.kind, words: state.words };
}
