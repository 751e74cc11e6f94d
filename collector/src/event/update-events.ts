import type { Nlri } from '../bgp/nlri.ts';
import type { Update } from '../bgp/update.ts';
import { formatFamily } from '../net/family.ts';
import { blockFaults } from './fault-events.ts';
import type { Peer, RouteEvent } from './types.ts';

interface MessageOfPeer {
  readonly timeUs: number;
  readonly timeNs: bigint;
  readonly peer: Peer;
}

/**
 * The events of an UPDATE: withdrawals first, as RFC 4271 §4.3 asks, so that a prefix in both lists is announced. The first
 * row takes the message's own time, each further one the next.
 */
export function* updateEvents(update: Update, message: MessageOfPeer, stamp: () => bigint): Generator<RouteEvent> {
  const { timeUs, peer } = message;
  let free: bigint | undefined = message.timeNs;
  const next = (): bigint => {
    const timeNs = free ?? stamp();
    free = undefined;
    return timeNs;
  };
  for (const nlri of update.withdrawn) {
    for (const prefix of nlri.prefixes) {
      yield { kind: 'withdraw', timeUs, timeNs: next(), peer, family: nlri.family, prefix, cause: 'update' };
    }
    yield* remarks(nlri, 'withdrawn', timeUs);
  }
  for (const nlri of update.treatedAsWithdrawn) {
    for (const prefix of nlri.prefixes) {
      yield { kind: 'withdraw', timeUs, timeNs: next(), peer, family: nlri.family, prefix, cause: 'malformed' };
    }
    yield* remarks(nlri, 'malformed', timeUs);
  }
  const { attributes } = update;
  for (const nlri of update.announced) {
    const { family, nextHop } = nlri;
    for (const prefix of nlri.prefixes) {
      yield { kind: 'announce', timeUs, timeNs: next(), peer, family, prefix, attributes, nextHop };
    }
    yield* remarks(nlri, 'announced', timeUs);
  }
  if (update.otherWidth) {
    yield { kind: 'ambiguous', timeUs };
  }
  if (update.endOfRib) {
    yield { kind: 'end-of-rib', timeUs, timeNs: next(), peer, family: update.endOfRib };
  }
  yield* blockFaults(update.faults, { timeUs, peer, direction: 'received' }, next);
}

/** What is to be said of NLRI besides their prefixes. */
function* remarks({ family, undecoded, ambiguous }: Nlri, what: string, timeUs: number): Generator<RouteEvent> {
  if (undecoded?.length) {
    yield { kind: 'filtered', timeUs, reason: `${what} NLRI of ${formatFamily(family)}` };
  }
  if (ambiguous) {
    yield { kind: 'ambiguous', timeUs };
  }
}
