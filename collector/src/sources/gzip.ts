import { createInflateRaw } from 'node:zlib';
import { CompressedMember } from './compressed-member.ts';
import type { Decoder } from './decompress.ts';

const FIXED_HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
/** A name or comment that goes on for longer is no header. */
const MAX_HEADER_BYTES = 256 * 1024;

/** Flags of a member's header. RFC 1952 §2.3.1 */
const HAS_HEADER_CRC = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;

/**
 * Decodes gzip members one after the other (RFC 1952). Node's own decoder gives up what it has decoded of a piece when it
 * meets garbage behind the last member; archives have such files.
 */
export class GzipDecoder implements Decoder {
  readonly output: Uint8Array[] = [];
  failure: Error | undefined;
  /** Input that no member has taken yet. */
  #pending: Buffer = Buffer.alloc(0);
  #member: CompressedMember | undefined;
  #members = 0;

  async feed(chunk: Uint8Array): Promise<void> {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.failure === undefined && (await this.#step())) {
      // Each step takes what it can.
    }
  }

  async finish(): Promise<void> {
    const between = this.#member === undefined && this.#pending.length === 0 && this.#members > 0;
    if (!between) {
      this.#member?.close();
      this.failure ??= new Error('the compressed data is cut off');
    }
  }

  /** Takes a header, a part of a body, or a trailer; false when more input is needed first. */
  async #step(): Promise<boolean> {
    if (this.#member === undefined) {
      return this.#begin();
    }
    const member = this.#member;
    if (!member.ended) {
      const takenBytes = await member.write(this.#pending, this.output);
      this.#pending = this.#pending.subarray(takenBytes);
      this.failure = member.failure;
      return member.ended;
    }
    if (this.#pending.length < TRAILER_BYTES) {
      return false;
    }
    this.failure = trailerProblem(this.#pending, member);
    this.#pending = this.#pending.subarray(TRAILER_BYTES);
    this.#member = undefined;
    this.#members++;
    return this.#pending.length > 0;
  }

  #begin(): boolean {
    if (this.#pending.length < 2) {
      return false;
    }
    if (this.#pending[0] !== 0x1f || this.#pending[1] !== 0x8b) {
      this.failure = new Error('there is garbage behind the compressed data');
      return false;
    }
    const headerBytes = memberHeaderBytes(this.#pending);
    if (headerBytes === undefined) {
      if (this.#pending.length > MAX_HEADER_BYTES) {
        this.failure = new Error('the compressed data is damaged (a header does not end)');
      }
      return false;
    }
    this.#pending = this.#pending.subarray(headerBytes);
    this.#member = new CompressedMember(createInflateRaw());
    return true;
  }
}

/** Length of a member's header; undefined while it is not all there. RFC 1952 §2.3 */
function memberHeaderBytes(bytes: Buffer): number | undefined {
  const flags = bytes[3] ?? 0;
  let at = FIXED_HEADER_BYTES;
  if (flags & HAS_EXTRA) {
    if (bytes.length < at + 2) {
      return undefined;
    }
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if (flags & flag) {
      const end = bytes.indexOf(0, at);
      if (end === -1) {
        return undefined;
      }
      at = end + 1;
    }
  }
  at += flags & HAS_HEADER_CRC ? 2 : 0;
  return bytes.length < at ? undefined : at;
}

/** CRC and size of the decoded data, little-endian. RFC 1952 §2.3.1 */
function trailerProblem(trailer: Buffer, { crc, sizeBytes }: CompressedMember): Error | undefined {
  const right = trailer.readUInt32LE(0) === crc && trailer.readUInt32LE(4) === sizeBytes % 2 ** 32;
  return right ? undefined : new Error('the compressed data is damaged (its checksum does not match)');
}
