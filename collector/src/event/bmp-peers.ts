import type { View } from '../bmp/view.ts';
import type { BmpSession } from './bmp-session.ts';
import type { Peer } from './types.ts';

/** In the place of the address that a Loc-RIB does not have. */
const LOC_RIB = 'loc-rib';

interface Named {
  readonly peer: Peer;
  /** The session that has this name. */
  readonly sessionKey: string;
}

/** The peers of one monitored router: one object for each table, and no name twice. */
export class BmpPeers {
  readonly #router: string;
  readonly #maxPeers: number;
  readonly #named = new Map<string, Named>();

  constructor(router: string, maxPeers: number) {
    this.#router = router;
    this.#maxPeers = maxPeers;
  }

  /**
   * The peer that a session's table is; undefined where there are too many. Its address is that of the session. Another session of
   * the same VRF, AS and address, as instances of a Loc-RIB may be, has its BGP identifier behind the address.
   */
  get(session: BmpSession, view: View): Peer | undefined {
    const { type, address, bgpId } = session.header;
    const base = type === 'loc-rib' ? LOC_RIB : address;
    for (const name of [base, `${base}#${bgpId}`, `${base}#${session.key}`]) {
      const key = [view, session.vrf, session.as, name].join('\n');
      const named = this.#named.get(key) ?? this.#add(key, session, view, name);
      if (named?.sessionKey === session.key) {
        return named.peer;
      }
    }
    return undefined;
  }

  #add(key: string, session: BmpSession, view: View, address: string): Named | undefined {
    if (this.#named.size >= this.#maxPeers) {
      return undefined;
    }
    const feed = view === 'adj-in-pre' ? 'bmp-session' : 'bmp-table';
    const peer: Peer = { router: this.#router, view, vrf: session.vrf, address, as: session.as, feed };
    const named = { peer, sessionKey: session.key };
    this.#named.set(key, named);
    return named;
  }
}
