import { DecodeError } from '../bytes/decode-error.ts';

/** One BMP message with its body still undecoded. RFC 7854 §4.1 */
export interface BmpFrame {
  readonly type: number;
  /** Without the common header. A view of the input: valid until the next chunk is pushed. */
  readonly body: Uint8Array;
  /** Offset of the common header in the stream, in bytes. */
  readonly offset: number;
}

/** Common header: version (1 byte), length of the whole message (4), type (1). RFC 7854 §4.1 */
export const COMMON_HEADER_BYTES = 6;
const VERSION = 3;
const MAX_MESSAGE_BYTES = 1024 * 1024;
const NONE = new Uint8Array();

/**
 * Cuts a byte stream into BMP messages, whatever the chunks. A header that makes no sense throws a DecodeError, now and at every
 * further chunk: BMP has no mark to find the next message by, so the connection has to be closed.
 */
export class BmpFramer {
  readonly #maxBytes: number;
  /** Holds the bytes of an unfinished message, and room for more. Grows with what came in, never with what a length claims. */
  #held: Uint8Array = NONE;
  #heldBytes = 0;
  /** Offset of the first byte that has not been handed out. */
  #offset = 0;
  #problem: DecodeError | undefined;

  /** `maxBytes` is the longest message that is taken, common header included. */
  constructor(maxBytes = MAX_MESSAGE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  *push(chunk: Uint8Array): Generator<BmpFrame> {
    let rest = chunk;
    try {
      while (this.#heldBytes > 0) {
        rest = this.#fill(rest);
        const held = this.#held.subarray(0, this.#heldBytes);
        const lengthBytes = this.#lengthOf(held);
        if (held.length < lengthBytes) {
          return;
        }
        this.#heldBytes -= lengthBytes;
        // What was handed out is not written to again.
        this.#held = this.#heldBytes === 0 ? NONE : this.#held.subarray(lengthBytes);
        yield this.#frame(held, lengthBytes);
      }
      for (let lengthBytes; (lengthBytes = this.#lengthOf(rest)) <= rest.length;) {
        const bytes = rest;
        rest = rest.subarray(lengthBytes);
        yield this.#frame(bytes, lengthBytes);
      }
    } finally {
      this.#hold(rest);
    }
  }

  /** At the end of the stream: throws where it ends within a message. */
  end(): void {
    if (this.#heldBytes > 0) {
      const needBytes = this.#lengthOf(this.#held.subarray(0, this.#heldBytes));
      throw DecodeError.short('BMP message', this.#offset, needBytes, this.#heldBytes);
    }
  }

  /** Adds to the held bytes what their message lacks, and gives what is left. */
  #fill(chunk: Uint8Array): Uint8Array {
    let rest = chunk;
    for (;;) {
      const lackBytes = this.#lengthOf(this.#held.subarray(0, this.#heldBytes)) - this.#heldBytes;
      if (lackBytes <= 0 || rest.length === 0) {
        return rest;
      }
      this.#hold(rest.subarray(0, lackBytes));
      rest = rest.subarray(lackBytes);
    }
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#problem !== undefined) {
      return;
    }
    const wantedBytes = this.#heldBytes + bytes.length;
    if (wantedBytes > this.#held.length) {
      const room = new Uint8Array(Math.max(wantedBytes, 2 * this.#heldBytes));
      room.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = room;
    }
    this.#held.set(bytes, this.#heldBytes);
    this.#heldBytes = wantedBytes;
  }

  /** Length of the message that begins with `bytes`, or that of a header until there is one. */
  #lengthOf(bytes: Uint8Array): number {
    if (this.#problem !== undefined) {
      throw this.#problem;
    }
    if (bytes.length < COMMON_HEADER_BYTES) {
      return COMMON_HEADER_BYTES;
    }
    const lengthBytes = ((bytes[1]! << 24) | (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!) >>> 0;
    this.#problem = this.#problemOf(bytes[0]!, lengthBytes);
    if (this.#problem !== undefined) {
      throw this.#problem;
    }
    return lengthBytes;
  }

  #problemOf(version: number, lengthBytes: number): DecodeError | undefined {
    if (version !== VERSION) {
      return new DecodeError('BMP version', this.#offset, `${version}, only ${VERSION} is known`);
    }
    if (lengthBytes < COMMON_HEADER_BYTES) {
      const problem = `${lengthBytes} bytes, the header alone has ${COMMON_HEADER_BYTES}`;
      return new DecodeError('BMP message length', this.#offset + 1, problem);
    }
    if (lengthBytes > this.#maxBytes) {
      const problem = `${lengthBytes} bytes, at most ${this.#maxBytes} are taken`;
      return new DecodeError('BMP message length', this.#offset + 1, problem);
    }
    return undefined;
  }

  #frame(bytes: Uint8Array, lengthBytes: number): BmpFrame {
    const offset = this.#offset;
    this.#offset += lengthBytes;
    return { type: bytes[5]!, body: bytes.subarray(COMMON_HEADER_BYTES, lengthBytes), offset };
  }
}

/** A frame as it came. RFC 7854 §4.1 */
export function encodeFrame({ type, body }: BmpFrame): Uint8Array {
  const bytes = new Uint8Array(COMMON_HEADER_BYTES + body.length);
  bytes[0] = VERSION;
  new DataView(bytes.buffer).setUint32(1, bytes.length);
  bytes[5] = type;
  bytes.set(body, COMMON_HEADER_BYTES);
  return bytes;
}
