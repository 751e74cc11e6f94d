// Decodes an MRT file to events and counts them: what the collector does before it keeps or writes anything. For bench.mjs.
import { createReadStream } from 'node:fs';
import { MrtEvents } from '../collector/dist/event/mrt-events.js';
import { PeerRegistry } from '../collector/dist/event/peer-registry.js';
import { SessionBelief } from '../collector/dist/event/session-belief.js';
import { MrtFramer } from '../collector/dist/mrt/framer.js';

const counts = {};
const framer = new MrtFramer({ lookAhead: true });
const events = new MrtEvents({ peers: new PeerRegistry('local'), sessions: new SessionBelief() });

function take(items) {
  for (const item of items) {
    if (item.kind === 'record') {
      for (const { kind } of events.events(item)) {
        counts[kind] = (counts[kind] ?? 0) + 1;
      }
    }
  }
}

for await (const chunk of createReadStream(process.argv[2])) {
  take(framer.push(chunk));
}
take(framer.end());
console.log(JSON.stringify(counts));
