import { MESSAGE_TYPES, type MessageType } from '../../bgp/message.ts';
import type { PeerFeed } from '../../event/types.ts';
import type { Rib } from '../../rib/rib.ts';
import type { Detector } from '../detector.ts';
import { type Counters, IntervalCounters } from './interval-counters.ts';
import { observedNs } from '../interval-clock.ts';

/** Types of message that can be heard of a peer at all: of the others none is not zero. RFC 7854 §4 */
const HEARD_BY_BMP: Readonly<Record<PeerFeed, readonly MessageType[]>> = {
  'bmp-session': ['OPEN', 'UPDATE', 'NOTIFICATION'],
  'bmp-table': ['UPDATE'],
};

interface MessageCount {
  count: number;
  bytes: number;
}

/**
 * Counts messages per peer and type. A live peer has a row for every type that can be heard of it in each whole interval, zero or
 * not: the constant floor of keepalives makes bumps visible, and an alert on silence has something to look at.
 */
export function messageCounts(rib: Rib): Detector {
  const counters = new IntervalCounters<MessageType, MessageCount>(() => ({ count: 0, bytes: 0 }));
  return {
    save: () => counters.save(),
    load: (memory: Counters<MessageType, MessageCount>) => counters.load(memory),
    observe(change): void {
      if (change.kind === 'heard' && change.event.kind === 'message') {
        const { event } = change;
        const value = counters.at(event.peer, event.type, event.timeNs);
        value.count++;
        value.bytes += event.lengthBytes;
      }
    },
    closeInterval(interval, emit): void {
      const zeroNs = observedNs(interval);
      for (const { peer, live } of interval.whole ? rib.peers() : []) {
        const types = peer.feed === undefined ? MESSAGE_TYPES : HEARD_BY_BMP[peer.feed];
        for (const type of live ? types : []) {
          if (!counters.has(peer, type)) {
            counters.at(peer, type, zeroNs);
          }
        }
      }
      for (const { peer, key: type, firstNs: timeNs, value } of counters.take()) {
        emit({ kind: 'message-count', timeNs, peer, type, ...value });
      }
    },
  };
}
