/** Bytes of a message under construction: numbers of a given width, addresses, prefixes. */
export function u8(value: number): Uint8Array {
  return Uint8Array.of(value);
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 255);
}

export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));
}

export function ipv4(text: string): Uint8Array {
  return Uint8Array.from(text.split('.').map(Number));
}

/** Full or `::`-shortened text of an IPv6 address. */
export function ipv6(text: string): Uint8Array {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const front = groups(head);
  const back = groups(tail ?? '');
  const all =
    tail === undefined ? front : [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
  return join(...all.map(u16));
}

/** Length in bits, then as many bytes of the address as hold them. RFC 4271 §4.3 */
export function prefix(text: string): Uint8Array {
  const [address, length] = text.split('/') as [string, string];
  const bytes = address.includes(':') ? ipv6(address) : ipv4(address);
  return join(u8(Number(length)), bytes.subarray(0, Math.ceil(Number(length) / 8)));
}
