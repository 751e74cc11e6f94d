import type { PathAttributes } from '../bgp/attributes.ts';
import type { MessageType } from '../bgp/message.ts';
import type { Notification } from '../bgp/notification.ts';
import type { Open } from '../bgp/open.ts';
import type { Fault } from '../bgp/fault.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import type { RouteRefresh } from '../bgp/route-refresh.ts';
import type { View } from '../bmp/view.ts';
import type { SessionState } from '../mrt/session-state.ts';
import type { AddressText } from '../net/address.ts';
import type { Family } from '../net/family.ts';

export type { View };

/** A peer as one router's view and VRF see it. One object per peer: compare by identity. */
export interface Peer {
  readonly router: string;
  readonly view: View;
  readonly vrf: string;
  readonly address: AddressText;
  readonly as: number;
  /** Undefined where every message of its session can be heard. */
  readonly feed?: PeerFeed;
}

/**
 * What BMP lets hear of a peer: of a session its OPENs, UPDATEs and NOTIFICATIONs, of a further table of that session, or of a
 * Loc-RIB, its UPDATEs alone.
 */
export type PeerFeed = 'bmp-session' | 'bmp-table';

export type Direction = 'received' | 'sent';

interface EventTime {
  /** When it happened by the record's clock, Unix microseconds. */
  readonly timeUs: number;
}

interface PeerEvent extends EventTime {
  readonly peer: Peer;
  /** Time of its row, Unix nanoseconds, never the same for two rows of a peer. */
  readonly timeNs: bigint;
}

interface RouteOfPeer extends PeerEvent {
  readonly family: Family;
  readonly prefix: NlriPrefix;
  /** When this machine received it, Unix nanoseconds; undefined where it was recorded before. */
  readonly receivedNs?: bigint | undefined;
}

export interface MessageEvent extends PeerEvent {
  readonly kind: 'message';
  readonly type: MessageType;
  readonly lengthBytes: number;
}

export interface OpenEvent extends PeerEvent {
  readonly kind: 'open';
  readonly direction: Direction;
  readonly open: Open;
  /** The message body. A view of the input: copy it to keep it. */
  readonly body: Uint8Array;
}

export interface NotificationEvent extends PeerEvent {
  readonly kind: 'notification';
  readonly direction: Direction;
  readonly notification: Notification;
}

/** The attributes of a route, one object of each for all routes of a message. */
interface AttributesOfRoute {
  readonly attributes: PathAttributes;
  /**
   * Those other than AS_PATH and next hop in canonical bytes (`canonicalAttributes`), equal for equal sets of attributes. No view
   * of the input, but shared: copy or intern it to keep it.
   */
  readonly otherAttributes: Uint8Array;
  /** That of its NLRI: MP_REACH has one of its own. */
  readonly nextHop: AddressText | undefined;
}

export interface AnnounceEvent extends RouteOfPeer, AttributesOfRoute {
  readonly kind: 'announce';
}

export interface WithdrawEvent extends RouteOfPeer {
  readonly kind: 'withdraw';
  /** `malformed`: announced by a message that counts as a withdrawal. RFC 7606 §2 */
  readonly cause: 'update' | 'malformed';
}

/** A route of a table dump. The first of a peer and family begins that table anew. */
export interface TableRouteEvent extends RouteOfPeer, AttributesOfRoute {
  readonly kind: 'table-route';
  /** When the router heard it, by the dump; undefined where that cannot be. Unix microseconds. RFC 6396 §4.3.4 */
  readonly originatedUs: number | undefined;
}

/** The dump of one peer's table in one family has ended. */
export interface TableEndEvent extends PeerEvent {
  readonly kind: 'table-end';
  readonly family: Family;
  /** Row time of its first route, Unix nanoseconds. */
  readonly startedNs: bigint;
  readonly routes: number;
  /** False where a part of the table could not be read. */
  readonly complete: boolean;
}

/** A change into Established, or the begin of hearing of a session that is. */
export interface PeerUpEvent extends PeerEvent {
  readonly kind: 'peer-up';
  /** Whether its table may be told much later: a router tells a BMP station those of its peers one after the other. */
  readonly tellsInTurn?: boolean;
}

/** A change out of Established, with the state it went to. */
export interface PeerDownEvent extends PeerEvent {
  readonly kind: 'peer-down';
  readonly state: SessionState;
  /**
   * How long its routes are kept as stale, microseconds; undefined where they count as withdrawn at once, also for want of the
   * OPENs that would say. RFC 4724 §4.2
   */
  readonly keptUs: number | undefined;
  /** Why, in words, where the source says. */
  readonly reason?: string | undefined;
}

/** Hearing of a peer ended, its session perhaps not: what it told may hold or not. */
export interface FeedLostEvent extends PeerEvent {
  readonly kind: 'feed-lost';
  /** How long that is kept, microseconds; until the peer is heard again where undefined. */
  readonly keptUs?: number | undefined;
}

export interface EndOfRibEvent extends PeerEvent {
  readonly kind: 'end-of-rib';
  readonly family: Family;
}

export interface RouteRefreshEvent extends PeerEvent {
  readonly kind: 'route-refresh';
  readonly direction: Direction;
  readonly refresh: RouteRefresh;
}

/** Bytes that could not be decoded: counted, the stream goes on behind them. */
export interface DecodeFaultEvent extends EventTime {
  readonly kind: 'decode-fault';
  /** Field, offset in the input, and what is wrong. */
  readonly problem: string;
  /** Whose message it is, where that could be read. */
  readonly of?: FaultOfPeer;
}

export interface FaultOfPeer {
  readonly timeNs: bigint;
  readonly peer: Peer;
  readonly direction: Direction;
  readonly fault: Fault;
}

/** Path identifiers, or the width of an AS_PATH, other than announced, since nothing else makes sense: decoded so, and counted. */
export interface AmbiguousEvent extends EventTime {
  readonly kind: 'ambiguous';
}

/** Something understood but not asked for: counted under its reason. */
export interface FilteredEvent extends EventTime {
  readonly kind: 'filtered';
  readonly reason: string;
}

export type RouteEvent =
  | MessageEvent
  | OpenEvent
  | NotificationEvent
  | AnnounceEvent
  | WithdrawEvent
  | TableRouteEvent
  | TableEndEvent
  | PeerUpEvent
  | PeerDownEvent
  | FeedLostEvent
  | EndOfRibEvent
  | RouteRefreshEvent
  | DecodeFaultEvent
  | AmbiguousEvent
  | FilteredEvent;
