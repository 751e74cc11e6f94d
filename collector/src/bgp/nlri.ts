import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { type AddressText, formatIPv4 } from '../net/address.ts';
import {
  AFI_IPV4,
  AFI_IPV6,
  type Family,
  SAFI_LABELED,
  SAFI_MULTICAST,
  SAFI_UNICAST,
  SAFI_VPN,
} from '../net/family.ts';
import { type AddressBits, type Prefix, decodePrefixBits } from '../net/prefix.ts';
import { asDecodeError } from './fault.ts';
import type { SessionParams } from './session-params.ts';

/** A prefix with what its family and ADD-PATH put before it. */
export interface NlriPrefix extends Prefix {
  /** RFC 7911 */
  readonly pathId: number | undefined;
  /** Route distinguisher, RFC 4364 §4.2: `AS:number` or `address:number`. */
  readonly rd: string | undefined;
  /** MPLS labels, 20 bits each, RFC 8277; the withdraw mark 0x800000 and 0x000000 leave none. */
  readonly labels: readonly number[] | undefined;
}

/** The NLRI of one family. */
export interface Nlri {
  readonly family: Family;
  readonly prefixes: readonly NlriPrefix[];
  /** NLRI of a family without a decoder here. A view of the input: copy it to keep it. */
  readonly undecoded: Uint8Array | undefined;
  /** Next hop of the announced ones. */
  readonly nextHop: AddressText | undefined;
  /** Whether path identifiers were assumed because the NLRI make no sense without, or left out because they make none with. */
  readonly ambiguous: boolean;
}

type Layout = 'plain' | 'labeled' | 'vpn';

/** How the NLRI of a SAFI are laid out; others are kept as bytes. */
const LAYOUTS: Readonly<Record<number, Layout>> = {
  [SAFI_UNICAST]: 'plain',
  [SAFI_MULTICAST]: 'plain',
  [SAFI_LABELED]: 'labeled',
  [SAFI_VPN]: 'vpn',
};

function formOf({ afi, safi }: Family): { bits: AddressBits; layout: Layout } | undefined {
  const layout = LAYOUTS[safi];
  const bits = afi === AFI_IPV4 ? 32 : afi === AFI_IPV6 ? 128 : undefined;
  return layout === undefined || bits === undefined ? undefined : { bits, layout };
}

function nlriOf(family: Family, prefixes: readonly NlriPrefix[], nextHop?: AddressText): Nlri {
  return { family, prefixes, undecoded: undefined, nextHop, ambiguous: false };
}

/** Decodes NLRI up to the reader's end. RFC 4271 §4.3, RFC 4760 §5, RFC 7911 §3, RFC 8277 §2, RFC 4364 §4.3.4 */
export function decodeNlri(reader: Reader, family: Family, params: SessionParams, nextHop?: AddressText): Nlri {
  const form = formOf(family);
  if (form === undefined) {
    const undecoded = reader.take(reader.left, 'NLRI');
    return { family, prefixes: [], undecoded, nextHop, ambiguous: false };
  }
  const { bits, layout } = form;
  const addPath = params.addPath(family);
  switch (addPath) {
    case undefined:
      return decodeEither(reader, family, bits, layout, nextHop);
    case 'likely':
      return decodeLikely(reader, family, bits, layout, nextHop);
    default:
      return nlriOf(family, decodeAll(reader, bits, layout, addPath), nextHop);
  }
}

/**
 * Routers are seen to leave out the path identifiers of a session where they write its messages anew for BMP. A prefix read as a
 * path identifier seldom makes sense. What makes none either way is an error of the agreed form.
 */
function decodeLikely(reader: Reader, family: Family, bits: AddressBits, layout: Layout, nextHop?: AddressText): Nlri {
  const from = reader.at;
  try {
    return nlriOf(family, decodeAll(reader, bits, layout, true), nextHop);
  } catch (problem) {
    reader.at = from;
    const plain = decodePlausible(reader, bits, layout);
    if (plain === undefined) {
      throw problem;
    }
    return { ...nlriOf(family, plain, nextHop), ambiguous: true };
  }
}

