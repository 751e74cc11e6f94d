import { ipv4, ipv6, join, prefix, u16, u32, u8 } from './bytes.ts';

/** MRT records for tests. Times are Unix seconds, with a fraction for BGP4MP_ET. */
export function record(timeSeconds: number, type: number, subtype: number, body: Uint8Array): Uint8Array {
  return join(u32(Math.floor(timeSeconds)), u16(type), u16(subtype), u32(body.length), body);
}

export interface PeerParts {
  readonly peer?: string;
  readonly peerAs?: number;
  readonly asBytes?: 2 | 4;
  /** IPv4 address of the recording router. */
  readonly local?: string;
  /** Whether prefixes have path identifiers. RFC 8050 §3 */
  readonly addPath?: boolean;
}

function bgp4mpHeader({
  peer = '192.0.2.1',
  peerAs = 65010,
  asBytes = 4,
  local = '192.0.2.255',
}: PeerParts): Uint8Array {
  const as = asBytes === 4 ? u32 : u16;
  const v6 = peer.includes(':');
  const addresses = v6 ? join(ipv6(peer), ipv6('2001:db8::ff')) : join(ipv4(peer), ipv4(local));
  return join(as(peerAs), as(65001), u16(0), u16(v6 ? 2 : 1), addresses);
}

/** BGP4MP MESSAGE or MESSAGE_AS4, or their ADDPATH forms. RFC 6396 §4.4.2, §4.4.3, RFC 8050 §3 */
export function bgp4mp(timeSeconds: number, message: Uint8Array, parts: PeerParts = {}): Uint8Array {
  const [plain, addPath] = parts.asBytes === 2 ? [1, 8] : [4, 9];
  return record(timeSeconds, 16, parts.addPath ? addPath : plain, join(bgp4mpHeader(parts), message));
}

/** BGP4MP_ET MESSAGE_AS4: microseconds stand first in the body. RFC 6396 §3 */
export function bgp4mpEt(timeUs: number, message: Uint8Array, parts: PeerParts = {}): Uint8Array {
  const body = join(u32(timeUs % 1_000_000), bgp4mpHeader(parts), message);
  return record(Math.floor(timeUs / 1_000_000), 17, 4, body);
}

/** BGP4MP STATE_CHANGE_AS4; 1 is Idle, 6 Established. RFC 6396 §4.4.1 */
export function stateChange(timeSeconds: number, from: number, to: number, parts: PeerParts = {}): Uint8Array {
  return record(timeSeconds, 16, 5, join(bgp4mpHeader(parts), u16(from), u16(to)));
}

/** PEER_INDEX_TABLE of IPv4 peers with 4-octet AS numbers. RFC 6396 §4.3.1 */
export function peerIndex(timeSeconds: number, peers: readonly { peer: string; peerAs: number }[]): Uint8Array {
  const entries = peers.map(({ peer, peerAs }) => join(u8(2), ipv4('10.0.0.1'), ipv4(peer), u32(peerAs)));
  return record(timeSeconds, 13, 1, join(ipv4('10.0.0.9'), u16(0), u16(peers.length), ...entries));
}

/** RIB_IPV4_UNICAST. `originated`: Unix seconds. RFC 6396 §4.3.2 */
export function rib(
  timeSeconds: number,
  prefixText: string,
  entries: readonly { peerIndex: number; originated?: number; attributes: Uint8Array }[]
): Uint8Array {
  const body = entries.map(({ peerIndex: index, originated = 0, attributes }) =>
    join(u16(index), u32(originated), u16(attributes.length), attributes)
  );
  return record(timeSeconds, 13, 2, join(u32(0), prefix(prefixText), u16(entries.length), ...body));
}
