import type { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { decodeAttributes } from '../bgp/attributes.ts';
import { type NlriPrefix, decodeOneOf } from '../bgp/nlri.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { type AddressText, decodeIPv4, decodeIPv6 } from '../net/address.ts';
import { AFI_IPV4, AFI_IPV6, type Family, SAFI_MULTICAST, SAFI_UNICAST } from '../net/family.ts';
import { excessOf } from './excess.ts';
import type { MrtRecord } from './record.ts';
import type { TableRoute } from './table-dump.ts';

export interface DumpPeer {
  readonly peer: AddressText;
  readonly peerAs: number;
}

/** An entry of a RIB record: the route of one peer. */
export interface RibEntry extends Omit<TableRoute, keyof DumpPeer> {
  /** Position in the peer index table. */
  readonly peerIndex: number;
}

export type TableDumpV2 = {
  /** Bytes of the record behind what it counts: then a count is wrong. */
  readonly excess: DecodeError | undefined;
} & (
  | { readonly kind: 'peer-index'; readonly peers: readonly DumpPeer[] }
  | { readonly kind: 'rib'; readonly entries: readonly RibEntry[] }
  /** NLRI of a family without a decoder here, at which reading ends. */
  | { readonly kind: 'undecoded'; readonly family: Family }
);

interface RibForm {
  readonly family: Family;
  readonly addPath: boolean;
}

export const PEER_INDEX_TABLE = 1;
const RIB_GENERIC = 6;
const RIB_GENERIC_ADDPATH = 12;

/** RFC 6396 §4.3.2, RFC 8050 §4 */
const RIB_FORMS: Readonly<Record<number, RibForm>> = {
  2: { family: { afi: AFI_IPV4, safi: SAFI_UNICAST }, addPath: false },
  3: { family: { afi: AFI_IPV4, safi: SAFI_MULTICAST }, addPath: false },
  4: { family: { afi: AFI_IPV6, safi: SAFI_UNICAST }, addPath: false },
  5: { family: { afi: AFI_IPV6, safi: SAFI_MULTICAST }, addPath: false },
  8: { family: { afi: AFI_IPV4, safi: SAFI_UNICAST }, addPath: true },
  9: { family: { afi: AFI_IPV4, safi: SAFI_MULTICAST }, addPath: true },
  10: { family: { afi: AFI_IPV6, safi: SAFI_UNICAST }, addPath: true },
  11: { family: { afi: AFI_IPV6, safi: SAFI_MULTICAST }, addPath: true },
};

const PEER_HAS_IPV6 = 1;
const PEER_HAS_4_OCTET_AS = 2;
/** AS numbers of a table are 4 octets wide, whatever the session's were; path identifiers stand with the entries. */
const PARAMS: SessionParams = { asBytes: 4, addPath: () => false, external: undefined };

/** Decodes the peer index and the tables. RFC 6396 §4.3, RFC 8050 §4. A subtype without a decoder here gives undefined. */
export function decodeTableDumpV2({ subtype, body, bodyOffset }: MrtRecord): TableDumpV2 | undefined {
  const reader = new Reader(body, 0, body.length, bodyOffset);
  if (subtype === PEER_INDEX_TABLE) {
    return { kind: 'peer-index', peers: decodePeerIndex(reader), excess: excessOf(reader, 'peer index') };
  }
  if (subtype === RIB_GENERIC || subtype === RIB_GENERIC_ADDPATH) {
    return decodeGeneric(reader, subtype === RIB_GENERIC_ADDPATH);
  }
  const form = RIB_FORMS[subtype];
  if (form === undefined) {
    return undefined;
  }
  reader.skip(4, 'sequence number');
  return ribOf(reader, form, decodeOneOf(reader, form.family)!);
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

/** Sequence number (4 bytes), AFI (2), SAFI (1), one NLRI, then the entries. RFC 6396 §4.3.3 */
function decodeGeneric(reader: Reader, addPath: boolean): TableDumpV2 {
  reader.skip(4, 'sequence number');
  const afi = reader.u16('AFI');
  const family = { afi, safi: reader.u8('SAFI') };
  const prefix = decodeOneOf(reader, family);
  if (prefix === undefined) {
    return { kind: 'undecoded', family, excess: undefined };
  }
  return ribOf(reader, { family, addPath }, prefix);
}

function ribOf(reader: Reader, form: RibForm, prefix: NlriPrefix): TableDumpV2 {
  return { kind: 'rib', entries: decodeEntries(reader, form, prefix), excess: excessOf(reader, 'RIB entries') };
}

/** Count (2 bytes), then peer index (2), time (4), path identifier (4, if any), attributes. RFC 6396 §4.3.4, RFC 8050 §4.1 */
function decodeEntries(reader: Reader, { family, addPath }: RibForm, prefix: NlriPrefix): RibEntry[] {
  const count = reader.u16('entry count');
  const entries: RibEntry[] = [];
  for (let i = 0; i < count; i++) {
    const peerIndex = reader.u16('peer index');
    const originatedSeconds = reader.u32('originated time');
    const pathId = addPath ? reader.u32('path identifier') : undefined;
    const end = reader.enter(reader.u16('attribute length'), 'path attributes');
    const block = decodeAttributes(reader, PARAMS, 'table');
    reader.leave(end);
    const qualified = pathId === undefined ? prefix : { ...prefix, pathId };
    entries.push({ peerIndex, family, prefix: qualified, originatedSeconds, block });
  }
  return entries;
}
