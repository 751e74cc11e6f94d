import type { Peer } from '../event/types.ts';

/** Tells a peer from all others, in keys of incidents: the same in each run. */
export function peerKey({ router, view, vrf, address }: Peer): string {
  return `${router} ${view} ${vrf} ${address}`;
}
