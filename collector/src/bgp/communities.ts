import type { Reader } from '../bytes/reader.ts';
import { formatIPv4 } from '../net/address.ts';
import { formatHex } from '../bytes/hex.ts';

/** Well-known communities by the names that operators type. RFC 1997. */
const WELL_KNOWN: Readonly<Record<number, string>> = {
  0xffffff01: 'no-export',
  0xffffff02: 'no-advertise',
  0xffffff03: 'local-AS',
};

/** COMMUNITIES up to the reader's end: `AS:value` or the well-known name. RFC 1997. */
export function decodeCommunities(reader: Reader): string[] {
  return list(reader, 4, (item) => {
    const value = item.u32('community');
    return WELL_KNOWN[value] ?? `${value >>> 16}:${value & 0xffff}`;
  });
}

/** LARGE_COMMUNITY up to the reader's end: three numbers. RFC 8092 §5. */
export function decodeLargeCommunities(reader: Reader): string[] {
  return list(reader, 12, (item) => {
    const global = item.u32('large community');
    const first = item.u32('large community');
    return `${global}:${first}:${item.u32('large community')}`;
  });
}

/** EXTENDED COMMUNITIES up to the reader's end: route targets and origins by name, others in hex. RFC 4360, RFC 5668. */
export function decodeExtendedCommunities(reader: Reader): string[] {
  return list(reader, 8, formatExtendedCommunity);
}

const SUBTYPE_NAMES: Readonly<Record<number, string>> = { 2: 'rt', 3: 'soo' };

function formatExtendedCommunity(item: Reader): string {
  const bytes = item.take(8, 'extended community');
  const name = SUBTYPE_NAMES[bytes[1]!];
  const high = (bytes[2]! << 8) | bytes[3]!;
  const middle = (bytes[4]! << 8) | bytes[5]!;
  const low = (bytes[6]! << 8) | bytes[7]!;
  const first32 = high * 65536 + middle;
  // Types 0, 1 and 2: AS of 2 octets, IPv4 address, AS of 4 octets.
  if (name !== undefined && bytes[0] === 0) {
    return `${name}:${high}:${middle * 65536 + low}`;
  }
  if (name !== undefined && bytes[0] === 1) {
    return `${name}:${formatIPv4(first32)}:${low}`;
  }
  if (name !== undefined && bytes[0] === 2) {
    return `${name}:${first32}:${low}`;
  }
  return `0x${formatHex(bytes)}`;
}

function list(reader: Reader, itemBytes: number, decode: (item: Reader) => string): string[] {
  const items: string[] = [];
  while (reader.left > 0) {
    items.push(decode(reader.part(itemBytes, 'communities')));
  }
  return items;
}
