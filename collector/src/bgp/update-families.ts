import { type Family, IPV4_UNICAST } from '../net/family.ts';

const HEADER_BYTES = 19;
const FLAG_EXTENDED_LENGTH = 0x10;
const MP_REACH = 14;
const MP_UNREACH = 15;

/**
 * The families whose prefixes an UPDATE carries, from its bytes with their header: IPv4 unicast in the fields of its own, any other in
 * MP_REACH_NLRI and MP_UNREACH_NLRI. What cannot be read has none. RFC 4271 §4.3, RFC 4760 §3, §4
 */
export function updateFamilies(message: Uint8Array): Family[] {
  const bytes = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const families: Family[] = [];
  if (bytes.byteLength < HEADER_BYTES + 2) {
    return families;
  }
  const withdrawnBytes = bytes.getUint16(HEADER_BYTES);
  let at = HEADER_BYTES + 2 + withdrawnBytes;
  if (at + 2 > bytes.byteLength) {
    return families;
  }
  const end = at + 2 + bytes.getUint16(at);
  at += 2;
  if (withdrawnBytes > 0 || end < bytes.byteLength) {
    families.push(IPV4_UNICAST);
  }
  while (at + 4 <= Math.min(end, bytes.byteLength)) {
    const type = bytes.getUint8(at + 1);
    const isExtended = (bytes.getUint8(at) & FLAG_EXTENDED_LENGTH) !== 0;
    const valueAt = at + (isExtended ? 4 : 3);
    if ((type === MP_REACH || type === MP_UNREACH) && valueAt + 3 <= bytes.byteLength) {
      families.push({ afi: bytes.getUint16(valueAt), safi: bytes.getUint8(valueAt + 2) });
    }
    at = valueAt + (isExtended ? bytes.getUint16(at + 2) : bytes.getUint8(at + 2));
  }
  return families;
}
