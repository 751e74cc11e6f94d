import { asDecodeError, fault } from '../bgp/fault.ts';
import { type Message, type MessageType, decodeBody, decodeHeader } from '../bgp/message.ts';
import { Reader } from '../bytes/reader.ts';
import type { MessageItem, SessionItem, StateItem } from '../session/item.ts';
import { blockFaults } from './fault-events.ts';
import type { PeerRegistry } from './peer-registry.ts';
import { RowClock } from './row-clock.ts';
import type { Direction, Peer, RouteEvent } from './types.ts';
import { updateEvents } from './update-events.ts';

interface MessageOfPeer {
  readonly timeUs: number;
  readonly timeNs: bigint;
  readonly peer: Peer;
  readonly direction: Direction;
}

/** Turns what a speaker hears into events. One for the life of a speaker. */
export class SessionEvents {
  readonly #peers: PeerRegistry;
  #clock: RowClock | undefined;

  constructor(peers: PeerRegistry) {
    this.#peers = peers;
  }

  /** The events of an item in the order in which they happened. */
  events(item: SessionItem): RouteEvent[] {
    this.#clock ??= new RowClock(item.timeUs);
    const clock = this.#clock;
    const peer = this.#peers.get(item.peer.address, item.peer.as);
    const stamp = (): bigint => clock.next(peer, item.timeUs, true);
    switch (item.kind) {
      case 'message':
        return messageEvents(item, peer, stamp);
      case 'state':
        return stateEvents(item, peer, stamp);
      case 'gap':
        return [{ kind: 'decode-fault', timeUs: item.timeUs, problem: item.problem }];
    }
  }
}

function stateEvents({ timeUs, from, to }: StateItem, peer: Peer, stamp: () => bigint): RouteEvent[] {
  if (to === 'Established') {
    return [{ kind: 'peer-up', timeUs, timeNs: stamp(), peer }];
  }
  return from === 'Established' ? [{ kind: 'peer-down', timeUs, timeNs: stamp(), peer, state: to }] : [];
}

function messageEvents(item: MessageItem, peer: Peer, stamp: () => bigint): RouteEvent[] {
  const { timeUs, direction, bytes, params } = item;
  const { type, lengthBytes, body } = decodeHeader(new Reader(bytes));
  if (typeof type === 'number') {
    return [{ kind: 'filtered', timeUs, reason: `BGP message type ${type}` }];
  }
  // What this side sends belongs to no table.
  if (direction === 'sent' && (type === 'UPDATE' || type === 'KEEPALIVE')) {
    return [{ kind: 'filtered', timeUs, reason: `sent ${type}` }];
  }
  const of = { timeUs, timeNs: stamp(), peer, direction };
  const events: RouteEvent[] =
    direction === 'received' ? [{ kind: 'message', timeUs, timeNs: of.timeNs, peer, type, lengthBytes }] : [];
  return events.concat(bodyEvents(type, body, params, of, stamp));
}

function bodyEvents(
  type: MessageType,
  body: Reader,
  params: MessageItem['params'],
  of: MessageOfPeer,
  stamp: () => bigint
): RouteEvent[] {
  const { timeUs, timeNs, peer, direction } = of;
  const bytes = body.bytes.subarray(body.at, body.end);
  let message: Message;
  try {
    message = decodeBody(type, body, params);
  } catch (error) {
    const faults = [fault('session-reset', undefined, asDecodeError(error), bytes)];
    return [...blockFaults(faults, of, () => timeNs)];
  }
  switch (message.type) {
    case 'UPDATE':
      return [...updateEvents(message.update, of, stamp)];
    case 'OPEN':
      return [{ kind: 'open', timeUs, timeNs, peer, direction, open: message.open, body: bytes }];
    case 'NOTIFICATION':
      return [{ kind: 'notification', timeUs, timeNs, peer, direction, notification: message.notification }];
    case 'ROUTE-REFRESH':
      return [{ kind: 'route-refresh', timeUs, timeNs, peer, direction, refresh: message.refresh }];
    case 'KEEPALIVE':
      return [];
  }
}
