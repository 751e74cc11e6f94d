import type { SessionParams } from '../bgp/session-params.ts';
import type { AddressText } from '../net/address.ts';
import type { StateChange } from './session.ts';

/** A peer as the speaker knows it; the BGP identifier from its OPEN on. */
export interface SessionPeer {
  readonly address: AddressText;
  readonly as: number;
  readonly bgpId: AddressText | undefined;
}

interface OfPeer {
  /** When it came or went by the clock of this machine, Unix microseconds. */
  readonly timeUs: number;
  readonly peer: SessionPeer;
}

/** A BGP message of a session. */
export interface MessageItem extends OfPeer {
  readonly kind: 'message';
  readonly direction: 'received' | 'sent';
  /** All of it, header included, a copy of its own. */
  readonly bytes: Uint8Array;
  /** How the session encodes; that of nothing agreed before both OPENs were heard. */
  readonly params: SessionParams;
  /** This end of the connection. */
  readonly local: { readonly address: AddressText; readonly as: number };
}

/** A change of state. RFC 4271 §8.2.2 */
export interface StateItem extends OfPeer, StateChange {
  readonly kind: 'state';
}

/** Bytes of a session may have been lost, since it ended before they could be read. */
export interface GapItem extends OfPeer {
  readonly kind: 'gap';
  readonly problem: string;
}

/** What a speaker hears and does, in order. */
export type SessionItem = MessageItem | StateItem | GapItem;
