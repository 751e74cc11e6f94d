import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';

export type SegmentKind = 'set' | 'sequence' | 'confed-sequence' | 'confed-set';

export interface AsPathSegment {
  readonly kind: SegmentKind;
  readonly asns: readonly number[];
}

export type AsPath = readonly AsPathSegment[];

/** Segment types 1 to 4: RFC 4271 §4.3, RFC 5065 §3. */
const SEGMENT_KINDS: readonly (SegmentKind | undefined)[] = [
  undefined,
  'set',
  'sequence',
  'confed-sequence',
  'confed-set',
];

/**
 * Decodes AS_PATH or AS4_PATH up to the reader's end. RFC 4271 §4.3; an empty segment is malformed (RFC 7606 §7.2), and so is
 * AS 0 (RFC 7607 §2) where `refuseAs0`.
 */
export function decodeAsPath(reader: Reader, asBytes: 2 | 4, refuseAs0: boolean): AsPath {
  const path: AsPathSegment[] = [];
  while (reader.left > 0) {
    const offset = reader.offset;
    const type = reader.u8('AS_PATH segment type');
    const kind = SEGMENT_KINDS[type];
    if (kind === undefined) {
      throw new DecodeError('AS_PATH segment type', offset, `${type} is not 1 to 4`);
    }
    const count = reader.u8('AS_PATH segment length');
    if (count === 0) {
      throw new DecodeError('AS_PATH segment length', offset + 1, 'a segment without AS numbers');
    }
    reader.need(count * asBytes, 'AS_PATH segment');
    const asns = new Array<number>(count);
    for (let i = 0; i < count; i++) {
      const as = asBytes === 4 ? reader.u32('AS number') : reader.u16('AS number');
      if (as === 0 && refuseAs0) {
        throw new DecodeError('AS_PATH', reader.offset - asBytes, 'AS 0');
      }
      asns[i] = as;
    }
    path.push({ kind, asns });
  }
  return path;
}

const MAX_SEGMENT_ASNS = 255;

/**
 * AS_PATH with 4-octet AS numbers, bytes of their own: what `decodeAsPath` reads. RFC 4271 §4.3, RFC 6793 §3. A segment of more
 * than 255 AS numbers, as a merged path may have, becomes several of its kind.
 */
export function encodeAsPath(path: AsPath): Uint8Array {
  let lengthBytes = 0;
  for (const { asns } of path) {
    lengthBytes += 2 * Math.ceil(asns.length / MAX_SEGMENT_ASNS) + 4 * asns.length;
  }
  const bytes = new Uint8Array(lengthBytes);
  let to = 0;
  for (const { kind, asns } of path) {
    const type = SEGMENT_KINDS.indexOf(kind);
    for (let i = 0; i < asns.length; i++) {
      if (i % MAX_SEGMENT_ASNS === 0) {
        bytes[to++] = type;
        bytes[to++] = Math.min(MAX_SEGMENT_ASNS, asns.length - i);
      }
      const as = asns[i]!;
      bytes[to++] = as >>> 24;
      bytes[to++] = as >>> 16;
      bytes[to++] = as >>> 8;
      bytes[to++] = as;
    }
  }
  return bytes;
}

/** Length for route selection: a set counts one, confederation segments none. RFC 4271 §9.1.2.2, RFC 5065 §5.3. */
export function asPathLength(path: AsPath): number {
  let length = 0;
  for (const { kind, asns } of path) {
    length += kind === 'sequence' ? asns.length : kind === 'set' ? 1 : 0;
  }
  return length;
}

/** The AS that originated the route: the last of the path, unless the path is empty or ends in a set. */
export function originAs(path: AsPath): number | undefined {
  const last = path.at(-1);
  return last?.kind === 'sequence' ? last.asns.at(-1) : undefined;
}

/** AS numbers in plain decimal from the peer to the origin; `{set}`, `(confed sequence)`, `[confed set]`. */
export function formatAsPath(path: AsPath): string {
  const [only] = path;
  return path.length === 1 ? formatSegment(only!) : path.map(formatSegment).join(' ');
}

function formatSegment({ kind, asns }: AsPathSegment): string {
  switch (kind) {
    case 'sequence':
      return asns.join(' ');
    case 'set':
      return `{${asns.join(',')}}`;
    case 'confed-sequence':
      return `(${asns.join(' ')})`;
    case 'confed-set':
      return `[${asns.join(',')}]`;
  }
}

/**
 * The path with the 4-octet AS numbers that a 2-octet speaker could not carry: the leading hops of AS_PATH, then AS4_PATH.
 * AS4_PATH is ignored when it is the longer one. RFC 6793 §4.2.3; its confederation segments are dropped (§6).
 */
export function mergeAs4Path(path: AsPath, as4Path: AsPath): AsPath {
  const tail = as4Path.filter(({ kind }) => kind === 'sequence' || kind === 'set');
  let lead = asPathLength(path) - asPathLength(tail);
  if (lead < 0) {
    return path;
  }
  const merged: AsPathSegment[] = [];
  for (const segment of path) {
    if (segment.kind === 'sequence') {
      if (lead > 0) {
        merged.push({ kind: 'sequence', asns: segment.asns.slice(0, lead) });
      }
      lead -= segment.asns.length;
    } else if (segment.kind === 'set') {
      if (lead > 0) {
        merged.push(segment);
      }
      lead -= 1;
    } else if (lead > 0 || merged.every(({ kind }) => kind !== 'sequence' && kind !== 'set')) {
      merged.push(segment);
    }
  }
  return joinSequences([...merged, ...tail]);
}

/** Two sequences side by side are one, as the text shows them. */
function joinSequences(path: AsPath): AsPath {
  const joined: AsPathSegment[] = [];
  for (const segment of path) {
    const last = joined.at(-1);
    if (last?.kind === 'sequence' && segment.kind === 'sequence') {
      joined[joined.length - 1] = { kind: 'sequence', asns: [...last.asns, ...segment.asns] };
    } else {
      joined.push(segment);
    }
  }
  return joined;
}

/** The path through the same ASes with each once in a row; the very same object where none is repeated. */
export function withoutPrepending(path: AsPath): AsPath {
  const plain: { kind: SegmentKind; asns: number[] }[] = [];
  let repeated = false;
  for (const { kind, asns } of path) {
    const before = plain.at(-1);
    const goesOn = kind === 'sequence' && before?.kind === kind;
    const kept = goesOn ? before.asns : [];
    for (const as of asns) {
      if (kind === 'sequence' && kept.at(-1) === as) {
        repeated = true;
      } else {
        kept.push(as);
      }
    }
    if (!goesOn) {
      plain.push({ kind, asns: kept });
    }
  }
  return repeated ? plain : path;
}

/** The path without its first AS, where that is `as`. */
export function withoutFirst(path: AsPath, as: number): AsPath {
  const [first, ...rest] = path;
  if (first?.kind !== 'sequence' || first.asns[0] !== as) {
    return path;
  }
  return first.asns.length === 1 ? rest : [{ kind: 'sequence', asns: first.asns.slice(1) }, ...rest];
}
