import { expect, test } from 'vitest';
import type { Observation } from '../../detect/observation.ts';
import type { Peer } from '../../event/types.ts';
import { formatIPv4 } from '../../net/address.ts';
import { parsePrefix } from '../../net/parse-prefix.ts';
import { LineBuilder } from '../line.ts';
import { MEASUREMENTS, type MeasurementName } from '../schema.gen.ts';
import { RouteParts } from './route-parts.ts';
import { toRows } from './rows.ts';
import { SeriesGuard } from './series-guard.ts';

/** Lines of observations as an outlet makes them. */
class Lines {
  readonly guard: SeriesGuard;
  readonly #builder: LineBuilder;
  readonly #parts = new RouteParts();
  readonly series = new Set<string>();
  written = 0;

  constructor(guard = new SeriesGuard()) {
    this.guard = guard;
    this.#builder = new LineBuilder(undefined, guard);
  }

  take(observation: Observation): void {
    for (const row of toRows(observation, 'local', this.#parts)) {
      const line = this.#builder.toLine(row);
      if (line !== undefined) {
        this.written++;
        this.series.add(line.slice(0, line.search(/(?<!\\) /)));
      }
    }
  }
}

function peerOf(vrf: string, address = '192.0.2.1'): Peer {
  return { router: 'r', view: 'adj-in-pre', vrf, address, as: 64500 };
}

function watched(peer: Peer, prefix: string): Observation {
  return { kind: 'watched-prefix', timeNs: 1n, peer, familyName: 'ipv4', prefix, paths: 1, best: undefined };
}

function session(peer: Peer): Observation {
  return { kind: 'session', timeNs: 1n, peer, up: true, state: 'Established', repeated: true };
}

test('a million prefixes make no more series than the schema allows, and the rows of all others are counted', () => {
  const lines = new Lines();
  const peer = peerOf('default');
  for (let i = 0; i < 1_000_000; i++) {
    lines.take(watched(peer, `${formatIPv4(i << 8)}/24`));
  }
  const { maxSeries } = MEASUREMENTS.bgp_prefix;
  expect([lines.written, lines.series.size]).toEqual([maxSeries, maxSeries]);
  expect(lines.guard.counts).toEqual({
    series: { bgp_prefix: maxSeries },
    overflow: { bgp_prefix: 1_000_000 - maxSeries },
  });
});

test('names of VRFs without end, of routes and sessions, are stopped by measurement; series that are known go on', () => {
  const max = (measurement: MeasurementName): number => (measurement === 'bgp_routes' ? 20 : 10);
  const lines = new Lines(new SeriesGuard(undefined, max));
  const prefix = { ...parsePrefix('10.0.0.0/8')!, pathId: undefined, rd: undefined, labels: undefined };
  const route = (peer: Peer): Observation =>
    ({
      kind: 'route',
      action: 'announce',
      timeNs: 1n,
      numbered: true,
      peer,
      family: { afi: 1, safi: 1 },
      prefix,
      attributes: {},
      nextHop: undefined,
      change: 'new',
      cause: 'update',
      label: 'none',
      rpki: undefined,
    }) as Observation;
  const peers = Array.from({ length: 1_000 }, (_, i) => peerOf(`vrf ${i}`));
  for (let round = 0; round < 3; round++) {
    for (const peer of peers) {
      lines.take(session(peer));
      lines.take(route(peer));
    }
  }
  expect(lines.series.size).toBe(10 + 20);
  expect(lines.written).toBe(3 * (10 + 20));
  expect(lines.guard.counts.overflow).toEqual({ bgp_sessions: 3 * 990, bgp_routes: 3 * 980 });
});

test('what was saved is known to the next run', () => {
  const guard = new SeriesGuard(undefined, () => 2);
  guard.admits('bgp_open', 'a');
  guard.admits('bgp_open', 'b');
  const next = new SeriesGuard(guard.save(), () => 2);
  expect(['a', 'b', 'c'].map((series) => next.admits('bgp_open', series))).toEqual([true, true, false]);
  expect(next.counts.overflow).toEqual({ bgp_open: 1 });
});
