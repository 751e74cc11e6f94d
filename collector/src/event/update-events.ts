import { canonicalAttributes } from '../bgp/canonical-attributes.ts';
import type { Nlri } from '../bgp/nlri.ts';
import type { Update } from '../bgp/update.ts';
import { formatFamily } from '../net/family.ts';
import { addFaults } from './fault-events.ts';
import type { Peer, RouteEvent, WithdrawEvent } from './types.ts';

interface MessageOfPeer {
  readonly timeUs: number;
  readonly timeNs: bigint;
  readonly receivedNs: bigint | undefined;
  readonly peer: Peer;
}

/**
 * Adds the events of an UPDATE: withdrawals first, as RFC 4271 §4.3 asks, so that a prefix in both lists is announced. The
 * first row takes the message's own time, each further one the next. `bytes` are those that the UPDATE was read from.
 */
export function addUpdate(
  update: Update,
  bytes: Uint8Array,
  message: MessageOfPeer,
  stamp: () => bigint,
  events: RouteEvent[]
): void {
  const { timeUs, peer } = message;
  let free: bigint | undefined = message.timeNs;
  const next = (): bigint => {
    const timeNs = free ?? stamp();
    free = undefined;
    return timeNs;
  };
  addWithdrawn(update.withdrawn, 'update', message, next, events);
  addWithdrawn(update.treatedAsWithdrawn, 'malformed', message, next, events);
  addAnnounced(update, bytes, message, next, events);
  if (update.otherWidth) {
    events.push({ kind: 'ambiguous', timeUs });
  }
  if (update.endOfRib) {
    events.push({ kind: 'end-of-rib', timeUs, timeNs: next(), peer, family: update.endOfRib });
  }
  addFaults(update.faults, { timeUs, peer, direction: 'received' }, next, events);
}

function addWithdrawn(
  lists: readonly Nlri[],
  cause: WithdrawEvent['cause'],
  { timeUs, receivedNs, peer }: MessageOfPeer,
  next: () => bigint,
  events: RouteEvent[]
): void {
  for (const nlri of lists) {
    const { family } = nlri;
    for (const prefix of nlri.prefixes) {
      events.push({ kind: 'withdraw', timeUs, timeNs: next(), receivedNs, peer, family, prefix, cause });
    }
    addRemarks(nlri, cause === 'update' ? 'withdrawn' : 'malformed', timeUs, events);
  }
}

function addAnnounced(
  { announced, attributes, attributeBytes }: Update,
  bytes: Uint8Array,
  message: MessageOfPeer,
  next: () => bigint,
  events: RouteEvent[]
): void {
  if (attributeBytes === undefined) {
    return;
  }
  const { timeUs, receivedNs, peer } = message;
  const otherAttributes = canonicalAttributes(bytes, attributeBytes, attributes);
  for (const nlri of announced) {
    const { family, nextHop } = nlri;
    for (const prefix of nlri.prefixes) {
      const timeNs = next();
      const route = { peer, family, prefix, attributes, otherAttributes, nextHop };
      events.push({ kind: 'announce', timeUs, timeNs, receivedNs, ...route });
    }
    addRemarks(nlri, 'announced', timeUs, events);
  }
}

/** Adds what is to be said of NLRI besides their prefixes. */
function addRemarks({ family, undecoded, ambiguous }: Nlri, what: string, timeUs: number, events: RouteEvent[]): void {
  if (undecoded?.length) {
    events.push({ kind: 'filtered', timeUs, reason: `${what} NLRI of ${formatFamily(family)}` });
  }
  if (ambiguous) {
    events.push({ kind: 'ambiguous', timeUs });
  }
}
