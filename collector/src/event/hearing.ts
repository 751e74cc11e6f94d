import type { Peer, RouteEvent } from './types.ts';

/** What is heard at one time, on its way into events. */
export interface Hearing {
  /** Time of receipt, Unix microseconds. */
  readonly timeUs: number;
  /** The next row time of a peer. */
  readonly stamp: (peer: Peer) => bigint;
  readonly events: RouteEvent[];
}
