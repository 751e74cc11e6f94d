import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { type AttributeBlock, decodeAttributes } from '../bgp/attributes.ts';
import { type NlriPrefix } from '../bgp/nlri.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { type AddressText, decodeIPv4, decodeIPv6 } from '../net/address.ts';
import { AFI_IPV4, AFI_IPV6, type Family, IPV4_UNICAST, IPV6_UNICAST } from '../net/family.ts';
import { decodePrefixBits } from '../net/prefix.ts';
import type { MrtRecord } from './record.ts';

/** One route of a table: a record of TABLE_DUMP is one, a record of TABLE_DUMP_V2 has several. */
export interface TableRoute {
  readonly peer: AddressText;
  readonly peerAs: number;
  readonly family: Family;
  readonly prefix: NlriPrefix;
  /** When the router learned the route, Unix seconds. Not the time of an event. */
  readonly originatedSeconds: number;
  readonly block: AttributeBlock;
}

/** AS numbers of the attributes are 2 bytes wide here, unlike in TABLE_DUMP_V2. RFC 6396 §4.2 */
const PARAMS: SessionParams = { asBytes: 2, addPath: () => false, external: undefined };

/**
 * Decodes TABLE_DUMP: view (2 bytes), sequence (2), prefix (4 or 16), length (1), status (1), time (4), peer address (4 or 16),
 * peer AS (2), attribute length (2), attributes. RFC 6396 §4.2; the subtype is the AFI, others give undefined.
 */
export function decodeTableDump({ subtype, body, bodyOffset }: MrtRecord): TableRoute | undefined {
  if (subtype !== AFI_IPV4 && subtype !== AFI_IPV6) {
    return undefined;
  }
  const reader = new Reader(body, 0, body.length, bodyOffset);
  const isIPv4 = subtype === AFI_IPV4;
  reader.skip(4, 'view and sequence');
  const prefix = decodeWholePrefix(reader, isIPv4 ? 4 : 16);
  reader.skip(1, 'status');
  const originatedSeconds = reader.u32('originated time');
  const peer = isIPv4 ? decodeIPv4(reader, 'peer address') : decodeIPv6(reader, 'peer address');
  const peerAs = reader.u16('peer AS');
  const end = reader.enter(reader.u16('attribute length'), 'path attributes');
  const block = decodeAttributes(reader, PARAMS, 'table');
  reader.leave(end);
  return { peer, peerAs, family: isIPv4 ? IPV4_UNICAST : IPV6_UNICAST, prefix, originatedSeconds, block };
}

/** All bytes of the address, then the length. */
function decodeWholePrefix(reader: Reader, addressBytes: 4 | 16): NlriPrefix {
  const { at } = reader;
  reader.skip(addressBytes, 'prefix');
  const offset = reader.offset;
  const lengthBits = reader.u8('prefix length');
  const addressBits = addressBytes === 4 ? 32 : 128;
  if (lengthBits > addressBits) {
    throw new DecodeError('prefix length', offset, `${lengthBits} bits of an address of ${addressBits}`);
  }
  const address = new Reader(reader.bytes, at, at + addressBytes, reader.base);
  return decodePrefixBits(address, addressBits, lengthBits, undefined, undefined, undefined);
}
