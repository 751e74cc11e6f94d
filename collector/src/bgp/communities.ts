import { DecodeError } from '../bytes/decode-error.ts';
import { formatHex } from '../bytes/hex.ts';
import type { Reader } from '../bytes/reader.ts';
import { decodeIPv6, formatIPv4 } from '../net/address.ts';

/** Well-known communities by the names that operators type. RFC 1997; all others are numbers. */
const WELL_KNOWN: Readonly<Record<number, string>> = {
  0xffffff01: 'no-export',
  0xffffff02: 'no-advertise',
  0xffffff03: 'local-AS',
};

/** COMMUNITIES up to the reader's end: `AS:value` or the well-known name. RFC 1997 */
export function decodeCommunities(reader: Reader): string[] {
  return list(reader, 4, 'COMMUNITIES', (item) => {
    const value = item.u32('community');
    return value > 0xffff0000 ? (WELL_KNOWN[value] ?? halves(value)) : halves(value);
  });
}

function halves(value: number): string {
  return `${value >>> 16}:${value & 0xffff}`;
}

/** LARGE_COMMUNITY up to the reader's end: three numbers. RFC 8092 §5 */
export function decodeLargeCommunities(reader: Reader): string[] {
  return list(reader, 12, 'LARGE_COMMUNITY', (item) => {
    const global = item.u32('large community');
    const first = item.u32('large community');
    return `${global}:${first}:${item.u32('large community')}`;
  });
}

const SUBTYPE_NAMES: Readonly<Record<number, string>> = { 2: 'rt', 3: 'soo' };

/** EXTENDED COMMUNITIES up to the reader's end: route targets and origins by name, others in hex. RFC 4360, RFC 5668 */
export function decodeExtendedCommunities(reader: Reader): string[] {
  return list(reader, 8, 'EXTENDED COMMUNITIES', (item) => {
    const bytes = item.take(8, 'extended community');
    const name = SUBTYPE_NAMES[bytes[1]!];
    if (name === undefined || bytes[0]! > 2) {
      return `0x${formatHex(bytes)}`;
    }
    const high = (bytes[2]! << 8) | bytes[3]!;
    const middle = (bytes[4]! << 8) | bytes[5]!;
    const low = (bytes[6]! << 8) | bytes[7]!;
    // Types 0, 1 and 2: AS of 2 octets, IPv4 address, AS of 4 octets.
    switch (bytes[0]) {
      case 0:
        return `${name}:${high}:${middle * 65536 + low}`;
      case 1:
        return `${name}:${formatIPv4((high << 16) | middle)}:${low}`;
      default:
        return `${name}:${high * 65536 + middle}:${low}`;
    }
  });
}

/** IPv6 address specific extended communities up to the reader's end: 20 bytes each. RFC 5701 §2 */
export function decodeIPv6ExtendedCommunities(reader: Reader): string[] {
  return list(reader, 20, 'IPV6 EXTENDED COMMUNITIES', (item) => {
    const type = item.u8('IPv6 extended community');
    const subtype = item.u8('IPv6 extended community');
    const address = decodeIPv6(item, 'IPv6 extended community');
    const local = item.u16('IPv6 extended community');
    const name = type === 0 ? SUBTYPE_NAMES[subtype] : undefined;
    return `${name ?? `0x${((type << 8) | subtype).toString(16).padStart(4, '0')}`}:${address}:${local}`;
  });
}

/** One or more whole items: none, or a part of one, is malformed. RFC 7606 §7.8, §7.14, §7.15, RFC 8092 §6 */
function list(reader: Reader, itemBytes: number, field: string, decode: (item: Reader) => string): string[] {
  if (reader.left === 0 || reader.left % itemBytes !== 0) {
    throw new DecodeError(field, reader.offset, `${reader.left} bytes are not one or more times ${itemBytes}`);
  }
  const items: string[] = [];
  while (reader.at < reader.end) {
    items.push(decode(reader));
  }
  return items;
}
