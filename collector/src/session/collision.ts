import type { AddressText } from '../net/address.ts';
import { parseAddress } from '../net/parse-prefix.ts';

/** Who opened a TCP connection: this side, or the peer. */
export type Side = 'outgoing' | 'incoming';

/** A speaker as its OPEN names it. */
export interface Speaker {
  readonly as: number;
  readonly bgpId: AddressText;
}

/**
 * Which of two connections between the same speakers stays: the one that the speaker with the higher BGP identifier opened
 * (RFC 4271 §6.8), or with equal ones the speaker of the higher AS number (RFC 6286 §2.3).
 */
export function survivor(local: Speaker, remote: Speaker): Side {
  const [ours, theirs] = [numberOf(local.bgpId), numberOf(remote.bgpId)];
  const higher = ours === theirs ? local.as > remote.as : ours > theirs;
  return higher ? 'outgoing' : 'incoming';
}

function numberOf(bgpId: AddressText): number {
  return parseAddress(bgpId)!.w0 >>> 0;
}
