import { sumLeftOut } from '../../src/detect/left-out.ts';
import type { PeerSettings } from '../../src/detect/settings.ts';
import type { DeliveryCounts, StoreHealth } from '../../src/influx/delivery/delivery.ts';
import { type CollectorParts, type MessageCounts, collectorState } from '../../src/observe/collector-state.ts';
import type { CollectorState } from '../../src/observe/collector-state.ts';
import { Rib } from '../../src/rib/rib.ts';
import type { SourceStatus } from '../../src/sources/source-status.ts';

export const NO_POINTS: DeliveryCounts = {
  made: 0,
  recovered: 0,
  written: 0,
  queued: 0,
  dropped: {
    journal_full: 0,
    journal_unwritable: 0,
    buffer_full: 0,
    line_too_long: 0,
    damaged: 0,
    dead_letters_full: 0,
  },
  refused: {},
  dead: { field_type: 0, retention: 0, unparsable: 0, too_large: 0, other: 0 },
  damage: { places: 0, bytes: 0 },
  torn: { places: 0, bytes: 0 },
};

export const NO_MESSAGES: MessageCounts = { received: 0, decoded: 0, faulty: 0, filtered: 0, filteredReasons: {} };

export function health(more: Partial<StoreHealth> = {}): StoreHealth {
  return { database: 'bgp', state: { kind: 'ok' }, journal: { kind: 'ok' }, journalBytes: 0, queued: 0, ...more };
}

export function source(more: Partial<SourceStatus> = {}): SourceStatus {
  return {
    type: 'bmp',
    name: '127.0.0.1:11019',
    state: 'hearing',
    words: '1 router is connected',
    lastHeardMs: undefined,
    connections: [],
    counts: {},
    blindSpots: [],
    ...more,
  };
}

export interface StateOfTest {
  readonly messages?: Partial<MessageCounts>;
  readonly points?: Partial<DeliveryCounts>;
  readonly stores?: Partial<CollectorState['stores']>;
  readonly sources?: readonly SourceStatus[];
  readonly leftOut?: Parameters<typeof sumLeftOut>[0] extends Iterable<infer Part> ? Part : never;
  readonly losses?: Readonly<Record<string, number>>;
  readonly lagMs?: number;
  readonly rib?: Rib;
  readonly peerSettings?: ReadonlyMap<string, PeerSettings>;
}

/** Parts of a collector of which nothing is known but what is given. */
export function collectorParts(given: StateOfTest = {}): CollectorParts {
  const stores = { general: health(), verbose: health({ database: 'bgp_verbose' }), ...given.stores };
  const rib = given.rib ?? new Rib(1);
  return {
    collector: 'local',
    version: '0.1.0',
    startedMs: 0,
    messages: () => ({ ...NO_MESSAGES, ...given.messages }),
    delivery: () => ({ counts: { ...NO_POINTS, ...given.points }, health: () => stores }),
    lagMs: () => given.lagMs,
    sources: () => given.sources ?? [],
    leftOut: () => sumLeftOut([given.leftOut]),
    losses: () => given.losses ?? {},
    rib: () => rib,
    peerSettings: () => given.peerSettings ?? new Map(),
  };
}

export function stateOf(given: StateOfTest = {}, nowMs = 60_000): CollectorState {
  return collectorState(collectorParts(given), nowMs);
}
