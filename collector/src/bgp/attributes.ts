import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import type { AddressText } from '../net/address.ts';
import { type AsPath, mergeAs4Path } from './as-path.ts';
import { classOf, classOfFlags, forget } from './attribute-faults.ts';
import { ATTRIBUTE_RULES, flagsConflict } from './attribute-rules.ts';
import { type Aggregator, type Origin, type PmsiTunnel, decodeValue } from './attribute-values.ts';
import { type Fault, asDecodeError, fault } from './fault.ts';
import { type Reach, decodeReach, decodeUnreach } from './multiprotocol.ts';
import type { Nlri } from './nlri.ts';
import type { SidTlv } from './prefix-sid.ts';
import type { SessionParams } from './session-params.ts';

/** The path attributes of a route; an absent one is undefined. RFC 4271 §5 unless another is named. */
export interface PathAttributes {
  origin: Origin | undefined;
  asPath: AsPath | undefined;
  /** NEXT_HOP; in a table dump also the next hop of a cut-down MP_REACH_NLRI. */
  nextHop: AddressText | undefined;
  med: number | undefined;
  localPref: number | undefined;
  atomicAggregate: true | undefined;
  aggregator: Aggregator | undefined;
  /** RFC 1997 */
  communities: string[] | undefined;
  /** RFC 8092 */
  largeCommunities: string[] | undefined;
  /** RFC 4360 */
  extendedCommunities: string[] | undefined;
  /** RFC 5701 */
  ipv6ExtendedCommunities: string[] | undefined;
  /** RFC 4456 */
  originatorId: AddressText | undefined;
  /** RFC 4456 */
  clusterList: AddressText[] | undefined;
  /** RFC 9234 */
  onlyToCustomer: number | undefined;
  /** RFC 7311 */
  aigp: bigint | undefined;
  /** RFC 6514 */
  pmsiTunnel: PmsiTunnel | undefined;
  /** RFC 8669 */
  prefixSid: SidTlv[] | undefined;
  /** Attributes without a decoder here: a copy of their bytes. */
  others: { readonly type: number; readonly flags: number; readonly bytes: Uint8Array }[] | undefined;
}

/** Where an attribute block stands in the bytes of its reader. */
export interface AttributeBytes {
  /** The first byte, and behind the last. */
  readonly at: number;
  readonly end: number;
  /** The first byte of each attribute that is used, in the order in which they stand: no repeats, none that a fault discards. */
  readonly starts: readonly number[];
}

/** All that an attribute block holds. */
export interface AttributeBlock extends AttributeBytes {
  readonly attributes: PathAttributes;
  readonly reach: Reach | undefined;
  readonly unreach: Nlri | undefined;
  /** Whether AS_PATH only made sense with AS numbers of the width that the session was not said to have. */
  readonly otherWidth: boolean;
  readonly faults: readonly Fault[];
}

/** Where a block stands: in an UPDATE, or in a table, where AS numbers are wide and MP_REACH_NLRI may be cut down. */
export type BlockPlace = 'update' | 'table';

/** A block while it is being decoded. */
export interface BlockBuilder {
  readonly attributes: PathAttributes;
  readonly params: SessionParams;
  readonly place: BlockPlace;
  readonly starts: number[];
  reach: Reach | undefined;
  unreach: Nlri | undefined;
  as4Path: AsPath | undefined;
  as4Aggregator: Aggregator | undefined;
  /** Width of AS numbers: that of the session, unless AS_PATH only makes sense in the other one. */
  asBytes: 2 | 4;
  faults: Fault[];
}

const OPTIONAL = 0x80;
const EXTENDED_LENGTH = 0x10;
const MP_REACH = 14;
const MP_UNREACH = 15;

/** Decodes path attributes up to the reader's end. What is wrong with them is in `faults`. RFC 4271 §4.3, RFC 7606 */
export function decodeAttributes(reader: Reader, params: SessionParams, place: BlockPlace): AttributeBlock {
  const { at, end: blockEnd } = reader;
  const block: BlockBuilder = {
    attributes: noAttributes(),
    params,
    place,
    starts: [],
    reach: undefined,
    unreach: undefined,
    as4Path: undefined,
    as4Aggregator: undefined,
    asBytes: params.asBytes,
    faults: [],
  };
  // Types 0 to 31 as bits; the others are few.
  let seenLow = 0;
  const seenHigh: number[] = [];
  while (reader.at < reader.end) {
    const start = reader.at;
    const header = decodeHeader(reader, block);
    if (header === undefined) {
      break;
    }
    const { flags, type, lengthBytes } = header;
    const end = reader.enter(lengthBytes, 'attribute');
    const again = type < 32 ? (seenLow & (1 << type)) !== 0 : seenHigh.includes(type);
    if (again) {
      refuseSecond(reader, type, block);
    } else {
      decodeAttribute(reader, flags, type, start, block);
    }
    if (type < 32) {
      seenLow |= 1 << type;
    } else {
      seenHigh.push(type);
    }
    reader.leave(end);
  }
  if (block.asBytes === 2) {
    mergeFourOctet(block);
  }
  const { attributes, starts, reach, unreach, faults } = block;
  const otherWidth = block.asBytes !== params.asBytes;
  return { at, end: blockEnd, starts, attributes, reach, unreach, otherWidth, faults };
}

