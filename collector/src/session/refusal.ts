import { type Notification, formatNotification } from '../bgp/notification.ts';
import type { DecodeError } from '../bytes/decode-error.ts';
import { Writer } from '../bytes/writer.ts';
import { type Family, formatFamily } from '../net/family.ts';
import { counted } from '../bytes/counted.ts';

/** Why this side ends a session: the NOTIFICATION that says so, and what is wrong in words. */
export interface Refusal extends Notification {
  /** Field, and what it needs and has; undefined where code and subcode say it all. */
  readonly problem: string | undefined;
}

export const HEADER_ERROR = 1;
export const OPEN_ERROR = 2;
export const UPDATE_ERROR = 3;
export const HOLD_TIMER_EXPIRED = 4;
/** Its subcodes are those of RFC 6608 §3. */
export const FSM_ERROR = 5;
export const CEASE = 6;
/** RFC 7313 §5 */
export const ROUTE_REFRESH_ERROR = 7;

/** RFC 4271 §6.3 */
const MALFORMED_ATTRIBUTE_LIST = 1;

/** Subcodes of Cease. RFC 4486 §3 */
export const MAXIMUM_PREFIXES = 1;
export const ADMINISTRATIVE_SHUTDOWN = 2;
const PEER_DECONFIGURED = 3;
export const CONNECTION_REJECTED = 5;
export const COLLISION_RESOLUTION = 7;

const NONE = new Uint8Array();

export function refusal(code: number, subcode: number, problem?: string, data: Uint8Array = NONE): Refusal {
  return { code, subcode, data, problem };
}

/** A message that cannot be decoded. */
export function undecodable(code: number, subcode: number, { message }: DecodeError, data: Uint8Array = NONE): Refusal {
  return refusal(code, subcode, message, data);
}

/** An UPDATE of which not even its prefixes can be trusted. RFC 7606 §3 */
export function malformedUpdate(problem: string): Refusal {
  return refusal(UPDATE_ERROR, MALFORMED_ATTRIBUTE_LIST, problem);
}

/** Code, subcode and problem in words. */
export function formatRefusal(ended: Refusal): string {
  const words = formatNotification(ended);
  return ended.problem === undefined ? words : `${words}, ${ended.problem}`;
}

/** Cease for shutdown, with a text for the operator of the other side: up to 255 bytes of it, in whole characters. RFC 9003 §2 */
export function shutdown(text: string): Refusal {
  const data = new Uint8Array(256);
  const { written } = new TextEncoder().encodeInto(text, data.subarray(1));
  data[0] = written;
  return refusal(CEASE, ADMINISTRATIVE_SHUTDOWN, undefined, written === 0 ? NONE : data.slice(0, 1 + written));
}

/** Cease for a peer that is not configured any more. RFC 4486 §4 */
export function deconfigured(): Refusal {
  return refusal(CEASE, PEER_DECONFIGURED);
}

/** Cease for a family of which there are more prefixes than `limit`. RFC 4486 §4 */
export function maximumPrefixes({ afi, safi }: Family, limit: number): Refusal {
  const data = new Writer();
  data.u16(afi);
  data.u8(safi);
  data.u32(limit);
  const problem = `more than ${counted(limit, 'prefix')} of ${formatFamily({ afi, safi })}`;
  return refusal(CEASE, MAXIMUM_PREFIXES, problem, data.done());
}
