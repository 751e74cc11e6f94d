import { asDecodeError } from '../bgp/fault.ts';
import type { MessageType } from '../bgp/message.ts';
import { decodeNotification, formatNotification } from '../bgp/notification.ts';
import { type RouteRefresh, decodeRouteRefresh } from '../bgp/route-refresh.ts';
import { Reader } from '../bytes/reader.ts';
import type { Draft } from './draft.ts';
import { BORR, EORR, REQUEST, encodeRouteRefresh } from './message-writer.ts';
import { ROUTE_REFRESH_ERROR, undecodable } from './refusal.ts';
import type { Connection } from './session.ts';

const HEADER_BYTES = 19;
/** RFC 7313 §5 */
const INVALID_MESSAGE_LENGTH = 1;

/** UPDATE, KEEPALIVE or ROUTE-REFRESH in Established. What an UPDATE holds is judged by whoever it is handed to. RFC 4271 §8.2.2 */
export function establishedMessage(draft: Draft, connection: Connection, type: MessageType, bytes: Uint8Array): void {
  if (type === 'ROUTE-REFRESH') {
    refresh(draft, connection, bytes);
  } else {
    draft.hold(connection);
  }
}

/** The table that a peer asks for is empty: with enhanced route refresh that can be said, by the marks around it. RFC 7313 §4 */
function refresh(draft: Draft, connection: Connection, bytes: Uint8Array): void {
  let asked: RouteRefresh;
  try {
    asked = decodeRouteRefresh(new Reader(bytes, HEADER_BYTES));
  } catch (error) {
    draft.refuse(connection, undecodable(ROUTE_REFRESH_ERROR, INVALID_MESSAGE_LENGTH, asDecodeError(error), bytes));
    return;
  }
  if (asked.subtype === REQUEST && connection.agreed!.enhancedRefresh) {
    draft.send(connection, encodeRouteRefresh(asked.family, BORR));
    draft.send(connection, encodeRouteRefresh(asked.family, EORR));
  }
}

/** What a NOTIFICATION of the peer says, in words. */
export function notificationWords(bytes: Uint8Array): string {
  return formatNotification(decodeNotification(new Reader(bytes, HEADER_BYTES)));
}
