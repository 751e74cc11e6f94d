import { DecodeError } from './decode-error.ts';

/** Reads big-endian values from a part of a byte array, checking before every read. */
export class Reader {
  readonly bytes: Uint8Array;
  /** Index of the next byte in `bytes`. */
  at: number;
  /** Index behind the last byte that may be read. */
  end: number;
  /** Offset of `bytes[0]` in the input, so that errors name a place in the file. */
  readonly base: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length, base = 0) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.base = base;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Offset of the next byte in the input. */
  get offset(): number {
    return this.base + this.at;
  }

  u8(field: string): number {
    if (this.at >= this.end) {
      throw this.short(1, field);
    }
    return this.bytes[this.at++]!;
  }

  u16(field: string): number {
    const { bytes, at } = this;
    if (at + 2 > this.end) {
      throw this.short(2, field);
    }
    this.at = at + 2;
    return (bytes[at]! << 8) | bytes[at + 1]!;
  }

  u32(field: string): number {
    return this.i32(field) >>> 0;
  }

  /** 32 bits as a signed integer, the form in which address words are kept. */
  i32(field: string): number {
    const { bytes, at } = this;
    if (at + 4 > this.end) {
      throw this.short(4, field);
    }
    this.at = at + 4;
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }

  /** A view of the next `lengthBytes` bytes, not a copy. */
  take(lengthBytes: number, field: string): Uint8Array {
    this.need(lengthBytes, field);
    const from = this.at;
    this.at = from + lengthBytes;
    return this.bytes.subarray(from, this.at);
  }

  /** A reader of the next `lengthBytes` bytes alone. */
  part(lengthBytes: number, field: string): Reader {
    this.need(lengthBytes, field);
    const from = this.at;
    this.at = from + lengthBytes;
    return new Reader(this.bytes, from, this.at, this.base);
  }

  /**
   * Narrows this reader to its next `lengthBytes` bytes and gives the end to hand to `leave`: a part without the cost of
   * another reader, for the hot path.
   */
  enter(lengthBytes: number, field: string): number {
    this.need(lengthBytes, field);
    const { end } = this;
    this.end = this.at + lengthBytes;
    return end;
  }

  /** Goes on behind the part, whatever of it was read. */
  leave(end: number): void {
    this.at = this.end;
    this.end = end;
  }

  skip(lengthBytes: number, field: string): void {
    this.need(lengthBytes, field);
    this.at += lengthBytes;
  }

  need(lengthBytes: number, field: string): void {
    if (this.end - this.at < lengthBytes) {
      throw this.short(lengthBytes, field);
    }
  }

  private short(lengthBytes: number, field: string): DecodeError {
    return DecodeError.short(field, this.offset, lengthBytes, this.end - this.at);
  }
}
