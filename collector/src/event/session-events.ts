import { decodeHeader } from '../bgp/message.ts';
import { Reader } from '../bytes/reader.ts';
import type { MessageItem, SessionItem, StateItem } from '../session/item.ts';
import { type HeardMessage, addMessage } from './message-events.ts';
import type { PeerRegistry } from './peer-registry.ts';
import { RowClock, type SavedRowClock } from './row-clock.ts';
import type { Peer, RouteEvent } from './types.ts';

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
        addMessage(heardMessage(item, peer), stamp, events);
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

function heardMessage({ timeUs, direction, bytes, params }: MessageItem, peer: Peer): HeardMessage {
  const receivedNs = BigInt(timeUs) * 1000n;
  return { timeUs, receivedNs, peer, direction, params, message: decodeHeader(new Reader(bytes)) };
}

function addStateChange(item: StateItem, peer: Peer, stamp: () => bigint, events: RouteEvent[]): void {
  const { timeUs, from, to, reason, retained, stopped } = item;
  if (to === 'Established') {
    events.push({ kind: 'peer-up', timeUs, timeNs: stamp(), peer });
  } else if (from === 'Established' && stopped) {
    // The peer is as it was, but heard no more.
    events.push({ kind: 'feed-lost', timeUs, timeNs: stamp(), peer });
  } else if (from === 'Established') {
    const keptUs = retained && retained.forMs * 1000;
    events.push({ kind: 'peer-down', timeUs, timeNs: stamp(), peer, state: to, keptUs, reason });
  }
}
