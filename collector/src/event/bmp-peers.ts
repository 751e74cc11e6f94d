import type { View } from '../bmp/view.ts';
import type { BmpSession } from './bmp-session.ts';
import type { Peer } from './types.ts';

/** In the place of the address that a Loc-RIB does not have. */
const LOC_RIB = 'loc-rib';

/** What holds for all routers of a station. */
export interface BmpLimits {
  /** Of one router, a peer for each table of a session. */
  readonly maxPeers: number;
  /** The one object that stands for a peer that was known before, or else the given one. */
  readonly known: (peer: Peer) => Peer;
}

interface Named {
  readonly peer: Peer;
  /** The session that has this name. */
  readonly sessionKey: string;
}

/** The peers of one monitored router: one object for each table, and no name twice. */
export class BmpPeers {
  readonly #router: string;
  readonly #limits: BmpLimits;
  readonly #named = new Map<string, Named>();

  constructor(router: string, limits: BmpLimits) {
    this.#router = router;
    this.#limits = limits;
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
    if (this.#named.size >= this.#limits.maxPeers) {
      return undefined;
    }
    const feed = view === 'adj-in-pre' ? 'bmp-session' : 'bmp-table';
    const peer = this.#limits.known({ router: this.#router, view, vrf: session.vrf, address, as: session.as, feed });
    const named = { peer, sessionKey: session.key };
    this.#named.set(key, named);
    return named;
  }
}
