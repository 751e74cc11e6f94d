import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { type AddressText, decodeIPv4, decodeIPv6 } from '../net/address.ts';
import { AFI_IPV4, type Family } from '../net/family.ts';
import type { BlockBuilder } from './attributes.ts';
import { type Nlri, decodeNlri, layoutOf } from './nlri.ts';
import type { SessionParams } from './session-params.ts';

/** MP_REACH_NLRI. RFC 4760 §3 */
export interface Reach {
  /** Undefined where a table has cut the attribute down to its next hop. */
  readonly nlri: Nlri | undefined;
  readonly nextHop: AddressText;
}

/** Family, next hop, one reserved byte, NLRI; in a table it may be the next hop alone. RFC 6396 §4.3.4 */
export function decodeReach(value: Reader, { place, params }: BlockBuilder): Reach {
  // The cut-down form begins with the next hop's length, which is never 0; the full form with the high byte of an AFI below 256.
  if (place === 'table' && value.left > 0 && value.bytes[value.at] !== 0) {
    return { nlri: undefined, nextHop: decodeNextHop(value) };
  }
  const family = decodeFamily(value);
  const nextHop = decodeNextHop(value, place === 'update' ? nextHopBytes(family) : undefined);
  value.skip(1, 'MP_REACH_NLRI reserved');
  return { nlri: decodeNlri(value, family, params, nextHop), nextHop };
}

/** Family and withdrawn NLRI. RFC 4760 §4 */
export function decodeUnreach(value: Reader, params: SessionParams): Nlri {
  return decodeNlri(value, decodeFamily(value), params);
}

function decodeFamily(value: Reader): Family {
  const afi = value.u16('AFI');
  return { afi, safi: value.u8('SAFI') };
}

/**
 * Lengths of next hop that a family may have; undefined where none is known. RFC 2545 §3, RFC 4364 §4.3.2, RFC 4659 §3.2.1,
 * RFC 8950 §3; an IPv6 next hop of VPN-IPv4 had no route distinguisher in RFC 5549.
 */
function nextHopBytes({ afi, safi }: Family): readonly number[] | undefined {
  const layout = layoutOf({ afi, safi });
  if (layout === undefined) {
    return undefined;
  }
  if (layout === 'vpn') {
    return afi === AFI_IPV4 ? [12, 24, 48, 16, 32] : [24, 48];
  }
  return afi === AFI_IPV4 ? [4, 16, 32] : [16, 32];
}

/**
 * Length and next hop: 4 or 16 bytes, of a global and a link-local address (32 bytes, RFC 2545 §3) the global one. With a
 * route distinguisher before each address: 12, 24 or 48 bytes (RFC 4364 §4.3.2, RFC 4659 §3.2.1). IPv4 NLRI may have an IPv6
 * next hop (RFC 8950). Families such as FlowSpec have none: 0 bytes.
 */
function decodeNextHop(value: Reader, allowed?: readonly number[]): AddressText {
  const offset = value.offset;
  const lengthBytes = value.u8('next hop length');
  if (allowed?.includes(lengthBytes) === false) {
    throw new DecodeError('next hop length', offset, `${lengthBytes} bytes, need ${allowed.join(' or ')}`);
  }
  const end = value.enter(lengthBytes, 'next hop');
  const text = decodeNextHopBytes(value, lengthBytes, offset);
  value.leave(end);
  return text;
}

function decodeNextHopBytes(value: Reader, lengthBytes: number, offset: number): AddressText {
  switch (lengthBytes) {
    case 0:
      return '';
    case 4:
      return decodeIPv4(value, 'next hop');
    case 16:
    case 32:
      return decodeIPv6(value, 'next hop');
    case 12:
      value.skip(8, 'next hop route distinguisher');
      return decodeIPv4(value, 'next hop');
    case 24:
    case 48:
      value.skip(8, 'next hop route distinguisher');
      return decodeIPv6(value, 'next hop');
    default:
      throw new DecodeError('next hop length', offset, `${lengthBytes} bytes are no address`);
  }
}
