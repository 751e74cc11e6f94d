import type { Peer } from '../../event/types.ts';
import type { PeerState } from '../../rib/peer-state.ts';
import type { PathIdentities } from './path-identity.ts';
import type { DomainSettings } from '../settings.ts';

/** Whether the peer's routes are compared in this domain. A peer may belong to several. */
export function domainContains({ routers, views, vrfs }: DomainSettings, { router, view, vrf }: Peer): boolean {
  return (routers.length === 0 || routers.includes(router)) && views.includes(view) && vrfs.includes(vrf);
}

/** A scope in which prefixes are compared, while it is being judged. */
export interface Domain {
  readonly settings: DomainSettings;
  readonly identities: PathIdentities;
}

/** The domains that peers belong to. */
export class Domains {
  readonly all: readonly Domain[];
  readonly #ofPeer = new Map<Peer, readonly Domain[]>();

  constructor(domains: readonly Domain[]) {
    this.all = domains;
  }

  of({ peer }: PeerState): readonly Domain[] {
    let domains = this.#ofPeer.get(peer);
    if (domains === undefined) {
      domains = this.all.filter(({ settings }) => domainContains(settings, peer));
      this.#ofPeer.set(peer, domains);
    }
    return domains;
  }

  contains(domain: Domain, state: PeerState): boolean {
    return this.of(state).includes(domain);
  }
}