/** Prefixes without path identifiers; undefined where they are none, or look like path identifiers. */
function decodePlausible(reader: Reader, bits: AddressBits, layout: Layout): NlriPrefix[] | undefined {
  try {
    const prefixes = decodeAll(reader, bits, layout, false);
    return isPlausible(prefixes) ? prefixes : undefined;
  } catch (error) {
    asDecodeError(error);
    return undefined;
  }
}

/** No list has a default route twice, but the zeros of path identifiers read as such. */
function isPlausible(prefixes: readonly NlriPrefix[]): boolean {
  return prefixes.filter(({ lengthBits }) => lengthBits === 0).length < 2;
}

/**
 * Old collectors wrote NLRI with path identifiers under types that say there are none. Read without, those are either no
 * prefixes at all, or a row of default routes, which no list has twice.
 */
function decodeEither(reader: Reader, family: Family, bits: AddressBits, layout: Layout, nextHop?: AddressText): Nlri {
  const from = reader.at;
  let problem: unknown;
  let strict: NlriPrefix[] | undefined;
  try {
    strict = decodeAll(reader, bits, layout, false);
    if (isPlausible(strict)) {
      return nlriOf(family, strict, nextHop);
    }
  } catch (error) {
    problem = error;
  }
  reader.at = from;
  try {
    const prefixes = decodeAll(reader, bits, layout, true);
    return { family, prefixes, undecoded: undefined, nextHop, ambiguous: true };
  } catch {
    if (strict === undefined) {
      throw problem;
    }
    reader.at = reader.end;
    return nlriOf(family, strict, nextHop);
  }
}

function decodeAll(reader: Reader, bits: AddressBits, layout: Layout, addPath: boolean): NlriPrefix[] {
  const prefixes: NlriPrefix[] = [];
  while (reader.at < reader.end) {
    prefixes.push(decodeOne(reader, bits, layout, addPath));
  }
  return prefixes;
}

/** One prefix of a family, without a path identifier; undefined where the family has no decoder here. */
export function decodeOneOf(reader: Reader, family: Family): NlriPrefix | undefined {
  const form = formOf(family);
  return form && decodeOne(reader, form.bits, form.layout, false);
}

/** One prefix with what stands before it. */
function decodeOne(reader: Reader, bits: AddressBits, layout: Layout, addPath: boolean): NlriPrefix {
  const pathId = addPath ? reader.u32('path identifier') : undefined;
  if (layout === 'plain') {
    return decodePrefixBits(reader, bits, reader.u8('prefix length'), pathId, undefined, undefined);
  }
  // The length counts the bits of labels and route distinguisher too.
  const offset = reader.offset;
  let lengthBits = reader.u8('prefix length');
  const labels: number[] = [];
  for (let more = true; more; lengthBits -= 24) {
    const entry = (reader.u16('label') << 8) | reader.u8('label');
    // Bottom of stack, or the marks that a withdraw may have in place of a label (RFC 3107 §3, RFC 8277 §2.4).
    more = (entry & 1) === 0 && entry !== 0x800000 && entry !== 0;
    if (entry !== 0x800000 && entry !== 0) {
      labels.push(entry >>> 4);
    }
  }
  const rd = layout === 'vpn' ? decodeRouteDistinguisher(reader) : undefined;
  lengthBits -= rd === undefined ? 0 : 64;
  if (lengthBits < 0) {
    throw new DecodeError('prefix length', offset, 'shorter than its labels and route distinguisher');
  }
  return decodePrefixBits(reader, bits, lengthBits, pathId, rd, labels);
}

/** Type (2 bytes), then AS and number, or address and number. RFC 4364 §4.2 */
export function decodeRouteDistinguisher(reader: Reader): string {
  const type = reader.u16('route distinguisher');
  switch (type) {
    case 0: {
      const as = reader.u16('route distinguisher');
      return `${as}:${reader.u32('route distinguisher')}`;
    }
    case 1: {
      const address = formatIPv4(reader.i32('route distinguisher'));
      return `${address}:${reader.u16('route distinguisher')}`;
    }
    case 2: {
      const as = reader.u32('route distinguisher');
      return `${as}:${reader.u16('route distinguisher')}`;
    }
    default: {
      const high = reader.u16('route distinguisher');
      return `type-${type}:${high * 2 ** 32 + reader.u32('route distinguisher')}`;
    }
  }
}
