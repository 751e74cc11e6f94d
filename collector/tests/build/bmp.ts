import { open } from './bgp.ts';
import { ipv4, ipv6, join, u16, u32, u8 } from './bytes.ts';

/** BMP messages for tests, byte by byte as RFC 7854 draws them. Common header: version, length, type. */
export function bmp(type: number, ...body: readonly Uint8Array[]): Uint8Array {
  const bytes = join(...body);
  return join(u8(3), u32(6 + bytes.length), u8(type), bytes);
}

/** Flags of the per-peer header; F of a Loc-RIB has the bit of V. */
export const FLAGS = { V: 0x80, L: 0x40, A: 0x20, O: 0x10, F: 0x80 };

export interface BmpPeerParts {
  /** 0 global, 1 RD, 2 local, 3 Loc-RIB. */
  readonly type?: number;
  /** V comes by itself with an IPv6 address. */
  readonly flags?: number;
  readonly distinguisher?: Uint8Array;
  readonly address?: string;
  readonly as?: number;
  readonly bgpId?: string;
  readonly timeUs?: number;
}

/** Per-peer header, 42 bytes. RFC 7854 §4.2 */
export function peerHeader({
  type = 0,
  flags = 0,
  distinguisher = new Uint8Array(8),
  address = '192.0.2.1',
  as = 65010,
  bgpId = '10.0.0.2',
  timeUs = 1_700_000_000_123_456,
}: BmpPeerParts = {}): Uint8Array {
  const v = address.includes(':') ? FLAGS.V : 0;
  const time = join(u32(Math.floor(timeUs / 1_000_000)), u32(timeUs % 1_000_000));
  return join(u8(type), u8(flags | v), distinguisher, address16(address), u32(as), ipv4(bgpId), time);
}

/** An IPv4 address stands in the last four of 16 bytes. */
function address16(address: string): Uint8Array {
  return address.includes(':') ? ipv6(address) : join(new Uint8Array(12), ipv4(address));
}

/** Type (2 bytes), length (2), value. RFC 7854 §4.4 */
export function tlv(type: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return join(u16(type), u16(bytes.length), bytes);
}

/** RFC 7854 §4.6 */
export function routeMonitoring(update: Uint8Array, peer: BmpPeerParts = {}): Uint8Array {
  return bmp(0, peerHeader(peer), update);
}

/** RFC 7854 §4.8 */
export function statisticsReport(statistics: readonly Uint8Array[], peer: BmpPeerParts = {}): Uint8Array {
  return bmp(1, peerHeader(peer), u32(statistics.length), ...statistics);
}

/** RFC 7854 §4.9 */
export function peerDown(reason: number, data: Uint8Array = new Uint8Array(), peer: BmpPeerParts = {}): Uint8Array {
  return bmp(2, peerHeader(peer), u8(reason), data);
}

export interface PeerUpParts {
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly remotePort?: number;
  readonly sent?: Uint8Array;
  readonly received?: Uint8Array;
  readonly information?: readonly Uint8Array[];
}

/** RFC 7854 §4.10 */
export function peerUp(parts: PeerUpParts = {}, peer: BmpPeerParts = {}): Uint8Array {
  const { localAddress = peer.address?.includes(':') ? '2001:db8::ff' : '192.0.2.255' } = parts;
  const { localPort = 179, remotePort = 40_000, information = [] } = parts;
  const { sent = open(), received = open({ as: peer.as ?? 65010, bgpId: peer.bgpId ?? '10.0.0.2' }) } = parts;
  const ports = join(u16(localPort), u16(remotePort));
  return bmp(3, peerHeader(peer), address16(localAddress), ports, sent, received, ...information);
}

/** RFC 7854 §4.3 */
export function initiation(...information: readonly Uint8Array[]): Uint8Array {
  return bmp(4, ...information);
}

/** RFC 7854 §4.5 */
export function termination(...tlvs: readonly Uint8Array[]): Uint8Array {
  return bmp(5, ...tlvs);
}

/** RFC 7854 §4.7 */
export function routeMirroring(tlvs: readonly Uint8Array[], peer: BmpPeerParts = {}): Uint8Array {
  return bmp(6, peerHeader(peer), ...tlvs);
}
