import { DecodeError } from '../bytes/decode-error.ts';
import { formatHex } from '../bytes/hex.ts';
import type { Reader } from '../bytes/reader.ts';

/** A TLV of BGP Prefix-SID, its value in hex. RFC 8669 §3 */
export interface SidTlv {
  readonly type: number;
  readonly value: string;
}

/** Label-Index, and the SRGBs of the originator: flags (2 bytes), then ranges of 6 bytes. RFC 8669 §3.1, §3.2 */
const LABEL_INDEX = 1;
const ORIGINATOR_SRGB = 3;

function hasSidLength(type: number, lengthBytes: number): boolean {
  switch (type) {
    case 0:
      // Reserved: no speaker means it, and attributes of zeros that relays let pass have ended sessions.
      return false;
    case LABEL_INDEX:
      return lengthBytes === 7;
    case ORIGINATOR_SRGB:
      return lengthBytes >= 8 && lengthBytes % 6 === 2;
    default:
      return true;
  }
}

/** TLVs of type (1 byte), length of the value (2), value. RFC 8669 §3, §6 */
export function decodePrefixSid(value: Reader): SidTlv[] {
  const tlvs: SidTlv[] = [];
  do {
    const { offset } = value;
    const type = value.u8('Prefix-SID TLV type');
    const lengthBytes = value.u16('Prefix-SID TLV length');
    if (!hasSidLength(type, lengthBytes)) {
      throw new DecodeError('Prefix-SID TLV', offset, `${lengthBytes} bytes of type ${type}`);
    }
    tlvs.push({ type, value: formatHex(value.take(lengthBytes, 'Prefix-SID TLV')) });
  } while (value.left > 0);
  return tlvs;
}
