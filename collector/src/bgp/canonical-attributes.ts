import { Reader } from '../bytes/reader.ts';
import { parseAddress } from '../net/parse-prefix.ts';
import { ATTRIBUTE_RULES } from './attribute-rules.ts';
import type { Aggregator } from './attribute-values.ts';
import { type AttributeBytes, type PathAttributes, decodeAttributes } from './attributes.ts';
import type { SessionParams } from './session-params.ts';

const OPTIONAL_AND_TRANSITIVE = 0xc0;
const EXTENDED_LENGTH = 0x10;
const AGGREGATOR = 7;
const AGGREGATOR_BYTES = 8;
/** AS_PATH, NEXT_HOP, MP_REACH_NLRI and MP_UNREACH_NLRI, then AS4_PATH and AS4_AGGREGATOR, which are merged into others. */
const LEFT_OUT = [2, 3, 14, 15, 17, 18].reduce((bits, type) => bits | (1 << type), 0);

function isLeftOut(type: number): boolean {
  return type < 32 && (LEFT_OUT & (1 << type)) !== 0;
}

/** As TABLE_DUMP_V2 has them. RFC 6396 §4.3.4 */
const PARAMS: SessionParams = { asBytes: 4, addPath: () => false, external: undefined };

/**
 * The attributes of a block that are neither AS_PATH nor of the next hop and NLRI, in the one form that all equal sets have,
 * whatever session or table they came by: in the order of their types, AS numbers 4 octets wide, flags as specified and without
 * the partial bit, the length in one byte where that is enough. `bytes` are those of the block's reader, `attributes` what the
 * block was decoded to. The result has bytes of its own, and is decoded by `decodeCanonicalAttributes`.
 */
export function canonicalAttributes(
  bytes: Uint8Array,
  { starts }: AttributeBytes,
  attributes: PathAttributes
): Uint8Array {
  let lengthBytes = 0;
  let ascending = true;
  let last = -1;
  for (const start of starts) {
    const type = bytes[start + 1]!;
    if (!isLeftOut(type)) {
      const valueBytes = type === AGGREGATOR ? AGGREGATOR_BYTES : valueBytesOf(bytes, start);
      lengthBytes += (valueBytes > 255 ? 4 : 3) + valueBytes;
      ascending &&= type > last;
      last = type;
    }
  }
  // RFC 4271 §5 asks speakers for that order, so it is seldom to be made.
  const ordered = ascending ? starts : [...starts].sort((a, b) => bytes[a + 1]! - bytes[b + 1]!);
  const canonical = new Uint8Array(lengthBytes);
  let to = 0;
  for (const start of ordered) {
    const type = bytes[start + 1]!;
    if (type === AGGREGATOR) {
      to = putAggregator(canonical, to, attributes.aggregator!);
    } else if (!isLeftOut(type)) {
      to = putAttribute(canonical, to, bytes, start);
    }
  }
  return canonical;
}

/** The attributes of which `canonicalAttributes` made these bytes, AS_PATH and next hop being undefined. */
export function decodeCanonicalAttributes(bytes: Uint8Array): PathAttributes {
  return decodeAttributes(new Reader(bytes), PARAMS, 'table').attributes;
}

function valueBytesOf(bytes: Uint8Array, start: number): number {
  return bytes[start]! & EXTENDED_LENGTH ? (bytes[start + 2]! << 8) | bytes[start + 3]! : bytes[start + 2]!;
}

/** Writes the attribute that begins at `start` of `bytes`; gives the place behind it. */
function putAttribute(canonical: Uint8Array, at: number, bytes: Uint8Array, start: number): number {
  const type = bytes[start + 1]!;
  const valueBytes = valueBytesOf(bytes, start);
  const flags = ATTRIBUTE_RULES[type]?.flags ?? bytes[start]! & OPTIONAL_AND_TRANSITIVE;
  let to = putHeader(canonical, at, flags, type, valueBytes);
  const from = start + (bytes[start]! & EXTENDED_LENGTH ? 4 : 3);
  for (let i = from; i < from + valueBytes; i++) {
    canonical[to++] = bytes[i]!;
  }
  return to;
}

function putAggregator(canonical: Uint8Array, at: number, { as, address }: Aggregator): number {
  const to = putHeader(canonical, at, OPTIONAL_AND_TRANSITIVE, AGGREGATOR, AGGREGATOR_BYTES);
  return putWord(canonical, putWord(canonical, to, as), parseAddress(address)!.w0);
}

function putHeader(canonical: Uint8Array, at: number, flags: number, type: number, valueBytes: number): number {
  let to = at;
  canonical[to++] = valueBytes > 255 ? flags | EXTENDED_LENGTH : flags;
  canonical[to++] = type;
  if (valueBytes > 255) {
    canonical[to++] = valueBytes >>> 8;
  }
  canonical[to++] = valueBytes;
  return to;
}

/** Four bytes, big-endian. */
function putWord(canonical: Uint8Array, at: number, word: number): number {
  canonical[at] = word >>> 24;
  canonical[at + 1] = word >>> 16;
  canonical[at + 2] = word >>> 8;
  canonical[at + 3] = word;
  return at + 4;
}
