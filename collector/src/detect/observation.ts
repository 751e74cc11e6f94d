import type { MessageType } from '../bgp/message.ts';
import type { PathAttributes } from '../bgp/attributes.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import type { Direction, FaultOfPeer, NotificationEvent, OpenEvent, Peer, RouteRefreshEvent } from '../event/types.ts';
import type { SessionState } from '../mrt/session-state.ts';
import type { AddressText } from '../net/address.ts';
import type { Family } from '../net/family.ts';
import type { Cause, RouteChangeKind } from '../rib/change.ts';
import type { Incident } from './incidents/incident.ts';
import type { JudgementSettings } from './settings.ts';

/** How many distinct things a table holds under one label. */
export interface TableCounts {
  readonly prefixes: number;
  readonly asPaths: number;
  readonly origins: number;
}

/** A row of the route log: what was heard of a route, and what that did. */
export interface RouteObservation {
  readonly kind: 'route';
  readonly timeNs: bigint;
  /** Whether `timeNs` is the row's own already. */
  readonly numbered: boolean;
  /** When this machine received it, Unix nanoseconds; undefined where it was recorded before. */
  readonly receivedNs?: bigint | undefined;
  readonly peer: Peer;
  readonly family: Family;
  readonly action: 'announce' | 'withdraw' | 'rib';
  readonly prefix: NlriPrefix;
  /** Undefined in a withdrawal. */
  readonly attributes: PathAttributes | undefined;
  readonly nextHop: AddressText | undefined;
  /** What it did to the table; undefined in a table dump, and where the table took no notice. */
  readonly change: RouteChangeKind | undefined;
  readonly cause: Cause | undefined;
  /** Of a withdrawal, the label before. */
  readonly label: string;
  readonly rpki: RpkiValidity | undefined;
  /** In a table dump: since when the route is what it is, Unix microseconds; undefined where that was before it was first heard. */
  readonly sinceUs?: number | undefined;
}

/** Closes one peer's table in one family: a dump that was read, or the table that is kept here. */
export interface TableSnapshot {
  readonly kind: 'table-snapshot';
  readonly timeNs: bigint;
  readonly peer: Peer;
  readonly family: Family;
  /** Time of its first row, Unix nanoseconds. */
  readonly startedNs: bigint;
  readonly routes: number;
  readonly complete: boolean;
}

/** RFC 6811 §2 */
export type RpkiValidity = 'valid' | 'invalid' | 'not-found';

/** One side of an overlap. */
export interface OverlapSide {
  readonly prefix: string;
  readonly peer: AddressText;
  readonly asPath: string;
  readonly originAs: number | undefined;
  readonly label: string;
  readonly nextHop: AddressText | undefined;
}

/** What the judgement has to say: one row each. Times are Unix nanoseconds. */
export type Observation =
  | RouteObservation
  | TableSnapshot
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
      readonly label: string;
      readonly counts: UpdateCounts;
    }
  | {
      readonly kind: 'peer-table';
      readonly timeNs: bigint;
      readonly peer: Peer;
      readonly familyName: string;
      readonly label: string;
      readonly counts: TableCounts;
      /** Mean and greatest AS path length, hops; undefined without routes. */
      readonly pathLengths: { readonly mean: number; readonly max: number } | undefined;
      /** Prefixes known with several origins. */
      readonly moas: number;
      readonly limitUsedPercent: number | undefined;
    }
  | {
      readonly kind: 'totals';
      readonly timeNs: bigint;
      readonly domain: string;
      readonly familyName: string;
      readonly label: string;
      readonly counts: TableCounts;
      readonly singlePath: number;
      readonly overlaps: number;
    }
  | {
      readonly kind: 'redundancy';
      readonly timeNs: bigint;
      readonly domain: string;
      readonly familyName: string;
      /** Distinct paths: `1` to `9`, or `10+`. */
      readonly paths: string;
      readonly prefixes: number;
    }
  | {
      readonly kind: 'overlap';
      readonly timeNs: bigint;
      readonly domain: string;
      readonly familyName: string;
      readonly relation: 'equal' | 'covering';
      readonly state: 'open' | 'resolved';
      readonly sinceUs: number;
      readonly atStart: boolean;
      readonly side: OverlapSide;
      readonly covering: OverlapSide;
    }
  | {
      readonly kind: 'origin';
      readonly timeNs: bigint;
      readonly domain: string;
      readonly familyName: string;
      readonly what: 'origin-change' | 'moas';
      readonly state: 'open' | 'resolved' | 'event';
      readonly sinceUs: number;
      readonly prefix: string;
      /** Ascending. */
      readonly origins: readonly number[];
      readonly originsBefore: readonly number[];
      readonly peer: AddressText;
      readonly label: string;
      readonly asPath: string;
    }
  | {
      readonly kind: 'flap';
      readonly timeNs: bigint;
      readonly familyName: string;
      /** Place in the list of the interval, from 0. */
      readonly rank: number;
      readonly peer: Peer;
      readonly prefix: string;
      readonly pathId: number | undefined;
      readonly label: string;
      readonly transitions: number;
      readonly announces: number;
      readonly withdraws: number;
      readonly changes: number;
    }
  | {
      readonly kind: 'watched-prefix';
      readonly timeNs: bigint;
      readonly peer: Peer;
      readonly familyName: string;
      readonly prefix: string;
      readonly paths: number;
      /** The best of them; undefined without a route. */
      readonly best:
        | {
            readonly label: string;
            readonly asPath: string;
            readonly originAs: number | undefined;
            readonly nextHop: AddressText | undefined;
          }
        | undefined;
    }
  | { readonly kind: 'inventory'; readonly timeNs: bigint; readonly settings: JudgementSettings }
  | { readonly kind: 'incident'; readonly timeNs: bigint; readonly incident: Incident }
  | SessionObservation;

/** What the announcements and withdrawals of an interval were. */
export interface UpdateCounts {
  announced: number;
  withdrawn: number;
  pathChanges: number;
  attributeChanges: number;
  duplicates: number;
  replayed: number;
}

export interface SessionObservation {
  readonly kind: 'session';
  readonly timeNs: bigint;
  readonly peer: Peer;
  readonly up: boolean;
  readonly state: SessionState;
  /** How the session ended, where that was heard; the first three of the NOTIFICATION that ended it. */
  readonly ended?: {
    readonly direction?: Direction;
    readonly code?: number;
    readonly subcode?: number;
    readonly reason: string;
  };
  /** Repeated at the end of an interval, not a change. */
  readonly repeated: boolean;
}

export type Emit = (observation: Observation) => void;
