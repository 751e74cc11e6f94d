import { DecodeError } from '../bytes/decode-error.ts';
import { BGP4MP_ET, type MrtRecord, isKnownType } from './record.ts';

const HEADER_BYTES = 12;
const MICROSECOND_BYTES = 4;
/** A RIB record of ten thousand peers stays below this; a longer claim is damage, not data. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const ISIS_ET = 33;
const OSPFV3_ET = 49;

/**
 * Cuts a byte stream into MRT records, whatever the chunks. RFC 6396 §2:
 * timestamp (4 bytes), type (2), subtype (2), length of what follows (4).
 * Throws a DecodeError where the boundaries are lost; the records before are good.
 */
export class MrtFramer {
  /** Bytes of an unfinished record. */
  #parts: Uint8Array[] = [];
  #heldBytes = 0;
  /** How many bytes the unfinished record needs before another look pays. */
  #needBytes = HEADER_BYTES;
  /** Offset of the first held byte. */
  #offset = 0;

  *push(chunk: Uint8Array): Generator<MrtRecord> {
    this.#parts.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes < this.#needBytes) {
      return;
    }
    const bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts, this.#heldBytes);
    let at = 0;
    let needBytes = HEADER_BYTES;
    try {
      while (bytes.length - at >= HEADER_BYTES) {
        needBytes = HEADER_BYTES + bodyBytes(bytes, at, this.#offset + at);
        if (bytes.length - at < needBytes) {
          break;
        }
        yield frame(bytes, at, needBytes, this.#offset + at);
        at += needBytes;
        needBytes = HEADER_BYTES;
      }
    } finally {
      const rest = bytes.subarray(at);
      this.#parts = rest.length > 0 ? [rest] : [];
      this.#heldBytes = rest.length;
      this.#needBytes = needBytes;
      this.#offset += at;
    }
  }

  /** At the end of the input: throws if a record is cut off. */
  end(): void {
    if (this.#heldBytes > 0) {
      throw DecodeError.short('MRT record', this.#offset, this.#needBytes, this.#heldBytes);
    }
  }
}

function bodyBytes(bytes: Uint8Array, at: number, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES);
  const type = view.getUint16(4);
  const lengthBytes = view.getUint32(8);
  if (!isKnownType(type)) {
    throw new DecodeError('MRT record type', offset + 4, `${type} is no MRT type`);
  }
  if (lengthBytes > MAX_BODY_BYTES) {
    throw new DecodeError(
      'MRT record length',
      offset + 8,
      `${lengthBytes} bytes, at most ${MAX_BODY_BYTES} make sense`
    );
  }
  if (hasMicroseconds(type) && lengthBytes < MICROSECOND_BYTES) {
    throw DecodeError.short('MRT microseconds', offset + HEADER_BYTES, MICROSECOND_BYTES, lengthBytes);
  }
  return lengthBytes;
}

function frame(bytes: Uint8Array, at: number, lengthBytes: number, offset: number): MrtRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, lengthBytes);
  const type = view.getUint16(4);
  const extended = hasMicroseconds(type);
  // The microseconds count in the length (RFC 6396 §3).
  const bodyAt = at + HEADER_BYTES + (extended ? MICROSECOND_BYTES : 0);
  return {
    timeUs: view.getUint32(0) * 1_000_000 + (extended ? view.getUint32(HEADER_BYTES) : 0),
    extended,
    type,
    subtype: view.getUint16(6),
    body: bytes.subarray(bodyAt, at + lengthBytes),
    offset,
    bodyOffset: offset + bodyAt - at,
  };
}

function hasMicroseconds(type: number): boolean {
  return type === BGP4MP_ET || type === ISIS_ET || type === OSPFV3_ET;
}
