import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { type AddressText, decodeIPv4, decodeIPv6 } from '../net/address.ts';
import type { Family } from '../net/family.ts';
import { type AsPath, decodeAsPath, mergeAs4Path } from './as-path.ts';
import { decodeCommunities, decodeExtendedCommunities, decodeLargeCommunities } from './communities.ts';
import { type Nlri, decodeNlri } from './nlri.ts';
import type { SessionParams } from './session-params.ts';

export type Origin = 'IGP' | 'EGP' | 'INCOMPLETE';

export interface Aggregator {
  readonly as: number;
  readonly address: AddressText;
}

/** The path attributes of a route; an absent one is undefined. RFC 4271 §5 unless another is named. */
export interface PathAttributes {
  origin?: Origin;
  asPath?: AsPath;
  /** NEXT_HOP; in a table dump also the next hop of a cut-down MP_REACH. */
  nextHop?: AddressText;
  med?: number;
  localPref?: number;
  atomicAggregate?: true;
  aggregator?: Aggregator;
  /** RFC 1997 */
  communities?: string[];
  /** RFC 4456 */
  originatorId?: AddressText;
  /** RFC 4456 */
  clusterList?: AddressText[];
  /** RFC 4360 */
  extendedCommunities?: string[];
  /** RFC 8092 */
  largeCommunities?: string[];
  /** RFC 9234 */
  onlyToCustomer?: number;
  /** Attributes without a decoder here. The bytes are a view of the input: copy them to keep them. */
  others?: { readonly type: number; readonly bytes: Uint8Array }[];
}

/** All that an attribute block holds: the attributes of the routes, and the NLRI of MP_REACH and MP_UNREACH (RFC 4760). */
export interface AttributeBlock {
  readonly attributes: PathAttributes;
  readonly reach?: Nlri;
  readonly unreach?: Nlri;
}

export interface AttributeOptions extends SessionParams {
  /** MP_REACH may be cut down to its next hop, as tables do. RFC 6396 §4.3.4 */
  readonly tableDump?: boolean;
}

const ORIGINS: readonly Origin[] = ['IGP', 'EGP', 'INCOMPLETE'];
const EXTENDED_LENGTH = 0x10;

/** Decodes path attributes up to the reader's end. Of an attribute that stands twice the first counts (RFC 7606 §3 g). */
export function decodeAttributes(reader: Reader, options: AttributeOptions): AttributeBlock {
  const attributes: PathAttributes = {};
  const found: Found = { seen: new Set() };
  while (reader.left > 0) {
    const flags = reader.u8('attribute flags');
    const type = reader.u8('attribute type');
    const lengthBytes = flags & EXTENDED_LENGTH ? reader.u16('attribute length') : reader.u8('attribute length');
    const value = reader.part(lengthBytes, `attribute ${type}`);
    if (!found.seen.has(type)) {
      found.seen.add(type);
      decodeAttribute(type, value, options, attributes, found);
    }
  }
  if (options.asBytes === 2) {
    mergeFourOctet(attributes, found);
  }
  return {
    attributes,
    ...(found.reach && { reach: found.reach }),
    ...(found.unreach && { unreach: found.unreach }),
  };
}

/** What a block holds besides attributes of routes. */
interface Found {
  readonly seen: Set<number>;
  reach?: Nlri;
  unreach?: Nlri;
  as4Path?: AsPath;
  as4Aggregator?: Aggregator;
}

