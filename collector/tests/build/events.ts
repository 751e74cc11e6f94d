import { MrtEvents } from '../../src/event/mrt-events.ts';
import { PeerRegistry } from '../../src/event/peer-registry.ts';
import { SessionBelief } from '../../src/event/session-belief.ts';
import type { RouteEvent } from '../../src/event/types.ts';
import { MrtFramer } from '../../src/mrt/framer.ts';

/** The events of one MRT file, to its end. */
export function eventsOf(bytes: Uint8Array): RouteEvent[] {
  const framer = new MrtFramer({ lookAhead: true });
  const decoder = new MrtEvents({ peers: new PeerRegistry('local'), sessions: new SessionBelief() });
  const items = [...framer.push(bytes), ...framer.end()];
  const events = items.flatMap((item) => (item.kind === 'record' ? decoder.events(item) : []));
  return [...events, ...decoder.end(true)];
}
