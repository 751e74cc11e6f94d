import { formatNotification } from '../../bgp/notification.ts';
import type { NotificationEvent, Peer } from '../../event/types.ts';
import type { Rib } from '../../rib/rib.ts';
import type { Detector } from '../detector.ts';
import { observedNs } from '../interval-clock.ts';
import type { SessionObservation } from '../observation.ts';

type Ended = NonNullable<SessionObservation['ended']>;

interface Memory {
  readonly ends: Map<Peer, Ended>;
  readonly downStates: Map<Peer, SessionObservation['state']>;
}

/**
 * A row for every change into and out of Established, with the NOTIFICATION that went before it or another reason, and one per interval for
 * every known peer, so that an alert on a peer that is down stays true while it is down.
 */
export function sessions(rib: Rib): Detector {
  let ends = new Map<Peer, Ended>();
  let downStates = new Map<Peer, SessionObservation['state']>();

  const status = (peer: Peer, up: boolean): Pick<SessionObservation, 'peer' | 'up' | 'state' | 'ended'> => {
    const ended = up ? undefined : ends.get(peer);
    return { peer, up, state: up ? 'Established' : (downStates.get(peer) ?? 'Unknown'), ...(ended && { ended }) };
  };
  return {
    save: (): Memory => ({ ends, downStates }),
    load(memory: Memory): void {
      ({ ends, downStates } = memory);
    },
    observe(change, emit): void {
      if (change.kind !== 'heard') {
        return;
      }
      const { event } = change;
      switch (event.kind) {
        case 'notification':
          ends.set(event.peer, endOf(event));
          return;
        case 'peer-up':
          ends.delete(event.peer);
          emit({ kind: 'session', timeNs: event.timeNs, ...status(event.peer, true), repeated: false });
          return;
        case 'peer-down':
          if (event.reason !== undefined && !ends.has(event.peer)) {
            ends.set(event.peer, { reason: event.reason });
          }
          downStates.set(event.peer, event.state);
          emit({ kind: 'session', timeNs: event.timeNs, ...status(event.peer, false), repeated: false });
          return;
        default:
      }
    },
    closeInterval(interval, emit): void {
      for (const { peer, live, sessionKnown } of interval.whole ? rib.peers() : []) {
        if (sessionKnown) {
          emit({ kind: 'session', timeNs: observedNs(interval), ...status(peer, live), repeated: true });
        }
      }
    },
  };
}

function endOf({ direction, notification }: NotificationEvent): Ended {
  const { code, subcode } = notification;
  return { direction, code, subcode, reason: formatNotification(notification) };
}
