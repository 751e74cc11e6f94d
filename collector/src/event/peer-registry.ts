import type { AddressText } from '../net/address.ts';
import type { Peer } from './types.ts';

/** Addresses that a daemon writes while it has no session to name. */
const UNSPECIFIED: ReadonlySet<AddressText> = new Set(['0.0.0.0', '::']);

/** Whether an address names a peer: a table also lists the router's own routes, under the address of nobody. */
export function namesPeer(address: AddressText): boolean {
  return !UNSPECIFIED.has(address);
}

/** By AS and address. */
type Peers = Map<number, Map<AddressText, Peer>>;

/** The peers of one router, one object each. */
export class PeerRegistry {
  readonly router: string;
  readonly #byAs: Peers;

  /** Knows the peers that `save` gave from the start. */
  constructor(router: string, peers: Peers = new Map()) {
    this.router = router;
    this.#byAs = peers;
  }

  save(): Peers {
    return this.#byAs;
  }

  /** The peer of this address and AS in the global table before policy, as MRT hears it. */
  get(address: AddressText, as: number): Peer {
    let ofAs = this.#byAs.get(as);
    if (ofAs === undefined) {
      ofAs = new Map();
      this.#byAs.set(as, ofAs);
    }
    let peer = ofAs.get(address);
    if (peer === undefined) {
      peer = { router: this.router, view: 'adj-in-pre', vrf: 'default', address, as };
      ofAs.set(address, peer);
    }
    return peer;
  }

  /** The peer if it is known. */
  find(address: AddressText, as: number): Peer | undefined {
    return this.#byAs.get(as)?.get(address);
  }

  /**
   * The peer that a state record means. While BIRD retries, it writes the address 0.0.0.0: that is the only known peer
   * of that AS, and nobody where there are several or none.
   */
  ofStateRecord(address: AddressText, as: number): Peer | undefined {
    if (namesPeer(address)) {
      return this.get(address, as);
    }
    const ofAs = this.#byAs.get(as);
    return ofAs?.size === 1 ? ofAs.values().next().value : undefined;
  }
}
