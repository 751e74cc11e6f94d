import type { Fault } from '../bgp/fault.ts';
import type { Direction, Peer, RouteEvent } from './types.ts';

interface MessageOfPeer {
  readonly timeUs: number;
  readonly timeNs: bigint;
  readonly peer: Peer;
  readonly direction: Direction;
}

/** An event for each fault of a message. */
export function* blockFaults(faults: readonly Fault[], message: MessageOfPeer): Generator<RouteEvent> {
  const { timeUs, timeNs, peer, direction } = message;
  for (const fault of faults) {
    yield { kind: 'decode-fault', timeUs, problem: fault.problem, of: { timeNs, peer, direction, fault } };
  }
}
