import type { BmpConnection, BmpItem } from '../../src/bmp/item.ts';
import { BmpFramer } from '../../src/bmp/framer.ts';
import { BmpEvents } from '../../src/event/bmp-events.ts';
import type { RouteEvent } from '../../src/event/types.ts';
import { formatPrefix } from '../../src/net/prefix.ts';

/** When everything is received, unless a test says otherwise: the time of the builders' per-peer headers. */
export const RECEIVED_US = 1_700_000_000_123_456;

/** A station's events without a station: connections, and what comes on them. */
export class BmpFeed {
  readonly events: BmpEvents;
  timeUs = RECEIVED_US;
  readonly #framers = new Map<BmpConnection, BmpFramer>();

  constructor(maxPeers = 100, events = new BmpEvents(maxPeers)) {
    this.events = events;
  }

  connect(router = 'nva-0', address = '10.0.0.1'): [BmpConnection, ...RouteEvent[]] {
    const connection = { id: this.#framers.size + 1, address, router };
    this.#framers.set(connection, new BmpFramer());
    return [connection, ...this.#take({ kind: 'connected', timeUs: this.timeUs, connection })];
  }

  hear(connection: BmpConnection, ...messages: readonly Uint8Array[]): RouteEvent[] {
    const framer = this.#framers.get(connection)!;
    const frames = messages.flatMap((bytes) => [...framer.push(bytes)]);
    return frames.flatMap((frame) => this.#take({ kind: 'message', timeUs: this.timeUs, connection, frame }));
  }

  lose(connection: BmpConnection): RouteEvent[] {
    return this.#take({ kind: 'lost', timeUs: this.timeUs, connection, problem: 'gone' });
  }

  #take(item: BmpItem): RouteEvent[] {
    return [...this.events.events(item)];
  }
}

/** The events of messages on the one connection of a router. */
export function bmpEventsOf(...messages: readonly Uint8Array[]): RouteEvent[] {
  const feed = new BmpFeed();
  const [connection] = feed.connect();
  return feed.hear(connection, ...messages);
}

/** An event as a line: kind, view and address of the peer, and what the kind is about. */
export function told(event: RouteEvent): string {
  const peer = 'peer' in event ? [event.peer.view, event.peer.address] : [];
  return [event.kind, ...peer, ...about(event)].join(' ');
}

function about(event: RouteEvent): (string | number)[] {
  switch (event.kind) {
    case 'announce':
    case 'withdraw':
      return [formatPrefix(event.prefix), ...(event.prefix.pathId === undefined ? [] : [event.prefix.pathId])];
    case 'message':
      return [event.type];
    case 'open':
    case 'notification':
    case 'route-refresh':
      return [event.direction];
    case 'filtered':
      return [event.reason];
    case 'decode-fault':
      return [event.problem];
    case 'peer-down':
      return [event.keptUs ?? 'withdrawn', event.reason ?? ''];
    case 'feed-lost':
      return [event.keptUs ?? 'kept'];
    default:
      return [];
  }
}
