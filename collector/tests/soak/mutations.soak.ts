import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MrtEvents } from '../../src/event/mrt-events.ts';
import { PeerRegistry } from '../../src/event/peer-registry.ts';
import type { RouteEvent } from '../../src/event/types.ts';
import { SessionBelief } from '../../src/event/session-belief.ts';
import type { MrtRecord } from '../../src/mrt/record.ts';
import { damage, randomOf } from '../build/mutate.ts';
import { frameFile } from '../build/mutated-file.ts';
import { dataFile, fixture } from '../tools.ts';

const MESSAGES = 1_000_000;
/** Peers and tables of a context are what its input names: a context of mutated input ends before they could pass for a leak. */
const MESSAGES_OF_A_CONTEXT = 5000;
const MAX_GROWTH_BYTES = 50 * 1024 * 1024;
/** No message needs this long; a loop without end does. */
const MAX_CHUNK_MS = 60_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function records(): MrtRecord[] {
  const real = ['quagga.bgp.mrt', 'openbgpd.rib-v2.mrt', 'ris-rrc06.updates.20150401.0000.gz'].flatMap(
    (name) => dataFile(name) ?? []
  );
  const files = [fixture('bird-hybrid/nva.mrt'), fixture('bird-hybrid/nva-table.mrt'), ...real];
  return files.flatMap((path) => {
    const bytes = readFileSync(path);
    const { items } = frameFile(new Uint8Array(path.endsWith('.gz') ? gunzipSync(bytes) : bytes));
    return items.flatMap((item) => (item.kind === 'record' ? [{ ...item, body: item.body.slice() }] : []));
  });
}

const newEvents = (): MrtEvents => new MrtEvents({ peers: new PeerRegistry('local'), sessions: new SessionBelief() });

test(`${MESSAGES} mutated messages: no crash, no hang, flat memory`, () => {
  const originals = records();
  const index = originals.find(({ type, subtype }) => type === 13 && subtype === 1)!;
  const random = randomOf(7606);
  const outcomes = { decoded: 0, faulty: 0, filtered: 0 };
  let events = newEvents();
  let start = 0;
  let chunkStart = performance.now();
  for (let count = 0; count < MESSAGES; count++) {
    if (count % MESSAGES_OF_A_CONTEXT === 0) {
      expect(performance.now() - chunkStart).toBeLessThan(MAX_CHUNK_MS);
      chunkStart = performance.now();
      events = newEvents();
      outcomeOf(events.events(index));
      // What the first rounds compile and cache stays.
      start = count === 20 * MESSAGES_OF_A_CONTEXT ? heapBytes() : start;
    }
    const original = originals[Math.floor(random() * originals.length)]!;
    const body = mutated(original.body, random);
    outcomes[outcomeOf(events.events({ ...original, body }))]++;
  }
  events = newEvents();
  const end = heapBytes();
  const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  console.log(`${MESSAGES} mutated messages of ${originals.length} records: ${JSON.stringify(outcomes)}`);
  console.log(`heap after garbage collection: ${mib(start)} after 100,000 messages, ${mib(end)} at the end`);
  expect(outcomes.decoded + outcomes.faulty + outcomes.filtered).toBe(MESSAGES);
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(0);
  expect(end - start).toBeLessThan(MAX_GROWTH_BYTES);
});

function mutated(body: Uint8Array, random: () => number): Uint8Array {
  let bytes = body;
  for (let times = 1 + Math.floor(random() * 3); times > 0 && bytes.length > 0; times--) {
    ({ bytes } = damage(bytes, 0, bytes.length, random));
  }
  return bytes;
}

/** Takes all events of a record and says what became of it. */
function outcomeOf(events: Iterable<RouteEvent>): 'decoded' | 'faulty' | 'filtered' {
  let outcome: 'decoded' | 'faulty' | 'filtered' = 'decoded';
  for (const { kind } of events) {
    if (kind === 'decode-fault') {
      outcome = 'faulty';
    } else if (kind === 'filtered' && outcome === 'decoded') {
      outcome = 'filtered';
    }
  }
  return outcome;
}
