import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** 0xff stands in no UTF-8 text; the last byte is the version of the format. */
const MARKER = Buffer.from([0xff, 0x45, 0x4a, 0x01]);
const BODY_BYTES_AT = 4;
const TEXT_BYTES_AT = 8;
const LINES_AT = 12;
const CRC_AT = 16;
export const FRAME_HEADER_BYTES = 20;
/** Of the output of zlib. */
const MIN_CHUNK_BYTES = 64;
/** Bound of what a frame may hold, so that no damaged length reserves more memory. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** Whole lines that go to the disk together. */
export interface Frame {
  readonly kind: 'frame';
  /** Lines with a line end each. */
  readonly text: Buffer;
  readonly lines: number;
  /** Where the next frame begins. */
  readonly end: number;
}

/** The bytes end before the frame does that seems to begin here. */
export interface ShortFrame {
  readonly kind: 'short';
  /** Bytes from the offset on that the frame needs. */
  readonly needBytes: number;
}

export interface NoFrame {
  readonly kind: 'damaged';
}

/**
 * ```
 *  0  4  marker ff 45 4a 01
 *  4  4  length of the body, bytes
 *  8  4  length of the text, bytes
 * 12  4  lines of the text
 * 16  4  CRC-32 of bytes 4 to 15 and of the body
 * 20     body: the text, Zstandard (RFC 8878)
 * ```
 * All numbers are big-endian.
 */
export function encodeFrame(text: Buffer, lines: number): Buffer {
  const body = zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + body.length);
  MARKER.copy(frame);
  frame.writeUInt32BE(body.length, BODY_BYTES_AT);
  frame.writeUInt32BE(text.length, TEXT_BYTES_AT);
  frame.writeUInt32BE(lines, LINES_AT);
  frame.writeUInt32BE(crc32(body, crc32(frame.subarray(BODY_BYTES_AT, CRC_AT))), CRC_AT);
  body.copy(frame, FRAME_HEADER_BYTES);
  return frame;
}

/** What stands at an offset. */
export function decodeFrame(bytes: Buffer, at: number): Frame | ShortFrame | NoFrame {
  const have = bytes.length - at;
  if (bytes.compare(MARKER, 0, Math.min(have, MARKER.length), at, Math.min(bytes.length, at + MARKER.length)) !== 0) {
    return { kind: 'damaged' };
  }
  if (have < FRAME_HEADER_BYTES) {
    return { kind: 'short', needBytes: FRAME_HEADER_BYTES };
  }
  const bodyBytes = bytes.readUInt32BE(at + BODY_BYTES_AT);
  const textBytes = bytes.readUInt32BE(at + TEXT_BYTES_AT);
  if (textBytes > MAX_TEXT_BYTES || bodyBytes > 2 * MAX_TEXT_BYTES) {
    return { kind: 'damaged' };
  }
  const end = at + FRAME_HEADER_BYTES + bodyBytes;
  if (end > bytes.length) {
    return { kind: 'short', needBytes: end - at };
  }
  const body = bytes.subarray(at + FRAME_HEADER_BYTES, end);
  const crc = crc32(body, crc32(bytes.subarray(at + BODY_BYTES_AT, at + CRC_AT)));
  if (crc !== bytes.readUInt32BE(at + CRC_AT)) {
    return { kind: 'damaged' };
  }
  // Room for one byte more than there is, for a buffer that comes out full is followed by another, and both are copied together.
  const text = zstdDecompressSync(body, { chunkSize: textBytes + MIN_CHUNK_BYTES, maxOutputLength: MAX_TEXT_BYTES });
  return { kind: 'frame', text, lines: bytes.readUInt32BE(at + LINES_AT), end };
}

/** Offset of the next marker from `from` on; without one, the offset from which bytes yet to be read may hold one. */
export function nextMarker(bytes: Buffer, from: number): number {
  const found = bytes.indexOf(MARKER, from);
  return found >= 0 ? found : Math.max(from, bytes.length - MARKER.length + 1);
}
