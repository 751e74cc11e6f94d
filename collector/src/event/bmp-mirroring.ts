import { fault } from '../bgp/fault.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import type { Mirrored, RouteMirroring } from '../bmp/route-mirroring.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { addFaults } from './fault-events.ts';
import type { Hearing } from './hearing.ts';
import { addMessage } from './message-events.ts';
import type { Peer } from './types.ts';

type MirroredMessage = Mirrored & { readonly kind: 'message' };

/** What is taken of mirrored messages has no routes, and reads the same in all sessions. */
const ANY_SESSION: SessionParams = { asBytes: 4, addPath: () => undefined, external: undefined };

/**
 * Adds what Route Mirroring alone tells: KEEPALIVEs, ROUTE-REFRESHes, and messages that the router could not use. Those that Peer
 * Up, Peer Down and Route Monitoring tell as well would count twice. `peer` is undefined for a session that nothing else told of.
 */
export function addMirrored({ items }: RouteMirroring, peer: Peer | undefined, hearing: Hearing): void {
  const { timeUs, events } = hearing;
  const isErrored = items.some((item) => item.kind === 'information' && item.code === 'errored PDU');
  for (const item of items) {
    if (item.kind === 'information') {
      if (item.code === 'messages lost') {
        events.push({ kind: 'decode-fault', timeUs, problem: 'Route Mirroring: the router lost messages' });
      }
    } else if (item.kind === 'other') {
      events.push({ kind: 'filtered', timeUs, reason: 'Route Mirroring TLV without a name' });
    } else if (peer === undefined) {
      events.push({ kind: 'filtered', timeUs, reason: 'mirrored message of an unknown session' });
    } else if (isErrored) {
      addErrored(item, peer, hearing);
    } else {
      addOnlyMirrored(item, peer, hearing);
    }
  }
}

/** RFC 7854 §4.7: the router treats it as a withdrawal (RFC 7606). */
function addErrored({ bytes }: MirroredMessage, peer: Peer, { timeUs, stamp, events }: Hearing): void {
  const error = new DecodeError('mirrored message', 0, 'the router cannot use it');
  const faults = [fault('treat-as-withdraw', undefined, error, bytes)];
  addFaults(faults, { timeUs, peer, direction: 'received' }, () => stamp(peer), events);
}

function addOnlyMirrored({ message }: MirroredMessage, peer: Peer, { timeUs, stamp, events }: Hearing): void {
  if (message?.type === 'KEEPALIVE' || message?.type === 'ROUTE-REFRESH') {
    const heard = { timeUs, peer, direction: 'received', message, params: ANY_SESSION } as const;
    addMessage(heard, () => stamp(peer), events);
  } else {
    events.push({ kind: 'filtered', timeUs, reason: `mirrored ${message?.type ?? 'message without a header'}` });
  }
}
