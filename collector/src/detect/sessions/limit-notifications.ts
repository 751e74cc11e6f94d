import { CEASE, type Notification } from '../../bgp/notification.ts';
import type { Direction, NotificationEvent, Peer } from '../../event/types.ts';
import { formatFamily } from '../../net/family.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import type { Trouble } from '../incidents/incident.ts';
import { asName, peerName } from '../names.ts';
import { peerKey } from '../peer-key.ts';
import { counted } from '../../bytes/counted.ts';

/** Subcodes of Cease. RFC 4486 §4, RFC 8538 §3 */
const PREFIXES_REACHED = 1;
const HARD_RESET = 9;

/** Begins the keys of these incidents, and of no others about limits. */
const KEY_START = 'cease ';

/** Whether an incident about a limit is one of these, by its key. */
export function isOfNotification(key: string): boolean {
  return key.startsWith(KEY_START);
}

type Memory = Map<Peer, Map<Direction, Trouble>>;

/**
 * Sessions ended for a prefix limit (Cease, Maximum Number of Prefixes Reached): a received one says that our router's announcements
 * hit the limit of the peer, a sent one that the peer's hit ours.
 *
 * One critical incident of kind `prefix-limit` per peer and direction, resolved when the session has been up again for
 * `resolve_after`. Silenced by `detect: off: [prefix-limit]`.
 */
export function limitNotifications({ settings, incidents }: Context): Detector {
  let open: Memory = new Map();

  const heard = (event: NotificationEvent, timeUs: number): void => {
    const trouble = troubleOf(event, settings);
    if (trouble !== undefined) {
      const ofPeer = open.get(event.peer) ?? new Map<Direction, Trouble>();
      open.set(event.peer, ofPeer.set(event.direction, trouble));
      incidents.raise(trouble, timeUs);
    }
  };
  const isUp = (peer: Peer, timeUs: number): void => {
    for (const { kind, key } of open.get(peer)?.values() ?? []) {
      incidents.clear(kind, key, timeUs, settings.thresholds.resolveAfterUs);
    }
  };
  /** It did not last: what was to be resolved is not. */
  const isDown = (peer: Peer, timeUs: number): void => {
    for (const [direction, trouble] of open.get(peer) ?? []) {
      if (incidents.get(trouble.kind, trouble.key) === undefined) {
        open.get(peer)!.delete(direction);
      } else {
        incidents.raise(trouble, timeUs);
      }
    }
  };
  return {
    save: () => open,
    load(memory: Memory): void {
      open = memory;
    },
    observe(change): void {
      if (change.kind !== 'heard') {
        return;
      }
      const { event } = change;
      switch (event.kind) {
        case 'notification':
          return heard(event, event.timeUs);
        case 'peer-up':
          return isUp(event.peer, event.timeUs);
        case 'peer-down':
          return isDown(event.peer, event.timeUs);
        case 'message':
          // Only an Established session carries an UPDATE: sources without session states tell so that it is up.
          return event.type === 'UPDATE' ? isUp(event.peer, event.timeUs) : undefined;
        default:
      }
    },
  };
}

function troubleOf(
  { peer, direction, notification }: NotificationEvent,
  settings: Context['settings']
): Trouble | undefined {
  const { code, subcode, data } = unwrapped(notification);
  if (code !== CEASE || subcode !== PREFIXES_REACHED) {
    return undefined;
  }
  const name = `${peerName(settings, peer)} of ${asName(settings, peer.as)}`;
  const limit = limitText(data);
  return {
    kind: 'prefix-limit',
    key: `${KEY_START}${direction} ${peerKey(peer)}`,
    severity: 'critical',
    router: peer.router,
    peer: peer.address,
    summary:
      direction === 'received'
        ? `${peer.router} announced more than ${name} takes${limit}: the peer ended the session`
        : `${name} announced more than ${peer.router} takes${limit}: ${peer.router} ended the session`,
    prefixes: 0,
    firstPrefixes: [],
  };
}

/** The NOTIFICATION that a hard reset wraps. RFC 8538 §3.1 */
function unwrapped(notification: Notification): Notification {
  const { code, subcode, data } = notification;
  return code === CEASE && subcode === HARD_RESET && data.length >= 2
    ? { code: data[0]!, subcode: data[1]!, data: data.subarray(2) }
    : notification;
}

/** What the data may say: AFI, SAFI and the upper bound. RFC 4486 §4 */
function limitText(data: Uint8Array): string {
  if (data.length < 7) {
    return '';
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const family = formatFamily({ afi: view.getUint16(0), safi: data[2]! });
  return `, ${counted(view.getUint32(3), 'prefix')} of ${family}`;
}
