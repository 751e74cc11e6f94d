export type Family = 'ipv4' | 'ipv6';

/** An address with a length, or a bare address (then `hasLength` is false and the length is that of its family). */
export interface Prefix {
  family: Family;
  bytes: readonly number[];
  lengthBits: number;
  hasLength: boolean;
}

/** Reads `10.1.0.0/16`, `2001:db8::/32` or a bare address; undefined for anything else. Host bits are kept. */
export function parsePrefix(text: string): Prefix | undefined {
  const [, addressText = '', lengthText] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text.trim()) ?? [];
  const bytes = parseAddress(addressText);
  if (!bytes) {
    return undefined;
  }
  const bits = bytes.length * 8;
  const lengthBits = lengthText === undefined ? bits : Number(lengthText);
  if (lengthBits > bits) {
    return undefined;
  }
  return { family: bits === 32 ? 'ipv4' : 'ipv6', bytes, lengthBits, hasLength: lengthText !== undefined };
}

/** The same prefix without host bits. */
export function maskPrefix(prefix: Prefix): Prefix {
  const bytes = prefix.bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix.lengthBits - index * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return { ...prefix, bytes };
}

export function hasHostBits(prefix: Prefix): boolean {
  return maskPrefix(prefix).bytes.some((byte, index) => byte !== prefix.bytes[index]);
}

/** CIDR notation; IPv6 as in RFC 5952 §4. */
export function formatPrefix(prefix: Prefix): string {
  const address = prefix.family === 'ipv4' ? prefix.bytes.join('.') : formatIpv6(prefix.bytes);
  return `${address}/${prefix.lengthBits}`;
}

export function parseAddress(text: string): number[] | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Whether this is an IPv4 address written in IPv6 form (RFC 4291 §2.5.5.2), which BGP carries as IPv4. */
export function isMapped(bytes: readonly number[]): boolean {
  return (
    bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  );
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return parts.map(Number);
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) {
    return undefined;
  }
  const head = parseGroups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : [];
  if (!head || !tail) {
    return undefined;
  }
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) {
    return undefined;
  }
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** Groups of 16 bits as bytes; the last two groups of an address may be written as IPv4. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') {
    return [];
  }
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const ipv4 = isEnd && index === groups.length - 1 && group.includes('.') ? parseIpv4(group) : undefined;
    if (ipv4) {
      bytes.push(...ipv4);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else {
      return undefined;
    }
  }
  return bytes;
}

function formatIpv6(bytes: readonly number[]): string {
  const groups: number[] = [];
  for (let index = 0; index < 16; index += 2) {
    groups.push(((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0));
  }
  const zeros = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (zeros.length < 2) {
    return hex.join(':');
  }
  return `${hex.slice(0, zeros.start).join(':')}::${hex.slice(zeros.start + zeros.length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) {
      start = index + 1;
    } else if (index + 1 - start > best.length) {
      best = { start, length: index + 1 - start };
    }
  }
  return best;
}
