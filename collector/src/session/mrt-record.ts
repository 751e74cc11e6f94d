import { updateFamilies } from '../bgp/update-families.ts';
import { encodeMessage, encodeStateChange } from '../mrt/writer.ts';
import type { AddressText } from '../net/address.ts';
import type { MessageItem, SessionItem, StateItem } from './item.ts';

const UPDATE = 2;
const TYPE_AT = 18;
/** Stands for an AS number of more than 16 bits where there is room for no more. RFC 6793 §9 */
const AS_TRANS = 23456;

/**
 * The BGP4MP_ET record of a message or a change of state; undefined for what MRT has no record of. RFC 6396 §4.4, RFC 8050 §3
 *
 * A record says for all of its message whether prefixes have path identifiers: where an UPDATE has prefixes of two families, and the
 * session agreed on path identifiers for one of them, the first family counts.
 */
export function encodeItem(item: SessionItem): Uint8Array | undefined {
  switch (item.kind) {
    case 'message':
      return messageRecord(item);
    case 'state':
      return stateRecord(item);
    case 'gap':
      return undefined;
  }
}

function messageRecord({ timeUs, peer, local, direction, params, bytes }: MessageItem): Uint8Array {
  const isUpdate = bytes[TYPE_AT] === UPDATE;
  const [family] = isUpdate ? updateFamilies(bytes) : [];
  const addPath = family !== undefined && params.addPath(family) === true;
  // Only an UPDATE holds AS numbers of that width; the record of any other names the AS of the peer in full.
  const asBytes = isUpdate ? params.asBytes : 4;
  const inWidth = (as: number): number => (asBytes === 2 && as > 0xffff ? AS_TRANS : as);
  const ends = {
    peerAs: inWidth(peer.as),
    localAs: inWidth(local.as),
    peer: peer.address,
    local: sameFamily(local.address, peer.address) ? local.address : unspecified(peer.address),
  };
  return encodeMessage(timeUs, ends, { direction, asBytes, addPath }, bytes);
}

/** That this side stopped says nothing of the peer, and a record would call it down. */
function stateRecord({ timeUs, peer, from, to, stopped }: StateItem): Uint8Array | undefined {
  if (stopped) {
    return undefined;
  }
  const ends = { peerAs: peer.as, localAs: 0, peer: peer.address, local: unspecified(peer.address) };
  return encodeStateChange(timeUs, ends, from, to);
}

function sameFamily(a: AddressText, b: AddressText): boolean {
  return a.includes(':') === b.includes(':');
}

function unspecified(like: AddressText): AddressText {
  return like.includes(':') ? '::' : '0.0.0.0';
}