function decodeAttribute(
  type: number,
  value: Reader,
  options: AttributeOptions,
  attributes: PathAttributes,
  found: Found
): void {
  switch (type) {
    case 1:
      attributes.origin = decodeOrigin(value);
      return;
    case 2:
      attributes.asPath = decodeAsPath(value, options.asBytes);
      return;
    case 3:
      attributes.nextHop = decodeIPv4(value, 'NEXT_HOP');
      return;
    case 4:
      attributes.med = value.u32('MULTI_EXIT_DISC');
      return;
    case 5:
      attributes.localPref = value.u32('LOCAL_PREF');
      return;
    case 6:
      attributes.atomicAggregate = true;
      return;
    case 7:
      attributes.aggregator = decodeAggregator(value, value.left === 8 ? 4 : 2);
      return;
    case 8:
      attributes.communities = decodeCommunities(value);
      return;
    case 9:
      attributes.originatorId = decodeIPv4(value, 'ORIGINATOR_ID');
      return;
    case 10:
      attributes.clusterList = decodeClusterList(value);
      return;
    case 14:
      decodeReach(value, options, attributes, found);
      return;
    case 15:
      found.unreach = decodeNlri(value, decodeFamily(value));
      return;
    case 16:
      attributes.extendedCommunities = decodeExtendedCommunities(value);
      return;
    case 17:
      found.as4Path = decodeAsPath(value, 4);
      return;
    case 18:
      found.as4Aggregator = decodeAggregator(value, 4);
      return;
    case 32:
      attributes.largeCommunities = decodeLargeCommunities(value);
      return;
    case 35:
      attributes.onlyToCustomer = value.u32('OTC');
      return;
    default:
      (attributes.others ??= []).push({ type, bytes: value.take(value.left, `attribute ${type}`) });
  }
}

function decodeOrigin(value: Reader): Origin {
  const offset = value.offset;
  const code = value.u8('ORIGIN');
  const origin = ORIGINS[code];
  if (origin === undefined) {
    throw new DecodeError('ORIGIN', offset, `${code} is not 0, 1 or 2`);
  }
  return origin;
}

function decodeAggregator(value: Reader, asBytes: 2 | 4): Aggregator {
  const as = asBytes === 4 ? value.u32('AGGREGATOR') : value.u16('AGGREGATOR');
  return { as, address: decodeIPv4(value, 'AGGREGATOR') };
}

function decodeClusterList(value: Reader): AddressText[] {
  const ids: AddressText[] = [];
  while (value.left > 0) {
    ids.push(decodeIPv4(value, 'CLUSTER_LIST'));
  }
  return ids;
}

function decodeFamily(value: Reader): Family {
  const afi = value.u16('AFI');
  return { afi, safi: value.u8('SAFI') };
}

/** MP_REACH_NLRI, RFC 4760 §3. */
function decodeReach(value: Reader, options: AttributeOptions, attributes: PathAttributes, found: Found): void {
  // The cut-down form begins with the next hop's length, which is never 0; the full form with the high byte of an AFI below 256.
  if (options.tableDump && value.left > 0 && value.bytes[value.at] !== 0) {
    attributes.nextHop = decodeNextHop(value);
    return;
  }
  const family = decodeFamily(value);
  const nextHop = decodeNextHop(value);
  value.skip(1, 'MP_REACH_NLRI reserved');
  found.reach = { ...decodeNlri(value, family), nextHop };
}

/** Length and next hop; of a global and a link-local address (32 bytes, RFC 2545 §3) the global one. */
function decodeNextHop(value: Reader): AddressText {
  const offset = value.offset;
  const lengthBytes = value.u8('next hop length');
  const nextHop = value.part(lengthBytes, 'next hop');
  switch (lengthBytes) {
    case 4:
      return decodeIPv4(nextHop, 'next hop');
    case 16:
    case 32:
      return decodeIPv6(nextHop, 'next hop');
    case 12:
    case 24:
    case 48:
      // A route distinguisher of 8 bytes stands before the address (RFC 4364 §4.3.2, RFC 4659 §3.2.1).
      nextHop.skip(8, 'next hop route distinguisher');
      return lengthBytes === 12 ? decodeIPv4(nextHop, 'next hop') : decodeIPv6(nextHop, 'next hop');
    default:
      throw new DecodeError('next hop length', offset, `${lengthBytes} bytes are no address`);
  }
}

/** RFC 6793 §4.2.3: AS4_PATH and AS4_AGGREGATOR count unless AGGREGATOR names a real 2-octet AS. */
function mergeFourOctet(attributes: PathAttributes, found: Found): void {
  const AS_TRANS = 23456;
  if (found.as4Aggregator && attributes.aggregator && attributes.aggregator.as !== AS_TRANS) {
    return;
  }
  if (found.as4Aggregator && attributes.aggregator) {
    attributes.aggregator = found.as4Aggregator;
  }
  if (found.as4Path && attributes.asPath) {
    attributes.asPath = mergeAs4Path(attributes.asPath, found.as4Path);
  }
}
