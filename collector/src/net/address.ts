import type { Reader } from '../bytes/reader.ts';

/** An IPv4 or IPv6 address in canonical text (RFC 5952). */
export type AddressText = string;

export function decodeIPv4(reader: Reader, field: string): AddressText {
  return formatIPv4(reader.i32(field));
}

/** 16 bytes; an IPv4-mapped address (`::ffff:a.b.c.d`) is given as IPv4, since sockets and peers mean that. */
export function decodeIPv6(reader: Reader, field: string): AddressText {
  const w0 = reader.i32(field);
  const w1 = reader.i32(field);
  const w2 = reader.i32(field);
  const w3 = reader.i32(field);
  return w0 === 0 && w1 === 0 && w2 === 0xffff ? formatIPv4(w3) : formatIPv6(w0, w1, w2, w3);
}

/** Dotted decimal of 32 bits. */
export function formatIPv4(word: number): AddressText {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** RFC 5952 text of 128 bits given as four words. */
export function formatIPv6(w0: number, w1: number, w2: number, w3: number): AddressText {
  const groups = [w0 >>> 16, w0 & 0xffff, w1 >>> 16, w1 & 0xffff, w2 >>> 16, w2 & 0xffff, w3 >>> 16, w3 & 0xffff];
  const [from, length] = longestZeroRun(groups);
  if (length < 2) {
    return groups.map((group) => group.toString(16)).join(':');
  }
  const head = groups.slice(0, from).map((group) => group.toString(16));
  const tail = groups.slice(from + length).map((group) => group.toString(16));
  return `${head.join(':')}::${tail.join(':')}`;
}

/** Start and length of the first longest run of zero groups (RFC 5952 §4.2.3). */
function longestZeroRun(groups: readonly number[]): [from: number, length: number] {
  let best: [number, number] = [0, 0];
  let from = 0;
  for (let i = 0; i <= groups.length; i++) {
    if (groups[i] === 0) {
      continue;
    }
    if (i - from > best[1]) {
      best = [from, i - from];
    }
    from = i + 1;
  }
  return best;
}
