import { Reader } from '../bytes/reader.ts';
import { type PathAttributes, decodeAttributes } from '../bgp/attributes.ts';
import { type AddressText, decodeIPv4, decodeIPv6 } from '../net/address.ts';
import { AFI_IPV4, AFI_IPV6, type Family, SAFI_UNICAST, prefixBits } from '../net/family.ts';
import { type Prefix, decodePrefix } from '../net/prefix.ts';
import type { MrtRecord } from './record.ts';

export interface DumpPeer {
  readonly peer: AddressText;
  readonly peerAs: number;
}

export interface RibRecord {
  readonly family: Family;
  readonly prefix: Prefix;
  readonly entries: readonly RibEntry[];
}

export interface RibEntry {
  /** Position in the peer index table. */
  readonly peerIndex: number;
  /** When the router learned the route, Unix seconds. Not the time of an event. */
  readonly originatedSeconds: number;
  readonly attributes: PathAttributes;
  readonly nextHop: AddressText | undefined;
}

export type TableDumpV2 =
  | { readonly kind: 'peer-index'; readonly peers: readonly DumpPeer[] }
  | { readonly kind: 'rib'; readonly rib: RibRecord };

const PEER_INDEX_TABLE = 1;
const RIB_FAMILIES: Readonly<Record<number, Family>> = {
  2: { afi: AFI_IPV4, safi: SAFI_UNICAST },
  4: { afi: AFI_IPV6, safi: SAFI_UNICAST },
};
const PEER_HAS_IPV6 = 1;
const PEER_HAS_4_OCTET_AS = 2;
/** AS numbers of a table are 4 octets wide, whatever the session's were. RFC 6396 §4.3.4 */
const TABLE = { asBytes: 4, tableDump: true } as const;

/** Decodes the peer index and the unicast tables. RFC 6396 §4.3. A subtype without a decoder here gives undefined. */
export function decodeTableDumpV2({ subtype, body, bodyOffset }: MrtRecord): TableDumpV2 | undefined {
  const reader = new Reader(body, 0, body.length, bodyOffset);
  if (subtype === PEER_INDEX_TABLE) {
    return { kind: 'peer-index', peers: decodePeerIndex(reader) };
  }
  const family = RIB_FAMILIES[subtype];
  return family && { kind: 'rib', rib: decodeRib(reader, family) };
}

/** Collector BGP identifier (4 bytes), view name (2 + n), count (2), then the peers. RFC 6396 §4.3.1 */
function decodePeerIndex(reader: Reader): DumpPeer[] {
  reader.skip(4, 'collector BGP identifier');
  reader.skip(reader.u16('view name length'), 'view name');
  const count = reader.u16('peer count');
  const peers: DumpPeer[] = [];
  for (let i = 0; i < count; i++) {
    const flags = reader.u8('peer type');
    reader.skip(4, 'peer BGP identifier');
    const peer = flags & PEER_HAS_IPV6 ? decodeIPv6(reader, 'peer address') : decodeIPv4(reader, 'peer address');
    const peerAs = flags & PEER_HAS_4_OCTET_AS ? reader.u32('peer AS') : reader.u16('peer AS');
    peers.push({ peer, peerAs });
  }
  return peers;
}

/** Sequence number (4 bytes), prefix, count (2), then the entries. RFC 6396 §4.3.2, §4.3.4 */
function decodeRib(reader: Reader, family: Family): RibRecord {
  reader.skip(4, 'sequence number');
  const prefix = decodePrefix(reader, prefixBits(family)!);
  const count = reader.u16('entry count');
  const entries: RibEntry[] = [];
  for (let i = 0; i < count; i++) {
    const peerIndex = reader.u16('peer index');
    const originatedSeconds = reader.u32('originated time');
    const block = reader.part(reader.u16('attribute length'), 'path attributes');
    const { attributes, reach } = decodeAttributes(block, TABLE);
    entries.push({ peerIndex, originatedSeconds, attributes, nextHop: reach?.nextHop ?? attributes.nextHop });
  }
  return { family, prefix, entries };
}
