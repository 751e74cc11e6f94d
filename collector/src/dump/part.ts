import type { PathAttributes } from '../bgp/attributes.ts';
import type { Fault } from '../bgp/fault.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import type { Notification } from '../bgp/notification.ts';
import type { Open } from '../bgp/open.ts';
import type { RouteRefresh } from '../bgp/route-refresh.ts';
import type { SessionState } from '../mrt/session-state.ts';
import type { AddressText } from '../net/address.ts';
import type { Family } from '../net/family.ts';

export interface PartPeer {
  readonly address: AddressText;
  readonly as: number;
}

/** Who sent a message: the peer, or the recording router itself. */
export type Direction = 'received' | 'sent';

/** Prefixes of one family that share all else. */
export interface RoutesPart {
  readonly kind: 'announce' | 'withdraw' | 'rib';
  readonly peer: PartPeer;
  readonly direction: Direction;
  readonly family: Family;
  readonly prefixes: readonly NlriPrefix[];
  /** NLRI of a family without a decoder. A view of the input. */
  readonly undecoded: Uint8Array | undefined;
  readonly nextHop: AddressText | undefined;
  /** Undefined in a withdrawal. */
  readonly attributes: PathAttributes | undefined;
  /** The attributes as they came. */
  readonly attributeBytes: { readonly at: number; readonly end: number } | undefined;
  /** Whether this is an announcement that counts as a withdrawal. RFC 7606 §2 */
  readonly malformed: boolean;
  /** Whether path identifiers were assumed. */
  readonly ambiguous: boolean;
  /** Of a table: when the router learned the route, Unix seconds. */
  readonly originatedSeconds: number | undefined;
}

interface OfPeer {
  readonly peer: PartPeer;
  readonly direction: Direction;
}

/** What a record holds: groups of routes and single messages, in the order in which they count. */
export type Part =
  | RoutesPart
  | (OfPeer & { readonly kind: 'end-of-rib'; readonly family: Family })
  | (OfPeer & { readonly kind: 'open'; readonly open: Open })
  | (OfPeer & { readonly kind: 'notification'; readonly notification: Notification })
  | (OfPeer & { readonly kind: 'route-refresh'; readonly refresh: RouteRefresh })
  | (OfPeer & { readonly kind: 'keepalive' })
  | (OfPeer & { readonly kind: 'state'; readonly from: SessionState; readonly to: SessionState })
  | {
      readonly kind: 'fault';
      readonly peer: PartPeer | undefined;
      readonly direction: Direction;
      readonly problem: string;
      readonly fault: Fault | undefined;
    };

export const PART_KINDS = [
  'announce',
  'withdraw',
  'rib',
  'open',
  'notification',
  'keepalive',
  'route-refresh',
  'state',
  'end-of-rib',
  'fault',
] as const satisfies readonly Part['kind'][];

export function isRoutes(part: Part): part is RoutesPart {
  return part.kind === 'announce' || part.kind === 'withdraw' || part.kind === 'rib';
}
