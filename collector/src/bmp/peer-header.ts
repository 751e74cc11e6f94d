import type { Reader } from '../bytes/reader.ts';
import { decodeRouteDistinguisher } from '../bgp/nlri.ts';
import { type AddressText, decodeIPv4, decodeIPv6 } from '../net/address.ts';
import type { View } from './view.ts';

/** What kind of instance the peer belongs to. RFC 7854 §4.2, RFC 9069 §4.1 */
export type PeerType = 'global' | 'rd' | 'local' | 'loc-rib';

const PEER_TYPES: readonly PeerType[] = ['global', 'rd', 'local', 'loc-rib'];

/** Per-peer header, 42 bytes. RFC 7854 §4.2; flag O RFC 8671 §4; flag F RFC 9069 §4.2 */
export interface PeerHeader {
  readonly type: PeerType;
  /** As it stands in the message, bits without a name included. */
  readonly flags: number;
  /**
   * By type and the flags L (post-policy) and O (Adj-RIB-Out). Peer Up, Peer Down and statistics mean the session, whatever it
   * says (RFC 8671 §6).
   */
  readonly view: View;
  /** Flag V: addresses of this message are IPv6. */
  readonly ipv6: boolean;
  /** Flag A: AS_PATH and AGGREGATOR have AS numbers of 2 octets, with AS4_PATH where those do not do. */
  readonly legacyAsPath: boolean;
  /** Flag F: of the Loc-RIB only a part is sent. */
  readonly filtered: boolean;
  /** A route distinguisher (RFC 4364 §4.2), or a number of the router's own for a local instance; undefined where it is zero. */
  readonly distinguisher: string | undefined;
  /** Remote address of the session; 0.0.0.0 for every Loc-RIB. */
  readonly address: AddressText;
  readonly as: number;
  readonly bgpId: AddressText;
  /** When the router heard what the message tells, Unix microseconds; undefined where it does not say. */
  readonly timeUs: number | undefined;
}

const FLAG_V = 0x80;
const FLAG_L = 0x40;
const FLAG_A = 0x20;
const FLAG_O = 0x10;
/** In the place of V, whose addresses a Loc-RIB does not have. */
const FLAG_F = 0x80;
const DISTINGUISHER_BYTES = 8;

/** Decodes the per-peer header. A peer type without a name, whose flags and addresses nobody can read, gives its number. */
export function decodePeerHeader(reader: Reader): PeerHeader | number {
  const code = reader.u8('peer type');
  const type = PEER_TYPES[code];
  if (type === undefined) {
    return code;
  }
  const flags = reader.u8('peer flags');
  const isLocRib = type === 'loc-rib';
  const ipv6 = !isLocRib && (flags & FLAG_V) !== 0;
  return {
    type,
    flags,
    view: isLocRib ? 'loc-rib' : viewOf(flags),
    ipv6,
    legacyAsPath: !isLocRib && (flags & FLAG_A) !== 0,
    filtered: isLocRib && (flags & FLAG_F) !== 0,
    distinguisher: decodeDistinguisher(reader),
    address: decodePeerAddress(reader, ipv6, 'peer address'),
    as: reader.u32('peer AS'),
    bgpId: decodeIPv4(reader, 'peer BGP ID'),
    timeUs: decodeTime(reader),
  };
}

function viewOf(flags: number): View {
  const isPost = (flags & FLAG_L) !== 0;
  if (flags & FLAG_O) {
    return isPost ? 'adj-out-post' : 'adj-out-pre';
  }
  return isPost ? 'adj-in-post' : 'adj-in-pre';
}

function decodeDistinguisher(reader: Reader): string | undefined {
  const end = reader.enter(DISTINGUISHER_BYTES, 'peer distinguisher');
  const isZero = reader.bytes.subarray(reader.at, reader.end).every((byte) => byte === 0);
  const text = isZero ? undefined : decodeRouteDistinguisher(reader);
  reader.leave(end);
  return text;
}

/** 16 bytes; an IPv4 address stands in the last four. RFC 7854 §4.2, §4.10 */
export function decodePeerAddress(reader: Reader, ipv6: boolean, field: string): AddressText {
  if (ipv6) {
    return decodeIPv6(reader, field);
  }
  reader.skip(12, field);
  return decodeIPv4(reader, field);
}

/** Seconds (4 bytes) and microseconds (4). Zero seconds are no time. */
function decodeTime(reader: Reader): number | undefined {
  const seconds = reader.u32('timestamp');
  const microseconds = reader.u32('timestamp microseconds');
  return seconds === 0 ? undefined : seconds * 1_000_000 + microseconds;
}

/**
 * The same text for all messages of one session of a router, whatever their view: peer type, distinguisher and address
 * (RFC 7854 §4.2). The BGP ID counts for a Loc-RIB alone, where it tells instances apart that have the same zero address; a
 * Peer Down of a session may have lost it.
 */
export function formatSessionKey({ type, distinguisher, address, bgpId }: PeerHeader): string {
  return `${type} ${distinguisher ?? ''} ${type === 'loc-rib' ? bgpId : address}`;
}
