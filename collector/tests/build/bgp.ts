import { ipv4, ipv6, join, prefix, u16, u32, u8 } from './bytes.ts';

/** BGP messages for tests, byte by byte as the RFCs draw them. */
export function message(type: number, body: Uint8Array = new Uint8Array()): Uint8Array {
  return join(new Uint8Array(16).fill(255), u16(19 + body.length), u8(type), body);
}

export const keepalive = (): Uint8Array => message(4);

export function attribute(flags: number, type: number, value: Uint8Array): Uint8Array {
  return value.length > 255
    ? join(u8(flags | 0x10), u8(type), u16(value.length), value)
    : join(u8(flags), u8(type), u8(value.length), value);
}

export interface UpdateParts {
  readonly withdrawn?: readonly string[];
  readonly announced?: readonly string[];
  readonly asPath?: readonly number[];
  readonly nextHop?: string;
  readonly more?: readonly Uint8Array[];
  readonly asBytes?: 2 | 4;
  /** Path identifier of each prefix, in a session with ADD-PATH. RFC 7911 §3 */
  readonly pathId?: number;
}

/** ORIGIN IGP, AS_PATH of one sequence, NEXT_HOP. */
export function attributes({ asPath, nextHop = '192.0.2.1', more = [], asBytes }: UpdateParts): Uint8Array {
  return join(originAndPath(asPath, asBytes), attribute(0x40, 3, ipv4(nextHop)), ...more);
}

/** ORIGIN IGP and AS_PATH of one sequence. */
export function originAndPath(asPath: readonly number[] = [65010], asBytes: 2 | 4 = 4): Uint8Array {
  const as = asBytes === 4 ? u32 : u16;
  const segment = asPath.length === 0 ? new Uint8Array() : join(u8(2), u8(asPath.length), ...asPath.map(as));
  return join(attribute(0x40, 1, u8(0)), attribute(0x40, 2, segment));
}

export function update(parts: UpdateParts): Uint8Array {
  const { withdrawn = [], announced = [], more = [], pathId } = parts;
  const gone = nlri(withdrawn, pathId);
  const block = announced.length > 0 ? attributes(parts) : join(...more);
  return message(2, join(u16(gone.length), gone, u16(block.length), block, nlri(announced, pathId)));
}

/** MP_REACH_NLRI of IPv6 unicast with a global next hop. RFC 4760 §3, RFC 2545 §3 */
export function reachIPv6(nextHop: string, prefixes: readonly string[], pathId?: number): Uint8Array {
  return attribute(0x80, 14, join(u16(2), u8(1), u8(16), ipv6(nextHop), u8(0), nlri(prefixes, pathId)));
}

/** MP_UNREACH_NLRI of IPv6 unicast. RFC 4760 §4 */
export function unreachIPv6(prefixes: readonly string[], pathId?: number): Uint8Array {
  return attribute(0x80, 15, join(u16(2), u8(1), nlri(prefixes, pathId)));
}

function nlri(prefixes: readonly string[], pathId: number | undefined): Uint8Array {
  const id = pathId === undefined ? new Uint8Array() : u32(pathId);
  return join(...prefixes.map((text) => join(id, prefix(text))));
}

export function notification(code: number, subcode: number, data: Uint8Array = new Uint8Array()): Uint8Array {
  return message(3, join(u8(code), u8(subcode), data));
}

export interface OpenParts {
  readonly as?: number;
  readonly bgpId?: string;
  /** Whether the 4-octet AS capability is announced. RFC 6793 §3 */
  readonly fourOctet?: boolean;
  /** AFI, SAFI, and what is offered: 1 receives, 2 sends, 3 both. RFC 7911 §4 */
  readonly addPath?: readonly (readonly [afi: number, safi: number, sendReceive: number])[];
  /** Other capabilities, code and length included. */
  readonly more?: readonly Uint8Array[];
}

/** OPEN with hold time 180 s and its capabilities in one optional parameter. RFC 4271 §4.2 */
export function open(parts: OpenParts = {}): Uint8Array {
  const { as = 65001, bgpId = '10.0.0.1', fourOctet = true, addPath = [], more = [] } = parts;
  const families = join(...addPath.map(([afi, safi, sendReceive]) => join(u16(afi), u8(safi), u8(sendReceive))));
  const capabilities = join(
    fourOctet ? join(u8(65), u8(4), u32(as)) : new Uint8Array(),
    families.length > 0 ? join(u8(69), u8(families.length), families) : new Uint8Array(),
    ...more
  );
  const parameters = capabilities.length > 0 ? join(u8(2), u8(capabilities.length), capabilities) : new Uint8Array();
  const myAs = as > 65535 ? 23456 : as;
  return message(1, join(u8(4), u16(myAs), u16(180), ipv4(bgpId), u8(parameters.length), parameters));
}
