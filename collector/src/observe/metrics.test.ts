import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { health, source, stateOf } from '../../tests/build/collector-parts.ts';
import { PeerEvents, peer } from '../../tests/build/peer-events.ts';
import { Rib } from '../rib/rib.ts';
import { METRICS } from './metric-list.ts';
import { Metrics } from './metrics.ts';

/** Values by name with labels, as Prometheus reads them. */
async function samples(...given: Parameters<typeof stateOf>): Promise<Map<string, number>> {
  const text = await new Metrics().text(stateOf(...given));
  return new Map([...text.matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm)].map(([, name, value]) => [name!, Number(value)]));
}

const sumOf = (all: ReadonlyMap<string, number>, name: string): number =>
  [...all].reduce((sum, [key, value]) => (key === name || key.startsWith(`${name}{`) ? sum + value : sum), 0);

test('both sums can be checked by whoever reads the metrics', async () => {
  const all = await samples({
    messages: { received: 9, decoded: 4, faulty: 3, filtered: 2 },
    points: {
      made: 20,
      recovered: 3,
      written: 10,
      queued: 5,
      dropped: { ...stateOf().points.dropped, journal_full: 2, damaged: 1 },
      dead: { ...stateOf().points.dead, retention: 5 },
    },
    stores: { general: health({ queued: 4 }), verbose: health({ queued: 1 }) },
  });
  const of = (name: string): number => sumOf(all, `earshot_${name}`);
  expect(of('messages_received_total')).toBe(9);
  expect(of('messages_decoded_total') + of('messages_faulty_total') + of('messages_filtered_total')).toBe(9);
  expect(of('points_made_total') + of('points_recovered_total')).toBe(23);
  expect(of('points_written_total') + of('points_queued') + of('points_dropped_total') + of('points_dead_total')).toBe(
    23
  );
  expect(all.get('earshot_unaccounted{what="points"}')).toBe(0);
  expect(all.get('earshot_points_dropped_total{reason="journal_full"}')).toBe(2);
});

test('states are told as one of all there are', async () => {
  const all = await samples({
    sources: [source({ state: 'waiting' })],
    stores: { general: health({ state: { kind: 'refused', sinceMs: 0, words: '', status: 401 } }) },
  });
  expect(all.get('earshot_source_state{source="bmp 127.0.0.1:11019",state="waiting"}')).toBe(1);
  expect(all.get('earshot_source_state{source="bmp 127.0.0.1:11019",state="hearing"}')).toBe(0);
  expect(all.get('earshot_store_state{store="general",state="refused"}')).toBe(1);
  expect(all.get('earshot_store_state{store="verbose",state="ok"}')).toBe(1);
});

test('what is not known is absent, and what is gone too', async () => {
  const metrics = new Metrics();
  const before = await metrics.text(stateOf({ lagMs: 250, sources: [source({ lastHeardMs: 5000 })] }));
  expect(before).toMatch(/^earshot_lag_seconds 0\.25$/m);
  expect(before).toMatch(/^earshot_source_last_heard_timestamp_seconds\{source="bmp 127\.0\.0\.1:11019"\} 5$/m);
  const after = await metrics.text(stateOf());
  expect(after).not.toMatch(/^earshot_lag_seconds [\d.]/m);
  expect(after).not.toContain('127.0.0.1:11019');
});

test('names that a router gives itself are plain text in a label, and no more of them than there is room for', async () => {
  const rib = new Rib(1);
  for (let at = 0; at < 600; at++) {
    const router = at === 0 ? 'evil"} 1\n# HELP fake\u001b[31m\\' : 'local';
    const one = new PeerEvents(peer(`10.0.${at >> 8}.${at & 255}`, 65010, { router }));
    rib.apply(one.up(1), () => {});
  }
  const text = await new Metrics().text(stateOf({ rib }));
  expect(text).toContain(String.raw`earshot_peer_up{router="evil\"} 1 # HELP fake [31m\\",`);
  expect(text.match(/^earshot_peer_up\{/gm)).toHaveLength(500);
  expect(text).toMatch(/^earshot_peers\{up="true"\} 600$/m);
});

test('the reasons of what is filtered do not grow with the numbers of the input', async () => {
  const filteredReasons = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`MRT type ${at} subtype ${at}`, 1])
  );
  const all = await samples({ messages: { filteredReasons } });
  expect([...all].filter(([name]) => name.startsWith('earshot_filtered_total{'))).toEqual([
    ['earshot_filtered_total{reason="mrt_type_n_subtype_n"}', 100],
  ]);
});

test('the process tells of itself as well', async () => {
  const all = await samples();
  expect(all.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect([...all.keys()].some((name) => name.startsWith('nodejs_eventloop_lag'))).toBe(true);
});

test('names follow the conventions of Prometheus, and the guide lists each of them', () => {
  const guide = readFileSync(resolve(import.meta.dirname, '../../../docs/guides/operations.md'), 'utf8');
  for (const { name, type } of METRICS) {
    expect(name).toMatch(/^earshot_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(guide).toContain(`\`${name}\``);
  }
});
