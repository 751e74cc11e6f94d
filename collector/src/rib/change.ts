import type { AnnounceEvent, RouteEvent, TableRouteEvent, WithdrawEvent } from '../event/types.ts';
import type { AttributesId, PrefixId } from './ids.ts';
import type { PeerState } from './peer-state.ts';
import type { PeerTable } from './peer-table.ts';
import type { ReplayCause } from './replay.ts';

/** Why a route changed: an UPDATE, the repetition of a table, its end without the route, or an UPDATE that counts as a withdrawal. */
export type Cause = 'update' | ReplayCause | 'stale-swept' | 'malformed';

export type RouteChangeKind = 'new' | 'changed' | 'duplicate' | 'withdrawn' | 'unknown-withdraw';

export type HeardRoute = AnnounceEvent | WithdrawEvent | TableRouteEvent;

/** What happened to one route. The numbers hold while it is being observed. */
export interface RouteChange {
  readonly kind: RouteChangeKind;
  readonly cause: Cause;
  readonly timeUs: number;
  readonly table: PeerTable;
  /** 0 where the withdrawn prefix is in no table. */
  readonly prefix: PrefixId;
  readonly pathId: number | undefined;
  /** 0 where there was no route. */
  readonly before: AttributesId;
  /** 0 where there is none any more. */
  readonly after: AttributesId;
  /** Undefined where a route goes because it was not repeated. */
  readonly event: HeardRoute | undefined;
}

/** All routes of a peer went at once. Their tables are emptied already; `lost` has them as they were. */
export interface PeerLost {
  readonly kind: 'peer-lost';
  readonly cause: 'peer-down' | 'stale-swept';
  readonly timeUs: number;
  readonly state: PeerState;
  readonly lost: readonly PeerTable[];
  /** Number of routes. */
  readonly routes: number;
}

/** An event that changes no route by itself. What it does to tables follows as changes of their own. */
export interface Heard {
  readonly kind: 'heard';
  readonly event: RouteEvent;
}

export type Change = RouteChange | PeerLost | Heard;

export type Observe = (change: Change) => void;

export function isRouteChange(change: Change): change is RouteChange {
  return change.kind !== 'heard' && change.kind !== 'peer-lost';
}
