import type { Fault } from '../bgp/fault.ts';
import type { Direction, Peer, RouteEvent } from './types.ts';

interface MessageOfPeer {
  readonly timeUs: number;
  readonly peer: Peer;
  readonly direction: Direction;
}

/** An event for each fault of a message, each at a row time of its own: rows of one series and time are one. */
export function* blockFaults(
  faults: readonly Fault[],
  { timeUs, peer, direction }: MessageOfPeer,
  stamp: () => bigint
): Generator<RouteEvent> {
  for (const fault of faults) {
    yield { kind: 'decode-fault', timeUs, problem: fault.problem, of: { timeNs: stamp(), peer, direction, fault } };
  }
}
