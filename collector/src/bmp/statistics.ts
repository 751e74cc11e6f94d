import type { Reader } from '../bytes/reader.ts';
import type { Family } from '../net/family.ts';
import { decodeTlvs } from './information.ts';
import type { PeerHeader } from './peer-header.ts';

/** One counter or gauge of a peer. */
export interface Statistic {
  readonly type: number;
  /** Name in the IANA registry, or the number. */
  readonly name: string;
  /** Of the types that count one family alone. */
  readonly family: Family | undefined;
  /** A bigint beyond 2^53; undefined for a type without a name and a length that its type does not have. */
  readonly value: number | bigint | undefined;
  /** All of it. A view of the input: copy it to keep it. */
  readonly bytes: Uint8Array;
}

/** Statistics Report message. RFC 7854 §4.8 */
export interface StatisticsReport {
  readonly kind: 'statistics-report';
  readonly peer: PeerHeader;
  readonly statistics: readonly Statistic[];
}

/** Types 0 to 17. RFC 7854 §4.8, RFC 8671 §6.2 */
const NAMES: readonly string[] = [
  'prefixes rejected by inbound policy',
  'duplicate prefix advertisements',
  'duplicate withdraws',
  'updates invalidated by CLUSTER_LIST loop',
  'updates invalidated by AS_PATH loop',
  'updates invalidated by ORIGINATOR_ID',
  'updates invalidated by AS_CONFED loop',
  'routes in Adj-RIB-In',
  'routes in Loc-RIB',
  'routes in Adj-RIB-In by family',
  'routes in Loc-RIB by family',
  'updates treated as withdraw',
  'prefixes treated as withdraw',
  'duplicate updates',
  'routes in pre-policy Adj-RIB-Out',
  'routes in post-policy Adj-RIB-Out',
  'routes in pre-policy Adj-RIB-Out by family',
  'routes in post-policy Adj-RIB-Out by family',
];
/** Their value begins with AFI (2 bytes) and SAFI (1). */
const BY_FAMILY: readonly number[] = [9, 10, 16, 17];
const FAMILY_BYTES = 3;

/** Count (4 bytes), then as many TLVs; there are as many as there are, whatever the count says. RFC 7854 §4.8 */
export function decodeStatistics(reader: Reader, peer: PeerHeader): StatisticsReport {
  reader.skip(4, 'statistics count');
  return { kind: 'statistics-report', peer, statistics: decodeTlvs(reader, decodeStatistic) };
}

function decodeStatistic(type: number, value: Reader): Statistic {
  const bytes = value.bytes.subarray(value.at, value.end);
  const name = NAMES[type];
  if (name === undefined) {
    return { type, name: `statistic ${type}`, family: undefined, value: undefined, bytes };
  }
  if (!BY_FAMILY.includes(type)) {
    return { type, name, family: undefined, value: decodeNumber(value), bytes };
  }
  if (value.left < FAMILY_BYTES) {
    return { type, name, family: undefined, value: undefined, bytes };
  }
  const afi = value.u16('AFI');
  const family = { afi, safi: value.u8('SAFI') };
  return { type, name, family, value: decodeNumber(value), bytes };
}

/** Counters have 4 bytes and gauges 8; routers are seen to mix them up, so the length tells. */
function decodeNumber(value: Reader): number | bigint | undefined {
  if (value.left === 4) {
    return value.u32('counter');
  }
  if (value.left !== 8) {
    return undefined;
  }
  const all = (BigInt(value.u32('gauge')) << 32n) | BigInt(value.u32('gauge'));
  return all > BigInt(Number.MAX_SAFE_INTEGER) ? all : Number(all);
}
