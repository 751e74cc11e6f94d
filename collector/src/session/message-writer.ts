import { MESSAGE_TYPES, type MessageType } from '../bgp/message.ts';
import type { Notification } from '../bgp/notification.ts';
import { Writer } from '../bytes/writer.ts';
import { AFI_IPV4, type Family, SAFI_UNICAST } from '../net/family.ts';
import { parseAddress } from '../net/parse-prefix.ts';
import { type Offer, encodeCapabilities } from './offer.ts';

/** All that a speaker sends that only listens. There is no writer of an UPDATE with a route. */

const MARKER = new Uint8Array(16).fill(0xff);
const HEADER_BYTES = 19;
/** In a NOTIFICATION of 4096 bytes. RFC 4271 §4.1 */
const MAX_DATA_BYTES = 4096 - HEADER_BYTES - 2;
const VERSION = 4;
const CAPABILITIES = 2;
/** In the field My AS of a speaker whose AS number has four octets. RFC 6793 */
const AS_TRANS = 23456;
const MP_UNREACH_NLRI = 15;
const OPTIONAL = 0x80;

/** Subtypes of ROUTE-REFRESH: please send your table, and the marks around a table that comes again. RFC 7313 §3.2 */
export const REQUEST = 0;
export const BORR = 1;
export const EORR = 2;

/** RFC 4271 §4.2, the capabilities in one parameter */
export function encodeOpen(offer: Offer): Uint8Array {
  const { localAs, holdTimeSeconds, bgpId } = offer;
  const capabilities = encodeCapabilities(offer);
  const body = new Writer();
  body.u8(VERSION);
  body.u16(localAs > 0xffff ? AS_TRANS : localAs);
  body.u16(holdTimeSeconds);
  body.u32(parseAddress(bgpId)!.w0);
  body.u8(2 + capabilities.length);
  body.u8(CAPABILITIES);
  body.u8(capabilities.length);
  body.bytes(capabilities);
  return message('OPEN', body);
}

/** RFC 4271 §4.4 */
export function encodeKeepalive(): Uint8Array {
  return message('KEEPALIVE', new Writer());
}

/** RFC 4271 §4.5; data that quotes a message is cut to what every peer takes. */
export function encodeNotification({ code, subcode, data }: Notification): Uint8Array {
  const body = new Writer();
  body.u8(code);
  body.u8(subcode);
  body.bytes(data.subarray(0, MAX_DATA_BYTES));
  return message('NOTIFICATION', body);
}

/** RFC 2918 §3, RFC 7313 §3.2 */
export function encodeRouteRefresh({ afi, safi }: Family, subtype: number): Uint8Array {
  const body = new Writer();
  body.u16(afi);
  body.u8(subtype);
  body.u8(safi);
  return message('ROUTE-REFRESH', body);
}

/** An UPDATE that holds nothing: of IPv4 unicast the shortest that there is, else an MP_UNREACH_NLRI without NLRI. RFC 4724 §2 */
export function encodeEndOfRib({ afi, safi }: Family): Uint8Array {
  const body = new Writer();
  body.u16(0);
  if (afi === AFI_IPV4 && safi === SAFI_UNICAST) {
    body.u16(0);
  } else {
    body.u16(6);
    body.u8(OPTIONAL);
    body.u8(MP_UNREACH_NLRI);
    body.u8(3);
    body.u16(afi);
    body.u8(safi);
  }
  return message('UPDATE', body);
}

/** Marker, length, type. RFC 4271 §4.1 */
function message(type: MessageType, body: Writer): Uint8Array {
  const bytes = body.done();
  const whole = new Writer();
  whole.bytes(MARKER);
  whole.u16(HEADER_BYTES + bytes.length);
  whole.u8(MESSAGE_TYPES.indexOf(type) + 1);
  whole.bytes(bytes);
  return whole.done();
}
