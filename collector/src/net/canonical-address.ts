import { type AddressText, formatIPv4, formatIPv6 } from './address.ts';
import { parseAddress } from './parse-prefix.ts';

/**
 * One text for an address, however sockets and people write it: RFC 5952, an IPv4-mapped one as IPv4. A zone stays
 * (RFC 4007 §11). Undefined where it is no address.
 */
export function canonicalAddress(text: string): AddressText | undefined {
  const [address, zone] = text.split('%', 2);
  const parsed = parseAddress(address!);
  if (parsed === undefined) {
    return undefined;
  }
  const { addressBits, w0, w1, w2, w3 } = parsed;
  if (addressBits === 32) {
    return formatIPv4(w0);
  }
  if (w0 === 0 && w1 === 0 && w2 === 0xffff) {
    return formatIPv4(w3);
  }
  const whole = formatIPv6(w0, w1, w2, w3);
  return zone === undefined ? whole : `${whole}%${zone}`;
}
