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

export type Layout = 'plain' | 'labeled' | 'vpn';

/** How the NLRI of a SAFI are laid out; others are kept as bytes. */
const LAYOUTS: Readonly<Record<number, Layout>> = {
  [SAFI_UNICAST]: 'plain',
  [SAFI_MULTICAST]: 'plain',
  [SAFI_LABELED]: 'labeled',
  [SAFI_VPN]: 'vpn',
};

/** How the NLRI of a family are laid out; undefined where they are kept as bytes. */
export function layoutOf(family: Family): Layout | undefined {
  return formOf(family)?.layout;
}

interface Form {
  readonly bits: AddressBits;
  readonly layout: Layout;
}

function formOf({ afi, safi }: Family): Form | undefined {
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
  if (reader.left === 0) {
    return nlriOf(family, [], nextHop);
  }
  const { bits, layout } = form;
  const addPath = params.addPath(family);
  if (typeof addPath === 'boolean') {
    return nlriOf(family, decodeList(reader, bits, layout, addPath).prefixes, nextHop);
  }
  return decodeEither(reader, family, form, addPath === 'likely', nextHop);
}

/**
 * Old collectors wrote NLRI with path identifiers under types that say there are none, and routers leave out those of a session
 * where they write its messages anew for BMP. A list is read as announced where it makes a likely one (see `decodeList`), else the
 * other way where that does: a small identifier reads as a row of default routes, another mostly as a length that no prefix has.
 *
 * Limits: identifiers from 2^24 on whose bytes happen to be prefixes are read as those prefixes, and several prefixes whose bytes
 * happen to be identifiers as those. A malformed list that makes sense the other way is read so. Each list is judged for itself.
 */
function decodeEither(reader: Reader, family: Family, form: Form, withIds: boolean, nextHop?: AddressText): Nlri {
  const from = reader.at;
  const announced = attempt(reader, form, withIds);
  if (!(announced instanceof DecodeError) && announced.likely) {
    return nlriOf(family, announced.prefixes, nextHop);
  }
  reader.at = from;
  const other = attempt(reader, form, !withIds);
  if (!(other instanceof DecodeError) && other.likely) {
    return { ...nlriOf(family, other.prefixes, nextHop), ambiguous: true };
  }
  if (announced instanceof DecodeError) {
    throw announced;
  }
  reader.at = reader.end;
  return nlriOf(family, announced.prefixes, nextHop);
}

function attempt(reader: Reader, { bits, layout }: Form, addPath: boolean): List | DecodeError {
  try {
    return decodeList(reader, bits, layout, addPath);
  } catch (error) {
    return asDecodeError(error);
  }
}

interface List {
  readonly prefixes: NlriPrefix[];
  /** Whether it looks like what a router sends; RFC 4271 §4.3 allows more. */
  readonly likely: boolean;
}

/**
 * With path identifiers a list is likely without host bits and without the same default route twice in a row; without them, if
 * no default route stands in it twice, or beside host bits. In different VPNs default routes are different.
 */
function decodeList(reader: Reader, bits: AddressBits, layout: Layout, addPath: boolean): List {
  const prefixes: NlriPrefix[] = [];
  let hostBits = false;
  let defaults = 0;
  let last: NlriPrefix | undefined;
  while (reader.at < reader.end) {
    const prefix = decodeOne(reader, bits, layout, addPath);
    const { lengthBits, pathId } = prefix;
    if (lengthBits > 0) {
      hostBits ||= (reader.bytes[reader.at - 1]! & (0xff >> (lengthBits & 7 || 8))) !== 0;
    } else if (layout !== 'vpn' && (!addPath || (last?.lengthBits === 0 && last.pathId === pathId))) {
      defaults++;
    }
    prefixes.push(prefix);
    last = prefix;
  }
  const likely = addPath ? !hostBits && defaults === 0 : defaults < (hostBits ? 1 : 2);
  return { prefixes, likely };
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
