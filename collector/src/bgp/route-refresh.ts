import { DecodeError } from '../bytes/decode-error.ts';
import { formatHex } from '../bytes/hex.ts';
import type { Reader } from '../bytes/reader.ts';
import type { Family } from '../net/family.ts';

/** ROUTE-REFRESH message. RFC 2918 §3, RFC 7313 §3.2 */
export interface RouteRefresh {
  readonly family: Family;
  /** 0 asks for the table, 1 and 2 are the marks around it when it comes again (BoRR, EoRR). */
  readonly subtype: number;
  /** Outbound route filters behind the family, in hex. RFC 5291 §4 */
  readonly filters: string;
}

/** Message subtypes. RFC 7313 §3.2 */
export const REFRESH_REQUEST = 0;
export const BEGIN_OF_REFRESH = 1;
export const END_OF_REFRESH = 2;

const SUBTYPE_NAMES = ['request', 'BoRR', 'EoRR'];

/** BoRR and EoRR have a length that is fixed. RFC 7313 §5 */
const MARKS: readonly number[] = [BEGIN_OF_REFRESH, END_OF_REFRESH];

/** Decodes the body of a ROUTE-REFRESH, behind the message header. */
export function decodeRouteRefresh(reader: Reader): RouteRefresh {
  const afi = reader.u16('AFI');
  const subtype = reader.u8('message subtype');
  const family = { afi, safi: reader.u8('SAFI') };
  if (MARKS.includes(subtype) && reader.left > 0) {
    throw new DecodeError(
      'ROUTE-REFRESH length',
      reader.offset,
      `${reader.left} bytes behind ${SUBTYPE_NAMES[subtype]}`
    );
  }
  return { family, subtype, filters: formatHex(reader.take(reader.left, 'outbound route filters')) };
}

/** `request`, `BoRR`, `EoRR`, or the number. */
export function formatRefreshSubtype(subtype: number): string {
  return SUBTYPE_NAMES[subtype] ?? String(subtype);
}
