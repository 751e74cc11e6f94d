import { type Refusal, HEADER_ERROR, refusal } from './refusal.ts';

/** What a chunk of a TCP stream completes. */
export interface Frames {
  /** Whole messages, header included, each a copy of its own. */
  readonly messages: readonly Uint8Array[];
  /** What is wrong with the header behind them. Nothing of the stream can be read from there on. */
  readonly fault: Refusal | undefined;
}

const HEADER_BYTES = 19;
const MARKER_BYTES = 16;
const LENGTH_AT = 16;
const TYPE_AT = 18;
/** RFC 4271 §4.1; of an OPEN and a KEEPALIVE also with extended messages. RFC 8654 */
const MAX_BYTES = 4096;
const MAX_EXTENDED_BYTES = 0xffff;

const CONNECTION_NOT_SYNCHRONIZED = 1;
const BAD_LENGTH = 2;
const BAD_TYPE = 3;

const OPEN = 1;
const KEEPALIVE = 4;
/** Shortest message of each type 1 to 5. RFC 4271 §6.1, RFC 2918 §3 */
const MIN_BYTES: readonly number[] = [29, 23, 21, 19, 23];
const NONE = new Uint8Array();

/** Cuts a TCP stream into BGP messages, whatever the chunks. Holds less than one message. RFC 4271 §4.1, §6.1 */
export class MessageFramer {
  readonly #maxBytes: number;
  #held: Uint8Array = NONE;
  #heldBytes = 0;
  #fault: Refusal | undefined;

  /** `extended` where this side has offered to take messages of up to 65,535 bytes. RFC 8654 */
  constructor(extended: boolean) {
    this.#maxBytes = extended ? MAX_EXTENDED_BYTES : MAX_BYTES;
  }

  /** Bytes of a message whose end has not come. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  push(chunk: Uint8Array): Frames {
    const messages: Uint8Array[] = [];
    let at = 0;
    while (this.#fault === undefined && at < chunk.length) {
      const lackBytes = this.#needBytes() - this.#heldBytes;
      const part = chunk.subarray(at, at + lackBytes);
      this.#hold(part);
      at += part.length;
      if (this.#heldBytes === HEADER_BYTES) {
        this.#fault = this.#headerFault();
      }
      if (this.#fault === undefined && this.#heldBytes >= HEADER_BYTES && this.#heldBytes === this.#needBytes()) {
        messages.push(this.#held.slice(0, this.#heldBytes));
        this.#heldBytes = 0;
      }
    }
    return { messages, fault: this.#fault };
  }

  /** Bytes of the message under way as far as is known: those of its header first. */
  #needBytes(): number {
    return this.#heldBytes < HEADER_BYTES ? HEADER_BYTES : this.#lengthBytes();
  }

  #lengthBytes(): number {
    return (this.#held[LENGTH_AT]! << 8) | this.#held[LENGTH_AT + 1]!;
  }

  /** Grows with what came in, not with what a length claims. */
  #hold(part: Uint8Array): void {
    const wantedBytes = this.#heldBytes + part.length;
    if (wantedBytes > this.#held.length) {
      const room = new Uint8Array(Math.max(wantedBytes, 2 * this.#held.length));
      room.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = room;
    }
    this.#held.set(part, this.#heldBytes);
    this.#heldBytes = wantedBytes;
  }

  #headerFault(): Refusal | undefined {
    const header = this.#held;
    if (header.subarray(0, MARKER_BYTES).some((byte) => byte !== 0xff)) {
      return refusal(HEADER_ERROR, CONNECTION_NOT_SYNCHRONIZED, 'message marker: need 16 bytes of 0xff');
    }
    const type = header[TYPE_AT]!;
    const minBytes = MIN_BYTES[type - 1];
    if (minBytes === undefined) {
      return refusal(HEADER_ERROR, BAD_TYPE, `message type: ${type} is none`, Uint8Array.of(type));
    }
    const lengthBytes = this.#lengthBytes();
    const maxBytes = type === KEEPALIVE ? HEADER_BYTES : type === OPEN ? MAX_BYTES : this.#maxBytes;
    if (lengthBytes < minBytes || lengthBytes > maxBytes) {
      const problem = `message length: ${lengthBytes} bytes, type ${type} needs ${minBytes} to ${maxBytes}`;
      return refusal(HEADER_ERROR, BAD_LENGTH, problem, header.slice(LENGTH_AT, LENGTH_AT + 2));
    }
    return undefined;
  }
}
