import { DecodeError } from '../bytes/decode-error.ts';
import { formatHex } from '../bytes/hex.ts';
import type { Reader } from '../bytes/reader.ts';
import { type AddressText, decodeIPv4 } from '../net/address.ts';
import { type AsPath, decodeAsPath } from './as-path.ts';
import { checkAttrSet, checkBgpLs, checkTrafficEngineering } from './attribute-checks.ts';
import type { BlockBuilder } from './attributes.ts';
import {
  decodeCommunities,
  decodeExtendedCommunities,
  decodeIPv6ExtendedCommunities,
  decodeLargeCommunities,
} from './communities.ts';
import { decodePrefixSid } from './prefix-sid.ts';

export type Origin = 'IGP' | 'EGP' | 'INCOMPLETE';

export interface Aggregator {
  readonly as: number;
  readonly address: AddressText;
}

/** P-multicast service interface tunnel. RFC 6514 §5 */
export interface PmsiTunnel {
  readonly flags: number;
  readonly tunnelType: number;
  /** The 24-bit label field: an MPLS label in its upper 20 bits, or a VNI (RFC 8365 §5.1.3). */
  readonly label: number;
  /** Tunnel identifier in hex. */
  readonly identifier: string;
}

const ORIGINS: readonly Origin[] = ['IGP', 'EGP', 'INCOMPLETE'];

/** Decodes the value of an attribute that has a rule, the reader standing at its first byte and ending at its last. */
export function decodeValue(type: number, value: Reader, block: BlockBuilder): void {
  const { attributes, place } = block;
  switch (type) {
    case 1:
      attributes.origin = decodeOrigin(value);
      break;
    case 2:
      attributes.asPath = decodeEitherWidth(value, block);
      break;
    case 3:
      attributes.nextHop = decodeIPv4(value, 'NEXT_HOP');
      break;
    case 4:
      attributes.med = value.u32('MULTI_EXIT_DISC');
      break;
    case 5:
      attributes.localPref = value.u32('LOCAL_PREF');
      break;
    case 6:
      attributes.atomicAggregate = true;
      break;
    case 7:
      attributes.aggregator = decodeAggregator(
        value,
        place === 'table' ? (value.left === 8 ? 4 : 2) : block.asBytes,
        place === 'update'
      );
      break;
    case 8:
      attributes.communities = decodeCommunities(value);
      break;
    case 9:
      attributes.originatorId = decodeIPv4(value, 'ORIGINATOR_ID');
      break;
    case 10:
      attributes.clusterList = decodeClusterList(value);
      break;
    case 16:
      attributes.extendedCommunities = decodeExtendedCommunities(value);
      break;
    case 17:
      block.as4Path = decodeAs4Path(value);
      break;
    case 18:
      block.as4Aggregator = decodeAggregator(value, 4, true);
      break;
    case 22:
      attributes.pmsiTunnel = decodePmsiTunnel(value);
      break;
    case 24:
      checkTrafficEngineering(value);
      break;
    case 25:
      attributes.ipv6ExtendedCommunities = decodeIPv6ExtendedCommunities(value);
      break;
    case 26:
      attributes.aigp = decodeAigp(value);
      break;
    case 29:
      checkBgpLs(value);
      break;
    case 32:
      attributes.largeCommunities = decodeLargeCommunities(value);
      break;
    case 35:
      attributes.onlyToCustomer = value.u32('OTC');
      break;
    case 40:
      attributes.prefixSid = decodePrefixSid(value);
      break;
    case 128:
      checkAttrSet(value);
      break;
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

/**
 * AS_PATH in the width of the session. Where that is only what a record type claims, and the path makes no sense in it but
 * fits exactly in the other, the other is taken. A path of one width seldom fits in the other: the high half of a small AS
 * number reads as AS 0 or as the head of a segment without AS numbers. What does fit in both is read as claimed.
 */
function decodeEitherWidth(value: Reader, block: BlockBuilder): AsPath {
  const { at } = value;
  try {
    return decodeAsPath(value, block.asBytes, block.place === 'update');
  } catch (error) {
    if (!block.params.widthClaimed) {
      throw error;
    }
    const failedAt = value.at;
    const other = block.asBytes === 4 ? 2 : 4;
    try {
      value.at = at;
      const path = decodeAsPath(value, other, true);
      block.asBytes = other;
      return path;
    } catch {
      value.at = failedAt;
      throw error;
    }
  }
}

/** AS 0 makes it malformed (RFC 7607 §2) where `refuseAs0`: old tables have it. */
function decodeAggregator(value: Reader, asBytes: 2 | 4, refuseAs0: boolean): Aggregator {
  const offset = value.offset;
  const as = asBytes === 4 ? value.u32('AGGREGATOR') : value.u16('AGGREGATOR');
  if (as === 0 && refuseAs0) {
    throw new DecodeError('AGGREGATOR', offset, 'AS 0');
  }
  return { as, address: decodeIPv4(value, 'AGGREGATOR') };
}

/** At least one segment: unlike AS_PATH it is never empty. RFC 6793 §6 */
function decodeAs4Path(value: Reader): AsPath {
  value.need(6, 'AS4_PATH');
  return decodeAsPath(value, 4, true);
}

/** At least one identifier. RFC 7606 §7.10 */
function decodeClusterList(value: Reader): AddressText[] {
  const ids: AddressText[] = [];
  do {
    ids.push(decodeIPv4(value, 'CLUSTER_LIST'));
  } while (value.left > 0);
  return ids;
}

/** Lengths of tunnel identifiers that are addresses: none, a PIM source and group, an ingress replication end point. */
const IDENTIFIER_BYTES: Readonly<Record<number, readonly number[]>> = {
  0: [0],
  3: [8, 32],
  4: [8, 32],
  5: [8, 32],
  6: [4, 16],
};

/** Flags (1 byte), tunnel type (1), label (3), identifier. An unknown type is kept: types were added since. RFC 6514 §5 */
function decodePmsiTunnel(value: Reader): PmsiTunnel {
  const flags = value.u8('PMSI flags');
  const tunnelType = value.u8('PMSI tunnel type');
  const label = (value.u16('PMSI label') << 8) | value.u8('PMSI label');
  const { offset, left } = value;
  if (IDENTIFIER_BYTES[tunnelType]?.includes(left) === false) {
    throw new DecodeError('PMSI tunnel identifier', offset, `${left} bytes of tunnel type ${tunnelType}`);
  }
  return { flags, tunnelType, label, identifier: formatHex(value.take(value.left, 'PMSI tunnel identifier')) };
}

const AIGP_TLV = 1;
const AIGP_TLV_BYTES = 11;

/** TLVs of type (1 byte), length (2) with both, value; the first of type 1 holds the metric in 8 bytes. RFC 7311 §3 */
function decodeAigp(value: Reader): bigint | undefined {
  let metric: bigint | undefined;
  value.need(3, 'AIGP');
  while (value.left > 0) {
    const offset = value.offset;
    const type = value.u8('AIGP TLV type');
    const lengthBytes = value.u16('AIGP TLV length');
    if (lengthBytes < 3 || (type === AIGP_TLV && lengthBytes !== AIGP_TLV_BYTES)) {
      throw new DecodeError('AIGP TLV length', offset, `${lengthBytes} bytes of type ${type}`);
    }
    const end = value.enter(lengthBytes - 3, 'AIGP TLV');
    if (type === AIGP_TLV) {
      metric ??= (BigInt(value.u32('AIGP metric')) << 32n) | BigInt(value.u32('AIGP metric'));
    }
    value.leave(end);
  }
  return metric;
}
