import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Observation } from '../src/detect/observation.ts';
import { type JudgementSettings, defaultDomain, defaultSettings } from '../src/detect/settings.ts';
import { type Outlet, Pipeline } from '../src/pipeline.ts';
import { incidentsOf } from './build/judged.ts';
import { PeerEvents, peer } from './build/peer-events.ts';
import { eventsOf } from './build/events.ts';
import { labelRule, prefixOf } from './build/settings.ts';
import { tableLines } from './build/tables.ts';
import { fixture } from './tools.ts';

const S = 1_000_000;
const SETTINGS = defaultSettings(60 * S);
const [a, b, c] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(
  (address, i) => new PeerEvents(peer(address, 65010 + i))
) as [PeerEvents, PeerEvents, PeerEvents];

let told: Observation[];
let pipeline: Pipeline;
beforeEach(() => {
  told = [];
  const outlet: Outlet = { beginFile: () => {}, take: (one) => told.push(one), full: false, relieved: async () => {} };
  pipeline = new Pipeline(SETTINGS, outlet);
});

/** Two peers that overlap since second 100, and a third whose session is down since second 200. */
async function hear(until: number): Promise<void> {
  const up = [a, b, c].flatMap((one) => [one.up(1), one.endOfRib(2)]);
  pipeline.take([...up, c.announce(3, '10.9.0.0/16')], 'test');
  await advance(100);
  pipeline.take([a.announce(100, '10.1.0.0/16'), b.announce(100, '10.1.0.0/16')], 'test');
  await advance(200);
  pipeline.take([c.down(200)], 'test');
  await advance(until);
}

function advance(second: number): Promise<void> {
  return pipeline.advance(second * S, async () => true);
}

/** What happens from a reload at second 300 on. */
async function reload(settings: JudgementSettings, until: number): Promise<Observation[]> {
  await hear(300);
  told.length = 0;
  pipeline.follow(settings);
  await advance(until);
  return told;
}

const stateOf = (all: readonly Observation[], kind: 'overlap' | 'session-down'): string[] =>
  incidentsOf(all, kind).map(({ state, startedUs }) => `${state} since ${startedUs / S}`);

describe('other settings over tables that are known', () => {
  test('tell no route, flap or new prefix, and count as they say', async () => {
    const labels = [labelRule('site', { prefix: ['10.0.0.0/8'] })];
    const after = await reload({ ...SETTINGS, labels }, 500);
    expect(after.filter(({ kind }) => kind === 'route' || kind === 'flap')).toEqual([]);
    expect(incidentsOf(after, 'new-prefixes')).toEqual([]);
    const counted = after.flatMap((one) =>
      one.kind === 'peer-table' && one.label === 'site' ? [one.counts.prefixes] : []
    );
    expect(new Set(counted.slice(-2))).toEqual(new Set([1]));
  });

  test('let incidents that still stand go on with their start', async () => {
    const after = await reload({ ...SETTINGS, intervalUs: 30 * S }, 600);
    expect(new Set(stateOf(after, 'overlap'))).toEqual(new Set(['open since 100']));
    expect(new Set(stateOf(after, 'session-down'))).toEqual(new Set(['open since 200']));
  });

  test('resolve after the hold-down what is none any more', async () => {
    const aggregates = [prefixOf('10.1.0.0/16')];
    const after = await reload({ ...SETTINGS, domains: [{ ...defaultDomain(), aggregates }] }, 600);
    const last = incidentsOf(after, 'overlap').at(-1);
    expect(last).toMatchObject({ state: 'resolved', startedUs: 100 * S });
  });

  test('end with the session what the session began', async () => {
    await hear(300);
    pipeline.follow(SETTINGS);
    pipeline.take([c.up(301)], 'test');
    await advance(500);
    expect(stateOf(told, 'session-down').at(-1)).toBe('resolved since 200');
  });
});

test('tables that are told again are as they were, and nobody holds on to what is withdrawn', () => {
  const events = eventsOf(readFileSync(fixture('bird-hybrid/nva.mrt')));
  pipeline.take(events, 'test');
  const before = tableLines(pipeline.rib);
  pipeline.follow(SETTINGS);
  expect(tableLines(pipeline.rib)).toEqual(before);
  const { rib } = pipeline;
  rib.forgetReaders();
  for (const { peer: of } of [...rib.peers()]) {
    rib.apply(new PeerEvents(of).down(2_000_000_000), () => {});
  }
  expect([rib.size, rib.attributes.size, ...[...rib.families()].map(({ prefixes }) => prefixes.size)]).toEqual([
    0, 0, 0, 0,
  ]);
});
