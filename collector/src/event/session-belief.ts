import type { Peer } from './types.ts';

/**
 * Which peers are believed Established, from what was heard of each. A daemon may record the loss of a session without
 * naming the peer (BIRD, when the socket is gone): what cannot happen to an Established session then tells that it ended.
 */
export class SessionBelief {
  readonly #established = new Set<Peer>();

  /** A change into Established, or an UPDATE, which only an Established session carries. RFC 4271 §8.2.2 */
  established(peer: Peer): void {
    this.#established.add(peer);
  }

  /** The session ended, or something was heard that only follows its end. True if it was believed Established. */
  ended(peer: Peer): boolean {
    return this.#established.delete(peer);
  }
}
