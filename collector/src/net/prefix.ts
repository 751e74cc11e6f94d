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

/** A prefix with what BGP may put before it; one shape for all, which keeps the hot path fast. */
interface QualifiedPrefix extends Prefix {
  readonly pathId: number | undefined;
  readonly rd: string | undefined;
  readonly labels: readonly number[] | undefined;
}

/** One byte of length in bits, then as many bytes as hold them. RFC 4271 §4.3 */
export function decodePrefix(reader: Reader, addressBits: AddressBits): Prefix {
  return decodePrefixBits(reader, addressBits, reader.u8('prefix length'), undefined, undefined, undefined);
}

/** The bytes that hold `lengthBits` bits of an address, whose length byte has been read; bits beyond are cleared. */
export function decodePrefixBits(
  reader: Reader,
  addressBits: AddressBits,
  lengthBits: number,
  pathId: number | undefined,
  rd: string | undefined,
  labels: readonly number[] | undefined
): QualifiedPrefix {
  if (lengthBits > addressBits) {
    throw new DecodeError('prefix length', reader.offset - 1, `${lengthBits} bits of an address of ${addressBits}`);
  }
  const lengthBytes = (lengthBits + 7) >> 3;
  const { bytes, at } = reader;
  const stop = at + lengthBytes;
  if (stop > reader.end) {
    throw DecodeError.short('prefix', reader.offset, lengthBytes, reader.end - at);
  }
  reader.at = stop;
  const w0 = word(bytes, at, stop, lengthBits);
  if (addressBits === 32) {
    return { addressBits, w0, w1: 0, w2: 0, w3: 0, lengthBits, pathId, rd, labels };
  }
  const w1 = word(bytes, at + 4, stop, lengthBits - 32);
  const w2 = word(bytes, at + 8, stop, lengthBits - 64);
  const w3 = word(bytes, at + 12, stop, lengthBits - 96);
  return { addressBits, w0, w1, w2, w3, lengthBits, pathId, rd, labels };
}

/** Four bytes from `at`, of which `usedBits` count and those from `stop` on are not there. */
function word(bytes: Uint8Array, at: number, stop: number, usedBits: number): number {
  if (usedBits <= 0) {
    return 0;
  }
  let value = bytes[at]! << 24;
  if (at + 1 < stop) {
    value |= bytes[at + 1]! << 16;
  }
  if (at + 2 < stop) {
    value |= bytes[at + 2]! << 8;
  }
  if (at + 3 < stop) {
    value |= bytes[at + 3]!;
  }
  return usedBits >= 32 ? value : value & (-1 << (32 - usedBits));
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
