import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { formatIPv4, formatIPv6 } from './address.ts';

/** Bits of an address: 32 for IPv4, 128 for IPv6. */
export type AddressBits = 32 | 128;

/** An IP prefix. IPv4 uses the first word alone; words are signed 32-bit integers, host bits are zero. */
export interface Prefix {
  readonly addressBits: AddressBits;
  readonly w0: number;
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;
  readonly lengthBits: number;
}

/** One byte of length in bits, then as many bytes as hold them; bits beyond the length are cleared. RFC 4271 §4.3. */
export function decodePrefix(reader: Reader, addressBits: AddressBits): Prefix {
  const offset = reader.offset;
  const lengthBits = reader.u8('prefix length');
  if (lengthBits > addressBits) {
    throw new DecodeError('prefix length', offset, `${lengthBits} bits of an address of ${addressBits}`);
  }
  const lengthBytes = (lengthBits + 7) >> 3;
  reader.need(lengthBytes, 'prefix');
  const { bytes, at } = reader;
  reader.at = at + lengthBytes;
  const word = (index: number): number => {
    const used = Math.min(32, lengthBits - index * 32);
    if (used <= 0) {
      return 0;
    }
    const from = at + index * 4;
    const stop = at + lengthBytes;
    const byte = (k: number): number => (from + k < stop ? bytes[from + k]! : 0);
    const value = (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
    return used === 32 ? value : value & (-1 << (32 - used));
  };
  return addressBits === 32
    ? { addressBits, w0: word(0), w1: 0, w2: 0, w3: 0, lengthBits }
    : { addressBits, w0: word(0), w1: word(1), w2: word(2), w3: word(3), lengthBits };
}

/** CIDR notation, canonical. `::ffff:0:0/96` and its more-specifics stay IPv6. */
export function formatPrefix({ addressBits, w0, w1, w2, w3, lengthBits }: Prefix): string {
  return addressBits === 32 ? `${formatIPv4(w0)}/${lengthBits}` : `${formatIPv6(w0, w1, w2, w3)}/${lengthBits}`;
}

/** First and last address as integers that InfluxDB can compare: 32 bits of IPv4, the top 63 bits of IPv6. */
export function prefixRange({ addressBits, w0, w1, lengthBits }: Prefix): { lo: number | bigint; hi: number | bigint } {
  if (addressBits === 32) {
    const lo = w0 >>> 0;
    return { lo, hi: lo + 2 ** (32 - lengthBits) - 1 };
  }
  const top64 = (BigInt(w0 >>> 0) << 32n) | BigInt(w1 >>> 0);
  const hostBits = BigInt(Math.max(0, 64 - lengthBits));
  return { lo: top64 >> 1n, hi: (top64 | ((1n << hostBits) - 1n)) >> 1n };
}

/** IPv4: first octet; IPv6: first group in hex; `s` where the prefix is shorter than that. */
export function prefixBucket({ addressBits, w0, lengthBits }: Prefix): string {
  if (addressBits === 32) {
    return lengthBits < 8 ? 's' : String(w0 >>> 24);
  }
  return lengthBits < 16 ? 's' : (w0 >>> 16).toString(16);
}