/** A header or value that runs over the block ends it: what is left of it has no boundaries. RFC 7606 §4 */
function decodeHeader(
  reader: Reader,
  block: BlockBuilder
): { flags: number; type: number; lengthBytes: number } | undefined {
  const start = reader.at;
  let type: number | undefined;
  try {
    const flags = reader.u8('attribute flags');
    type = reader.u8('attribute type');
    const lengthBytes = flags & EXTENDED_LENGTH ? reader.u16('attribute length') : reader.u8('attribute length');
    reader.need(lengthBytes, `attribute ${type}`);
    return { flags, type, lengthBytes };
  } catch (error) {
    const bytes = reader.bytes.subarray(start, reader.end);
    block.faults.push(fault('treat-as-withdraw', type, asDecodeError(error), bytes));
    return undefined;
  }
}

/** All but the first are discarded; of MP_REACH_NLRI and MP_UNREACH_NLRI there must not be two. RFC 7606 §3 g */
function refuseSecond(reader: Reader, type: number, block: BlockBuilder): void {
  const faultClass = type === MP_REACH || type === MP_UNREACH ? 'session-reset' : 'attribute-discard';
  const error = new DecodeError(nameOf(type), reader.offset, 'stands twice');
  block.faults.push(fault(faultClass, type, error, reader.bytes.subarray(reader.at, reader.end)));
}

function decodeAttribute(reader: Reader, flags: number, type: number, start: number, block: BlockBuilder): void {
  const { at } = reader;
  const rule = ATTRIBUTE_RULES[type];
  if (rule === undefined) {
    if (block.place === 'update' && (flags & OPTIONAL) === 0) {
      // RFC 4271 §6.3; RFC 7606 leaves it as it is.
      const error = new DecodeError(nameOf(type), reader.base + start, 'is well-known by its flags, and unknown');
      block.faults.push(fault('session-reset', type, error, reader.bytes.subarray(at, reader.end)));
    }
    keepBytes(reader, at, flags, type, block);
    block.starts.push(start);
    return;
  }
  if (block.place === 'update' && flagsConflict(rule, flags)) {
    const error = new DecodeError(`${rule.name} flags`, reader.base + start, `0x${flags.toString(16)}`);
    block.faults.push(fault(classOfFlags(rule, block), type, error, reader.bytes.subarray(at, reader.end)));
    // The routes of a message that counts as a withdrawal have to be known all the same (RFC 7606 §3 j).
    if (type !== MP_REACH && type !== MP_UNREACH) {
      return;
    }
  }
  try {
    if (type === MP_REACH) {
      block.reach = decodeReach(reader, block);
    } else if (type === MP_UNREACH) {
      block.unreach = decodeUnreach(reader, block.params);
    } else {
      decodeValue(type, reader, block);
    }
    if (reader.at < reader.end) {
      throw new DecodeError(rule.name, reader.offset, `${reader.left} bytes too many`);
    }
    if (rule.keptAsBytes) {
      keepBytes(reader, at, flags, type, block);
    }
    block.starts.push(start);
  } catch (error) {
    const decodeError = asDecodeError(error);
    forget(type, block);
    const faultClass = classOf(type, block, reader.at - at);
    block.faults.push(fault(faultClass, type, decodeError, reader.bytes.subarray(at, reader.end)));
  }
}

function keepBytes(reader: Reader, at: number, flags: number, type: number, { attributes }: BlockBuilder): void {
  (attributes.others ??= []).push({ type, flags, bytes: reader.bytes.slice(at, reader.end) });
}

const AS_TRANS = 23456;

/** RFC 6793 §4.2.3: AS4_PATH and AS4_AGGREGATOR count unless AGGREGATOR names a real 2-octet AS. */
function mergeFourOctet({ attributes, as4Path, as4Aggregator }: BlockBuilder): void {
  if (attributes.aggregator && as4Aggregator) {
    if (attributes.aggregator.as !== AS_TRANS) {
      return;
    }
    attributes.aggregator = as4Aggregator;
  }
  if (as4Path && attributes.asPath) {
    attributes.asPath = mergeAs4Path(attributes.asPath, as4Path);
  }
}

function nameOf(type: number): string {
  return ATTRIBUTE_RULES[type]?.name ?? `attribute ${type}`;
}

/** All fields in one order, so that every set of attributes has the same shape. */
export function noAttributes(): PathAttributes {
  return {
    origin: undefined,
    asPath: undefined,
    nextHop: undefined,
    med: undefined,
    localPref: undefined,
    atomicAggregate: undefined,
    aggregator: undefined,
    communities: undefined,
    largeCommunities: undefined,
    extendedCommunities: undefined,
    ipv6ExtendedCommunities: undefined,
    originatorId: undefined,
    clusterList: undefined,
    onlyToCustomer: undefined,
    aigp: undefined,
    pmsiTunnel: undefined,
    prefixSid: undefined,
    others: undefined,
  };
}

/** Whether a block of no faults has any attribute of routes. */
export function hasAttributes(attributes: PathAttributes): boolean {
  return Object.values(attributes).some((value) => value !== undefined);
}
