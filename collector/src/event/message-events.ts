import { asDecodeError, fault } from '../bgp/fault.ts';
import { type Message, type RawMessage, decodeBody } from '../bgp/message.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { addFaults } from './fault-events.ts';
import type { Direction, Peer, RouteEvent } from './types.ts';
import { addUpdate } from './update-events.ts';

/** A BGP message as it was heard, with what its bytes do not say. */
export interface HeardMessage {
  /** Unix microseconds. */
  readonly timeUs: number;
  /** When this machine received it, Unix nanoseconds; undefined where it was recorded before. */
  readonly receivedNs?: bigint | undefined;
  readonly peer: Peer;
  readonly direction: Direction;
  readonly message: RawMessage;
  readonly params: SessionParams;
}

/**
 * Adds the events of a message. `stamp` gives the row times of its peer; `decoded` is called with what the message says, before
 * the events that follow from it.
 */
export function addMessage(
  heard: HeardMessage,
  stamp: () => bigint,
  events: RouteEvent[],
  decoded: (message: Message) => void = () => {}
): void {
  const { timeUs, peer, direction } = heard;
  const { type, lengthBytes } = heard.message;
  if (typeof type === 'number') {
    events.push({ kind: 'filtered', timeUs, reason: `BGP message type ${type}` });
    return;
  }
  // What the router sent belongs to no table that is kept here; its sessions do.
  if (direction === 'sent' && (type === 'UPDATE' || type === 'KEEPALIVE')) {
    events.push({ kind: 'filtered', timeUs, reason: `sent ${type}` });
    return;
  }
  const timeNs = stamp();
  if (direction === 'received') {
    events.push({ kind: 'message', timeUs, timeNs, peer, type, lengthBytes });
  }
  const { bytes, at, end } = heard.message.body;
  let message: Message;
  try {
    message = decodeBody(type, heard.message.body, heard.params);
  } catch (error) {
    const faults = [fault('session-reset', undefined, asDecodeError(error), bytes.subarray(at, end))];
    addFaults(faults, heard, () => timeNs, events);
    return;
  }
  decoded(message);
  const of = { timeUs, timeNs, peer, direction };
  switch (message.type) {
    case 'UPDATE':
      addUpdate(message.update, bytes, { timeUs, timeNs, receivedNs: heard.receivedNs, peer }, stamp, events);
      return;
    case 'OPEN':
      events.push({ kind: 'open', ...of, open: message.open, body: bytes.subarray(at, end) });
      return;
    case 'NOTIFICATION':
      events.push({ kind: 'notification', ...of, notification: message.notification });
      return;
    case 'ROUTE-REFRESH':
      events.push({ kind: 'route-refresh', ...of, refresh: message.refresh });
      return;
    case 'KEEPALIVE':
      return;
  }
}
