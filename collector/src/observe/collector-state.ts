import type { LeftOut } from '../detect/left-out.ts';
import type { PeerSettings } from '../detect/settings.ts';
import type { Delivery, DeliveryCounts, StoresHealth } from '../influx/delivery/delivery.ts';
import type { AddressText } from '../net/address.ts';
import type { Rib } from '../rib/rib.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { type PeerSummary, summarizePeers } from './peer-summary.ts';

/** What the collector knows of itself at a moment. Counts are of the whole run, and only grow. */
export interface CollectorState {
  /** As the configuration names it. */
  readonly collector: string;
  readonly version: string;
  /** When the process began, and when this was true, Unix milliseconds. */
  readonly startedMs: number;
  readonly nowMs: number;
  readonly messages: MessageCounts;
  readonly points: DeliveryCounts;
  readonly stores: StoresHealth;
  /** How long what was taken in last had waited; undefined where nothing was. */
  readonly lagMs: number | undefined;
  readonly sources: readonly SourceStatus[];
  /** What tables and detectors left out since there was too much of it. */
  readonly leftOut: LeftOut;
  /** What other parts dropped or cut, by names that stand in the code. */
  readonly losses: Readonly<Record<string, number>>;
  readonly tables: { readonly routes: number; readonly peers: number; readonly peersUp: number };
  /** The first of the peers, in the order in which they were heard of. */
  readonly peers: readonly PeerSummary[];
  readonly memory: { readonly rssBytes: number; readonly heapUsedBytes: number };
}

/** Records and messages: received = decoded + faulty + all that was filtered. */
export interface MessageCounts {
  readonly received: number;
  readonly decoded: number;
  readonly faulty: number;
  readonly filtered: number;
  /** Why, in words with numbers from the input: of parts of messages too, so that they sum up to more. */
  readonly filteredReasons: Readonly<Record<string, number>>;
}

/** Where the state comes from. All is asked anew each time. */
export interface CollectorParts {
  readonly collector: string;
  readonly version: string;
  readonly startedMs: number;
  readonly messages: () => MessageCounts;
  readonly delivery: () => Pick<Delivery, 'counts' | 'health'>;
  readonly lagMs: () => number | undefined;
  readonly sources: () => readonly SourceStatus[];
  readonly leftOut: () => LeftOut;
  readonly losses: () => Readonly<Record<string, number>>;
  readonly rib: () => Rib;
  readonly peerSettings: () => ReadonlyMap<AddressText, PeerSettings>;
}

export function collectorState(parts: CollectorParts, nowMs: number): CollectorState {
  const { collector, version, startedMs } = parts;
  const delivery = parts.delivery();
  const rib = parts.rib();
  const states = [...rib.peers()];
  const { rss: rssBytes, heapUsed: heapUsedBytes } = process.memoryUsage();
  return {
    collector,
    version,
    startedMs,
    nowMs,
    messages: parts.messages(),
    points: delivery.counts,
    stores: delivery.health(),
    lagMs: parts.lagMs(),
    sources: parts.sources(),
    leftOut: parts.leftOut(),
    losses: parts.losses(),
    tables: { routes: rib.size, peers: states.length, peersUp: states.filter(({ live }) => live).length },
    peers: summarizePeers(rib, parts.peerSettings()),
    memory: { rssBytes, heapUsedBytes },
  };
}

/** A sum that does not come out. */
export interface Imbalance {
  readonly what: 'messages' | 'points';
  /** How many are on the one side and not on the other; negative where they are counted twice. */
  readonly missing: number;
  readonly words: string;
}

/** What is neither kept nor counted as lost: anything is a mistake of the collector. */
export function imbalances({ messages, points }: Pick<CollectorState, 'messages' | 'points'>): Imbalance[] {
  const { received, decoded, faulty, filtered } = messages;
  const { made, recovered, written, queued } = points;
  const [dropped, dead] = [total(points.dropped), total(points.dead)];
  const sums: Imbalance[] = [
    {
      what: 'messages',
      missing: received - decoded - faulty - filtered,
      words: `received ${received} is not decoded ${decoded} + faulty ${faulty} + filtered ${filtered}`,
    },
    {
      what: 'points',
      missing: made + recovered - written - queued - dropped - dead,
      words:
        `made ${made} + recovered ${recovered} is not ` +
        `written ${written} + queued ${queued} + dropped ${dropped} + dead ${dead}`,
    },
  ];
  return sums.filter(({ missing }) => missing !== 0);
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
