// Fills the routing tables from a table dump and says what they take. Needs --expose-gc. Arguments: the dump; how many feeds to
// make of those that it has, none for the empty process; `judged` with all detectors. For bench-tables.mjs.
import { Judgement } from '../collector/dist/detect/index.js';
import { defaultSettings } from '../collector/dist/detect/settings.js';
import { Rib } from '../collector/dist/rib/rib.js';
import { decodeFile } from './bench-decode.mjs';
import { madeUpFeed } from './bench-feeds.mjs';

const [path, feeds, how] = process.argv.slice(2);
const rib = new Rib(1);
const judgement = how === 'judged' ? new Judgement(rib, defaultSettings(60_000_000)) : undefined;
const observe = (change) => judgement?.observe(change, () => {});

if (Number(feeds) > 0) {
  await fill(Number(feeds));
}
collect();
const { heapUsed, external, arrayBuffers } = process.memoryUsage();
console.log(JSON.stringify({ routes: rib.size, sets: rib.attributes.size, heapUsed, external, arrayBuffers }));

/** Takes in the two feeds of the dump, and beside each one half of those that are made of them. */
async function fill(count) {
  const made = new Map();
  await decodeFile(path, (events) => {
    judgement?.tick(events[0]?.timeUs ?? 0, () => {});
    for (const event of events) {
      rib.apply(event, observe);
      if (event.kind === 'table-route' || event.kind === 'table-end') {
        if (!made.has(event.peer)) {
          const first = made.size;
          made.set(
            event.peer,
            numbers(count)
              .filter((n) => n % 2 === first)
              .map(madeUpFeed)
          );
        }
        for (const feed of made.get(event.peer)) {
          rib.apply(feed(event), observe);
        }
      }
    }
  });
  judgement?.end(() => {});
}

/** Of the made-up feeds, the two real ones being the first. */
function numbers(count) {
  return Array.from({ length: count - 2 }, (_, i) => i + 1);
}

/** More than once: what one collection finishes may be garbage to the next. */
function collect() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
  }
}
