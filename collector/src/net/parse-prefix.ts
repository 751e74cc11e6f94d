import type { Prefix } from './prefix.ts';

/** An address as a prefix of all its bits, from IPv4 or IPv6 text (RFC 4291 §2.2); undefined where it is neither. */
export function parseAddress(text: string): Prefix | undefined {
  const v4 = parseIPv4(text);
  if (v4 !== undefined) {
    return { addressBits: 32, w0: v4, w1: 0, w2: 0, w3: 0, lengthBits: 32 };
  }
  const words = parseIPv6(text);
  return words && { addressBits: 128, w0: words[0]!, w1: words[1]!, w2: words[2]!, w3: words[3]!, lengthBits: 128 };
}

/** CIDR notation, an address alone being its own prefix; host bits are cleared. Undefined where it is none. */
export function parsePrefix(text: string): Prefix | undefined {
  const [address, length, more] = text.split('/');
  const whole = parseAddress(address!);
  if (whole === undefined || more !== undefined) {
    return undefined;
  }
  if (length === undefined) {
    return whole;
  }
  const lengthBits = Number(length);
  return /^\d{1,3}$/.test(length) && lengthBits <= whole.addressBits ? truncate(whole, lengthBits) : undefined;
}

function truncate({ addressBits, w0, w1, w2, w3 }: Prefix, lengthBits: number): Prefix {
  const keep = (word: number, usedBits: number): number =>
    usedBits <= 0 ? 0 : usedBits >= 32 ? word : word & (-1 << (32 - usedBits));
  return {
    addressBits,
    w0: keep(w0, lengthBits),
    w1: keep(w1, lengthBits - 32),
    w2: keep(w2, lengthBits - 64),
    w3: keep(w3, lengthBits - 96),
    lengthBits,
  };
}

/** Whether `inner` lies in `outer` or is the same. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  const { lengthBits } = outer;
  return (
    inner.addressBits === outer.addressBits &&
    inner.lengthBits >= lengthBits &&
    sameBits(inner.w0, outer.w0, lengthBits) &&
    sameBits(inner.w1, outer.w1, lengthBits - 32) &&
    sameBits(inner.w2, outer.w2, lengthBits - 64) &&
    sameBits(inner.w3, outer.w3, lengthBits - 96)
  );
}

/** Whether two words agree in their upper `bits`. */
function sameBits(a: number, b: number, bits: number): boolean {
  return bits <= 0 || (bits >= 32 ? a === b : (a ^ b) >>> (32 - bits) === 0);
}

const DOT = 46;
const ZERO = 48;

/** 32 bits as a signed word. */
function parseIPv4(text: string): number | undefined {
  let word = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9 && digits < 3) {
      octet = octet * 10 + digit;
      digits++;
    } else if (code === DOT && digits > 0 && octet <= 255 && dots < 3) {
      word = (word << 8) | octet;
      octet = 0;
      digits = 0;
      dots++;
    } else {
      return undefined;
    }
  }
  return dots === 3 && digits > 0 && octet <= 255 ? (word << 8) | octet : undefined;
}

/** Four signed words. The last two groups may be written as IPv4. */
function parseIPv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (!text.includes(':') || halves.length > 2) {
    return undefined;
  }
  const [head, tail] = [parseGroups(halves[0]!), parseGroups(halves[1] ?? '')];
  if (head === undefined || tail === undefined) {
    return undefined;
  }
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) {
    return undefined;
  }
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return [0, 2, 4, 6].map((at) => (groups[at]! << 16) | groups[at + 1]!);
}

function parseGroups(text: string): number[] | undefined {
  const groups: number[] = [];
  const parts = text === '' ? [] : text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 ? parseIPv4(part) : undefined;
    if (v4 !== undefined) {
      groups.push(v4 >>> 16, v4 & 0xffff);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}
