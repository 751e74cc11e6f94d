import { asDecodeError, fault } from '../bgp/fault.ts';
import { type Message, type MessageType, decodeBody, decodeHeader } from '../bgp/message.ts';
import { Reader } from '../bytes/reader.ts';
import type { MessageItem, SessionItem, StateItem } from '../session/item.ts';
import { addFaults } from './fault-events.ts';
import type { PeerRegistry } from './peer-registry.ts';
import { RowClock, type SavedRowClock } from './row-clock.ts';
import type { Direction, Peer, RouteEvent } from './types.ts';
import { addUpdate } from './update-events.ts';

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

  /** Goes on in the life of a speaker; the peers are those that were saved with it. */
  static load(clock: SavedRowClock | undefined, peers: PeerRegistry): SessionEvents {
    const events = new SessionEvents(peers);
    events.#clock = clock && RowClock.load(clock);
    return events;
  }

  save(): SavedRowClock | undefined {
    return this.#clock?.save();
  }

  /** The events of an item in the order in which they happened. */
  events(item: SessionItem): readonly RouteEvent[] {
    this.#clock ??= new RowClock(item.timeUs);
    const clock = this.#clock;
    const peer = this.#peers.get(item.peer.address, item.peer.as);
    const stamp = (): bigint => clock.next(peer, item.timeUs, true);
    const events: RouteEvent[] = [];
    switch (item.kind) {
      case 'message':
        addMessage(item, peer, stamp, events);
        break;
      case 'state':
        addStateChange(item, peer, stamp, events);
        break;
      case 'gap':
        events.push({ kind: 'decode-fault', timeUs: item.timeUs, problem: item.problem });
    }
    return events;
  }
}

function addStateChange(item: StateItem, peer: Peer, stamp: () => bigint, events: RouteEvent[]): void {
  const { timeUs, from, to, retained, stopped } = item;
  if (to === 'Established') {
    events.push({ kind: 'peer-up', timeUs, timeNs: stamp(), peer });
  } else if (from === 'Established' && stopped) {
    // The peer is as it was, but heard no more.
    events.push({ kind: 'feed-lost', timeUs, timeNs: stamp(), peer });
  } else if (from === 'Established') {
    const keptUs = retained && retained.forMs * 1000;
    events.push({ kind: 'peer-down', timeUs, timeNs: stamp(), peer, state: to, keptUs });
  }
}

function addMessage(item: MessageItem, peer: Peer, stamp: () => bigint, events: RouteEvent[]): void {
  const { timeUs, direction, bytes, params } = item;
  const { type, lengthBytes, body } = decodeHeader(new Reader(bytes));
  if (typeof type === 'number') {
    events.push({ kind: 'filtered', timeUs, reason: `BGP message type ${type}` });
    return;
  }
  // What this side sends belongs to no table.
  if (direction === 'sent' && (type === 'UPDATE' || type === 'KEEPALIVE')) {
    events.push({ kind: 'filtered', timeUs, reason: `sent ${type}` });
    return;
  }
  const of = { timeUs, timeNs: stamp(), peer, direction };
  if (direction === 'received') {
    events.push({ kind: 'message', timeUs, timeNs: of.timeNs, peer, type, lengthBytes });
  }
  addBody(type, body, params, of, stamp, events);
}

function addBody(
  type: MessageType,
  body: Reader,
  params: MessageItem['params'],
  of: MessageOfPeer,
  stamp: () => bigint,
  events: RouteEvent[]
): void {
  const bytes = body.bytes.subarray(body.at, body.end);
  let message: Message;
  try {
    message = decodeBody(type, body, params);
  } catch (error) {
    const faults = [fault('session-reset', undefined, asDecodeError(error), bytes)];
    addFaults(faults, of, () => of.timeNs, events);
    return;
  }
  switch (message.type) {
    case 'UPDATE':
      addUpdate(message.update, body.bytes, of, stamp, events);
      return;
    case 'OPEN':
      events.push({ kind: 'open', ...of, open: message.open, body: bytes });
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
