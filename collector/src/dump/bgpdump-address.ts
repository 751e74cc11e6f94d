import type { TextBuilder } from '../bytes/text-builder.ts';
import { type AddressText, formatIPv4 } from '../net/address.ts';
import { AFI_IPV6, type Family } from '../net/family.ts';
import { parseAddress } from '../net/parse-prefix.ts';
import type { Prefix } from '../net/prefix.ts';

const SLASH = 47;
const MAX_KNOWN = 4096;
/** Addresses as `bgpdump` writes them. */
export class BgpdumpAddresses {
  readonly #known = new Map<AddressText, string>();

  format(address: AddressText): string {
    if (!address.includes(':')) {
      return address;
    }
    let text = this.#known.get(address);
    if (text === undefined) {
      const { w0, w1, w2, w3 } = parseAddress(address)!;
      text = ipv6(w0, w1, w2, w3);
      if (this.#known.size < MAX_KNOWN) {
        this.#known.set(address, text);
      }
    }
    return text;
  }

  /** The next hop of a family: an IPv4-mapped one of IPv6 routes keeps its form. */
  formatNextHop(address: AddressText | undefined, { afi }: Family): string {
    if (!address) {
      return '255.255.255.255';
    }
    return afi === AFI_IPV6 && !address.includes(':') ? `::ffff:${address}` : this.format(address);
  }
}

export function addPrefix(text: TextBuilder, { addressBits, w0, w1, w2, w3, lengthBits }: Prefix): void {
  if (addressBits === 32) {
    text.ipv4(w0);
  } else {
    text.ascii(ipv6(w0, w1, w2, w3));
  }
  text.byte(SLASH);
  text.decimal(lengthBits);
}

/**
 * Unlike RFC 5952: one zero group alone is shortened too, and an address that begins with 96 zero bits ends in IPv4 notation,
 * except `::` and `::1`.
 */
function ipv6(w0: number, w1: number, w2: number, w3: number): string {
  if (w0 === 0 && w1 === 0 && (w2 === 0xffff || (w2 === 0 && w3 >>> 0 > 1))) {
    return `${w2 === 0 ? '::' : '::ffff:'}${formatIPv4(w3)}`;
  }
  const groups = [w0 >>> 16, w0 & 0xffff, w1 >>> 16, w1 & 0xffff, w2 >>> 16, w2 & 0xffff, w3 >>> 16, w3 & 0xffff];
  let from = -1;
  let length = 0;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) {
      end++;
    }
    if (end - i > length) {
      [from, length] = [i, end - i];
    }
    i = end;
  }
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === from) {
      text += i === 0 ? '::' : ':';
      i += length - 1;
    } else {
      text += i === 7 ? groups[i]!.toString(16) : `${groups[i]!.toString(16)}:`;
    }
  }
  return text;
}
