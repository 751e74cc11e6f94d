import { formatFsmEvent } from '../bgp/fsm-event.ts';
import { HEADER_BYTES } from '../bgp/message.ts';
import { type Notification, formatNotification } from '../bgp/notification.ts';
import type { PeerDownReason } from '../bmp/peer-down.ts';
import type { PeerUp } from '../bmp/peer-up.ts';
import type { BmpSession } from './bmp-session.ts';
import { keptUs, restartOffer } from './graceful-restart.ts';
import type { Hearing } from './hearing.ts';
import type { Direction, Peer } from './types.ts';

/** Code and subcode. RFC 4271 §4.5 */
const NOTIFICATION_FIXED_BYTES = 2;

/** How a session ended. */
export interface Ending {
  readonly words: string;
  /** What ended it, where that was heard. */
  readonly notification?: Notification | undefined;
  readonly direction?: Direction;
}

/**
 * Adds the OPENs of a session that is up. `isNew` where they were exchanged just now, so that they count as messages: a station
 * that connects hears those of all sessions, however old they are.
 */
export function addOpens(up: PeerUp, peer: Peer, isNew: boolean, { timeUs, stamp, events }: Hearing): void {
  const { sent, received } = up;
  events.push({ kind: 'open', timeUs, timeNs: stamp(peer), peer, direction: 'sent', ...sent });
  const timeNs = stamp(peer);
  if (isNew) {
    const lengthBytes = HEADER_BYTES + received.body.length;
    events.push({ kind: 'message', timeUs, timeNs, peer, type: 'OPEN', lengthBytes });
  }
  events.push({ kind: 'open', timeUs, timeNs, peer, direction: 'received', ...received });
}

/** Adds the NOTIFICATION that ended a session, and that each of its tables is gone, unless all of that was told before. */
export function addPeerDown(session: BmpSession, ending: Ending, hearing: Hearing): void {
  const { timeUs, stamp, events } = hearing;
  const { mainPeer } = session;
  if (mainPeer !== undefined) {
    addNotification(mainPeer, ending, hearing);
  }
  for (const peer of session.phase === 'down' ? [] : session.peers.values()) {
    const kept = peer.view === 'adj-in-pre' || peer.view === 'adj-in-post' ? keptOf(session, ending) : undefined;
    const fields = { state: 'Idle', keptUs: kept, reason: ending.words } as const;
    events.push({ kind: 'peer-down', timeUs, timeNs: stamp(peer), peer, ...fields });
  }
  session.telling.clear();
  session.phase = 'down';
}

function addNotification(peer: Peer, { notification, direction }: Ending, { timeUs, stamp, events }: Hearing): void {
  if (notification === undefined || direction === undefined) {
    return;
  }
  const timeNs = stamp(peer);
  if (direction === 'received') {
    const lengthBytes = HEADER_BYTES + NOTIFICATION_FIXED_BYTES + notification.data.length;
    events.push({ kind: 'message', timeUs, timeNs, peer, type: 'NOTIFICATION', lengthBytes });
  }
  events.push({ kind: 'notification', timeUs, timeNs, peer, direction, notification });
}

function keptOf({ opens }: BmpSession, { notification }: Ending): number | undefined {
  return opens && keptUs({ received: restartOffer(opens.received), sent: restartOffer(opens.sent), notification });
}

/** RFC 7854 §4.9, RFC 9069 §5.3 */
export function endingOf(reason: Exclude<PeerDownReason, { readonly kind: 'monitoring-ended' }>): Ending {
  switch (reason.kind) {
    case 'local-notification':
      return byNotification(reason.notification, 'sent');
    case 'remote-notification':
      return byNotification(reason.notification, 'received');
    case 'local-without-notification':
      return { words: ['closed by the router', ...fsmWords(reason.fsmEvent)].join(': ') };
    case 'remote-without-notification':
      return { words: 'closed by the peer without a NOTIFICATION' };
    case 'local-system-closed':
      return { words: 'closed by the router' };
    case 'unknown':
      return { words: `Peer Down reason ${reason.code}` };
  }
}

function byNotification(notification: Notification | undefined, direction: Direction): Ending {
  return notification === undefined
    ? { words: `NOTIFICATION ${direction}, of which the router does not say more` }
    : { words: formatNotification(notification), notification, direction };
}

/** 0 is none. */
function fsmWords(event: number): string[] {
  return event === 0 ? [] : [formatFsmEvent(event)];
}
