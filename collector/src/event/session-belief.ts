import type { Notification } from '../bgp/notification.ts';
import type { Open } from '../bgp/open.ts';
import { type RestartOffer, keptUs, restartOffer } from './graceful-restart.ts';
import type { Direction, Peer } from './types.ts';

/** What was heard of a peer's sessions. */
export interface Heard {
  established: boolean;
  received: RestartOffer | undefined;
  sent: RestartOffer | undefined;
  notification: Pick<Notification, 'code' | 'subcode'> | undefined;
}

/**
 * Which peers are believed Established, from what was heard of each, and what their OPENs agreed on. A daemon may record the
 * loss of a session without naming the peer (BIRD, when the socket is gone): what cannot happen to an Established session then
 * tells that it ended.
 */
export class SessionBelief {
  readonly #heard: Map<Peer, Heard>;

  /** Goes on from what `save` gave. */
  constructor(heard = new Map<Peer, Heard>()) {
    this.#heard = heard;
  }

  save(): Map<Peer, Heard> {
    return this.#heard;
  }

  /** A change into Established, or an UPDATE, which only an Established session carries. RFC 4271 §8.2.2 */
  established(peer: Peer): void {
    const heard = this.#of(peer);
    heard.established = true;
    heard.notification = undefined;
  }

  isEstablished(peer: Peer): boolean {
    return this.#heard.get(peer)?.established ?? false;
  }

  /** A KEEPALIVE: a NOTIFICATION before it was not of this connection. */
  alive(peer: Peer): void {
    this.#of(peer).notification = undefined;
  }

  /** An OPEN. The one of the peer begins a session, behind whatever ended the one before. */
  opened(peer: Peer, direction: Direction, open: Open): void {
    const heard = this.#of(peer);
    heard[direction] = restartOffer(open);
    heard.notification = direction === 'received' ? undefined : heard.notification;
  }

  notified(peer: Peer, { code, subcode }: Notification): void {
    this.#of(peer).notification = { code, subcode };
  }

  /** The session ended, or something was heard that only follows its end. True if it was believed Established. */
  ended(peer: Peer): boolean {
    const heard = this.#of(peer);
    const was = heard.established;
    heard.established = false;
    return was;
  }

  /** How long the routes of a peer whose session has just ended are kept as stale, microseconds; undefined where they are not. */
  keptUs(peer: Peer): number | undefined {
    return keptUs(this.#of(peer));
  }

  #of(peer: Peer): Heard {
    let heard = this.#heard.get(peer);
    if (heard === undefined) {
      heard = { established: false, received: undefined, sent: undefined, notification: undefined };
      this.#heard.set(peer, heard);
    }
    return heard;
  }
}
