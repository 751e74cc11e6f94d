import type { PeerSummary } from '../observe/peer-summary.ts';

/**
 * What a peer is called among others: with its router where there are several, with its view and VRF unless they are the usual ones
 * or say no more than its address.
 */
export function peerTitle({ router, view, vrf, name, address }: PeerSummary, among: readonly PeerSummary[]): string {
  const several = among.some((other) => other.router !== router);
  return [
    ...(several ? [`${router}:`] : []),
    name === undefined ? address : `${name} (${address})`,
    ...(view === 'adj-in-pre' || view === address ? [] : [view]),
    ...(vrf === 'default' ? [] : [`in ${vrf}`]),
  ].join(' ');
}
