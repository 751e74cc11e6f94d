// Reads an MRT file as the collector does, without keeping anything of it. For the benchmarks.
import { createReadStream } from 'node:fs';
import { MrtEvents } from '../collector/dist/event/mrt-events.js';
import { PeerRegistry } from '../collector/dist/event/peer-registry.js';
import { SessionBelief } from '../collector/dist/event/session-belief.js';
import { MrtFramer } from '../collector/dist/mrt/framer.js';

/** Calls `take` with the events of each record of a file, and at its end with those that only that brings. */
export async function decodeFile(path, take) {
  const framer = new MrtFramer({ lookAhead: true });
  const events = new MrtEvents({ peers: new PeerRegistry('local'), sessions: new SessionBelief() });
  const takeAll = (items) => {
    for (const item of items) {
      if (item.kind === 'record') {
        take(events.events(item));
      }
    }
  };
  for await (const chunk of createReadStream(path)) {
    takeAll(framer.push(chunk));
  }
  takeAll(framer.end());
  take(events.end(true));
}
