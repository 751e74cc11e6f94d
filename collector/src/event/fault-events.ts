import type { Fault } from '../bgp/fault.ts';
import type { Direction, Peer, RouteEvent } from './types.ts';

interface MessageOfPeer {
  readonly timeUs: number;
  readonly peer: Peer;
  readonly direction: Direction;
}

/** Adds an event for each fault of a message, each at a row time of its own: rows of one series and time are one. */
export function addFaults(
  faults: readonly Fault[],
  { timeUs, peer, direction }: MessageOfPeer,
  stamp: () => bigint,
  events: RouteEvent[]
): void {
  for (const fault of faults) {
    const of = { timeNs: stamp(), peer, direction, fault };
    events.push({ kind: 'decode-fault', timeUs, problem: fault.problem, of });
  }
}
