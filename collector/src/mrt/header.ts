import { DecodeError } from '../bytes/decode-error.ts';
import { LEGACY_BGP, hasMicroseconds, isKnownType } from './record.ts';

/** Common header: timestamp (4 bytes), type (2), subtype (2), length of what follows (4). RFC 6396 §2 */
export const HEADER_BYTES = 12;
const MICROSECOND_BYTES = 4;
/** A RIB record of ten thousand peers stays below this; a longer claim is damage, not data. */
const MAX_LENGTH_BYTES = 16 * 1024 * 1024;

export interface Header {
  readonly seconds: number;
  readonly type: number;
  readonly subtype: number;
  /** Microseconds included, where there are any. */
  readonly lengthBytes: number;
  /** Undefined where the type has none, or where they are not in yet. */
  readonly microseconds: number | undefined;
}

/** The header at `at`, of which all bytes are there. */
export function readHeader(bytes: Uint8Array, at: number): Header {
  const type = (bytes[at + 4]! << 8) | bytes[at + 5]!;
  const microseconds = hasMicroseconds(type) && bytes.length >= at + 16 ? u32(bytes, at + 12) : undefined;
  return {
    seconds: u32(bytes, at),
    type,
    subtype: (bytes[at + 6]! << 8) | bytes[at + 7]!,
    lengthBytes: u32(bytes, at + 8),
    microseconds,
  };
}

function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

/** Why a header cannot be one; `offset` is where it stands in the input. */
export function headerProblem({ type, lengthBytes }: Header, offset: number): DecodeError | undefined {
  if (!isKnownType(type)) {
    return new DecodeError('MRT record type', offset + 4, `${type} is no MRT type`);
  }
  if (lengthBytes > MAX_LENGTH_BYTES) {
    return new DecodeError(
      'MRT record length',
      offset + 8,
      `${lengthBytes} bytes, at most ${MAX_LENGTH_BYTES} make sense`
    );
  }
  if (hasMicroseconds(type) && lengthBytes < MICROSECOND_BYTES) {
    return DecodeError.short('MRT microseconds', offset + HEADER_BYTES, MICROSECOND_BYTES, lengthBytes);
  }
  return undefined;
}

/** When looking for a boundary: how far its time may be from the last good one, and how long its record. */
const SEARCH_SECONDS = 86_400;
const SEARCH_LENGTH_BYTES = 256 * 1024;
const MAX_SUBTYPE = 12;

/**
 * Whether a record begins at `at`: its header makes sense beside the last good time, and so does the one behind it, or the
 * input ends there. Where that one is not in yet, tells how many bytes from `at` decide.
 */
export function isBoundary(
  bytes: Uint8Array,
  at: number,
  lastSeconds: number,
  ended: boolean
): 'yes' | 'no' | { needBytes: number } {
  const header = readHeader(bytes, at);
  if (!isLikely(header, lastSeconds)) {
    return 'no';
  }
  const next = at + HEADER_BYTES + header.lengthBytes;
  if (bytes.length < next + HEADER_BYTES) {
    if (ended) {
      return next === bytes.length ? 'yes' : 'no';
    }
    return { needBytes: next + HEADER_BYTES - at };
  }
  return isLikely(readHeader(bytes, next), header.seconds) ? 'yes' : 'no';
}

/** Whether a header makes sense beside the time of another: more than that it could be one. */
export function isLikely(header: Header, lastSeconds: number): boolean {
  return (
    headerProblem(header, 0) === undefined &&
    isDated(header) &&
    header.subtype <= MAX_SUBTYPE &&
    header.lengthBytes <= SEARCH_LENGTH_BYTES &&
    isNear(header.seconds, lastSeconds)
  );
}

/** Whether the time of a header can stand for the time of its file: zeros read as a record of a type that no archive has. */
export function isDated({ type }: Header): boolean {
  return type >= LEGACY_BGP;
}

/** Whether two records may well be of one file. */
export function isNear(seconds: number, otherSeconds: number): boolean {
  return Math.abs(seconds - otherSeconds) <= SEARCH_SECONDS;
}
