import type { MessageType } from '../bgp/message.ts';
import type {
  AnnounceEvent,
  Direction,
  FaultOfPeer,
  NotificationEvent,
  OpenEvent,
  Peer,
  RouteRefreshEvent,
  TableEndEvent,
  TableRouteEvent,
  WithdrawEvent,
} from '../event/types.ts';
import type { SessionState } from '../mrt/session-state.ts';

/** How many distinct things a table holds. */
export interface TableCounts {
  readonly prefixes: number;
  readonly asPaths: number;
  readonly origins: number;
}

/** What the judgement has to say: one row each. Times are Unix nanoseconds. */
export type Observation =
  | { readonly kind: 'route'; readonly event: AnnounceEvent | WithdrawEvent | TableRouteEvent }
  | { readonly kind: 'table-end'; readonly event: TableEndEvent }
  | { readonly kind: 'open'; readonly event: OpenEvent }
  | { readonly kind: 'notification'; readonly event: NotificationEvent }
  | { readonly kind: 'route-refresh'; readonly event: RouteRefreshEvent }
  | { readonly kind: 'fault'; readonly fault: FaultOfPeer }
  | {
      readonly kind: 'message-count';
      readonly timeNs: bigint;
      readonly peer: Peer;
      readonly type: MessageType;
      readonly count: number;
      readonly bytes: number;
    }
  | {
      readonly kind: 'update-count';
      readonly timeNs: bigint;
      readonly peer: Peer;
      readonly familyName: string;
      readonly announced: number;
      readonly withdrawn: number;
    }
  | {
      readonly kind: 'peer-table';
      readonly timeNs: bigint;
      readonly peer: Peer;
      readonly familyName: string;
      readonly counts: TableCounts;
    }
  | {
      readonly kind: 'totals';
      readonly timeNs: bigint;
      readonly domain: string;
      readonly familyName: string;
      readonly counts: TableCounts;
    }
  | SessionObservation;

export interface SessionObservation {
  readonly kind: 'session';
  readonly timeNs: bigint;
  readonly peer: Peer;
  readonly up: boolean;
  readonly state: SessionState;
  /** The NOTIFICATION that ended the session, if one was heard. */
  readonly ended?: {
    readonly direction: Direction;
    readonly code: number;
    readonly subcode: number;
    readonly reason: string;
  };
  /** Repeated at the end of an interval, not a change. */
  readonly repeated: boolean;
}

export type Emit = (observation: Observation) => void;
