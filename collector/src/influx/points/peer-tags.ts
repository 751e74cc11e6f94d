import type { Peer } from '../../event/types.ts';
import type { BgpSessionsPoint } from '../schema.gen.ts';

/** Tags of every row that belongs to one peer. */
export function peerTags({ router, view, vrf, address, as }: Peer): BgpSessionsPoint['tags'] {
  return { router, view, vrf, peer: address, peer_as: String(as) };
}
