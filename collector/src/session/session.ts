import type { OpenMessage } from '../bgp/open.ts';
import type { AddressText } from '../net/address.ts';
import type { Family } from '../net/family.ts';
import type { Agreement } from './agreement.ts';
import type { Side } from './collision.ts';
import type { Offer } from './offer.ts';
import type { Refusal } from './refusal.ts';

/** States of the finite state machine. RFC 4271 §8.2.2 */
export type State = 'Idle' | 'Connect' | 'Active' | 'OpenSent' | 'OpenConfirm' | 'Established';

/** A TCP connection with a peer, from the OPEN that it is greeted with. */
export interface Connection {
  /** Given by whoever holds the socket, never twice. */
  readonly id: number;
  readonly side: Side;
  readonly state: 'OpenSent' | 'OpenConfirm' | 'Established';
  /** That of the peer's OPEN. */
  readonly bgpId: AddressText | undefined;
  /** From OpenConfirm on. */
  readonly agreed: Agreement | undefined;
}

/** All that is known of the session with one peer. */
export interface Session {
  readonly state: State;
  readonly started: boolean;
  /** Whether a TCP connection is being made. */
  readonly connecting: boolean;
  /** Whether the peer went over a limit: nothing is taken from it for a while. */
  readonly heldOff: boolean;
  /** Attempts in vain since the last time in Established. */
  readonly failures: number;
  /** At most one Established, one more that is outgoing and one that is incoming. */
  readonly connections: readonly Connection[];
}

export const INITIAL: Session = {
  state: 'Idle',
  started: false,
  connecting: false,
  heldOff: false,
  failures: 0,
  connections: [],
};

/** What a session is held by; the same for its whole life. */
export interface Terms {
  readonly offer: Offer;
  /** `offer` as a message, and as it decodes. */
  readonly openBytes: Uint8Array;
  readonly sentOpen: OpenMessage;
  readonly peerAs: number;
  /** Waits for the peer to connect instead of connecting itself as well. */
  readonly passive: boolean;
  /** How long a connection attempt may take, and the wait after the first that failed. RFC 4271 §8, ConnectRetryTime */
  readonly retryMs: number;
  /** What that wait grows to, doubled by each further failure. */
  readonly maxRetryMs: number;
}

/** `retry` and `hold-off` are of the peer, the others of a connection. RFC 4271 §10 */
export type Timer =
  | { readonly name: 'retry' | 'hold-off'; readonly connection?: undefined }
  | { readonly name: 'hold' | 'keepalive'; readonly connection: number };

/** What happens to a session. */
export type Input =
  | { readonly kind: 'start' }
  /** By the operator; not started again by itself. */
  | { readonly kind: 'stop'; readonly refusal: Refusal }
  /** TCP is up. */
  | { readonly kind: 'opened'; readonly connection: number; readonly side: Side }
  /** The attempt to connect failed. */
  | { readonly kind: 'unreachable'; readonly problem: string }
  /** TCP is gone. */
  | { readonly kind: 'closed'; readonly connection: number; readonly problem: string }
  /** A whole message with a header that is well-formed. */
  | { readonly kind: 'heard'; readonly connection: number; readonly bytes: Uint8Array }
  /** The connection has to end, since its bytes are no messages, or go over a limit; in that case with a wait. */
  | {
      readonly kind: 'refuse';
      readonly connection: number;
      readonly refusal: Refusal;
      readonly holdOffMs?: number | undefined;
    }
  | { readonly kind: 'timer'; readonly timer: Timer }
  /** The peer's table of a family is wanted again. */
  | { readonly kind: 'refresh'; readonly family: Family };

/** What has to be done, in this order. */
export type Action =
  | { readonly kind: 'connect' }
  | { readonly kind: 'abort-connect' }
  | { readonly kind: 'send'; readonly connection: Connection; readonly bytes: Uint8Array }
  /** What was sent goes out first. */
  | { readonly kind: 'close'; readonly connection: Connection }
  /** Starts it anew where it is running. The retry and KEEPALIVE timers are jittered. RFC 4271 §10 */
  | { readonly kind: 'start-timer'; readonly timer: Timer; readonly afterMs: number }
  | { readonly kind: 'stop-timer'; readonly timer: Timer }
  | { readonly kind: 'hand-over'; readonly connection: Connection; readonly bytes: Uint8Array }
  | { readonly kind: 'changed'; readonly change: StateChange };

export interface StateChange {
  readonly from: State;
  readonly to: State;
  /** Why, in words, where something ended. */
  readonly reason: string | undefined;
  /** Out of Established: what the peer asked to be kept while it restarts. RFC 4724 §4.2 */
  readonly retained: Retained | undefined;
  /** Whether that is since this side was told to stop. */
  readonly stopped: boolean;
}

export interface Retained {
  readonly families: readonly Family[];
  readonly forMs: number;
}

export interface Step {
  readonly session: Session;
  readonly actions: readonly Action[];
}
