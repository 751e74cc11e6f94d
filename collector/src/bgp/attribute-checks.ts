import type { Reader } from '../bytes/reader.ts';

/** Switching capability, encoding, reserved (2), bandwidth of eight priorities (4 each), then what the capability asks for. */
const TRAFFIC_ENGINEERING_BYTES = 36;

/** Traffic Engineering, as far as RFC 5543 §3 says what it looks like. */
export function checkTrafficEngineering(value: Reader): void {
  value.need(TRAFFIC_ENGINEERING_BYTES, 'TRAFFIC ENGINEERING');
  value.skip(value.left, 'TRAFFIC ENGINEERING');
}

/** TLVs of type (2 bytes), length of the value (2), value; an empty one says that it had grown too large. RFC 9552 §5.3, §8.2.2 */
export function checkBgpLs(value: Reader): void {
  while (value.left > 0) {
    value.skip(2, 'BGP-LS TLV type');
    value.skip(value.u16('BGP-LS TLV length'), 'BGP-LS TLV');
  }
}

/** Origin AS (4 bytes), then path attributes, whose lengths have to add up. RFC 6368 §5 */
export function checkAttrSet(value: Reader): void {
  value.skip(4, 'ATTR_SET origin AS');
  while (value.left > 0) {
    const extended = value.u8('flags within ATTR_SET') & 0x10;
    value.skip(1, 'type within ATTR_SET');
    value.skip(
      extended ? value.u16('length within ATTR_SET') : value.u8('length within ATTR_SET'),
      'attribute within ATTR_SET'
    );
  }
}
