import type { Peer } from '../event/types.ts';

/** The peers that tables were loaded with: whoever hears one of them anew goes on with its object. */
export class KnownPeers {
  readonly #byName = new Map<string, Peer>();

  constructor(peers: Iterable<{ readonly peer: Peer }>) {
    for (const { peer } of peers) {
      this.#byName.set(nameOf(peer), peer);
    }
  }

  /** The one object that stands for a peer: that which was known, or the given one. */
  same(peer: Peer): Peer {
    return this.#byName.get(nameOf(peer)) ?? peer;
  }
}

function nameOf({ router, view, vrf, address, as }: Peer): string {
  return [router, view, vrf, address, as].join('\n');
}
