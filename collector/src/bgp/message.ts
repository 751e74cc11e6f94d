import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { type Notification, decodeNotification } from './notification.ts';
import { type Open, decodeOpen } from './open.ts';
import { type RouteRefresh, decodeRouteRefresh } from './route-refresh.ts';
import type { SessionParams } from './session-params.ts';
import { type Update, decodeUpdate } from './update.ts';

export type MessageType = 'OPEN' | 'UPDATE' | 'NOTIFICATION' | 'KEEPALIVE' | 'ROUTE-REFRESH';

/** Type codes 1 to 5. RFC 4271 §4.1, RFC 2918 §3 */
export const MESSAGE_TYPES: readonly MessageType[] = ['OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH'];

/** A message's header with its body still undecoded. */
export interface RawMessage {
  /** The type's name, or its number where it has none. */
  readonly type: MessageType | number;
  /** Header included. */
  readonly lengthBytes: number;
  readonly body: Reader;
}

export type Message =
  | { readonly type: 'OPEN'; readonly open: Open }
  | { readonly type: 'UPDATE'; readonly update: Update }
  | { readonly type: 'NOTIFICATION'; readonly notification: Notification }
  | { readonly type: 'KEEPALIVE' }
  | { readonly type: 'ROUTE-REFRESH'; readonly refresh: RouteRefresh };

/** Marker, length and type. RFC 4271 §4.1 */
export const HEADER_BYTES = 19;
const MARKER_BYTES = 16;

/**
 * Reads the message header: marker (16 bytes), length (2), type (1). RFC 4271 §4.1
 * The length may reach 65,535 (RFC 8654) and must be within what the reader holds. The marker is skipped: recordings and
 * BMP do not need it to find the message.
 */
export function decodeHeader(reader: Reader): RawMessage {
  reader.skip(MARKER_BYTES, 'message marker');
  const offset = reader.offset;
  const lengthBytes = reader.u16('message length');
  const code = reader.u8('message type');
  if (lengthBytes < HEADER_BYTES) {
    throw new DecodeError('message length', offset, `${lengthBytes} bytes, the header alone has ${HEADER_BYTES}`);
  }
  return {
    type: MESSAGE_TYPES[code - 1] ?? code,
    lengthBytes,
    body: reader.part(lengthBytes - HEADER_BYTES, 'message body'),
  };
}

/** Decodes the body of a message of a known type. Faults of an UPDATE are values in it; others throw a DecodeError. */
export function decodeBody(type: MessageType, body: Reader, params: SessionParams): Message {
  switch (type) {
    case 'OPEN':
      return { type, open: decodeOpen(body) };
    case 'UPDATE':
      return { type, update: decodeUpdate(body, params) };
    case 'NOTIFICATION':
      return { type, notification: decodeNotification(body) };
    case 'KEEPALIVE':
      if (body.left > 0) {
        throw new DecodeError('KEEPALIVE length', body.offset, `${body.left} bytes behind the header`);
      }
      return { type };
    case 'ROUTE-REFRESH':
      return { type, refresh: decodeRouteRefresh(body) };
  }
}
