import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PeerEvents, peer } from '../../tests/build/peer-events.ts';
import type { Observation } from '../detect/observation.ts';
import { defaultSettings } from '../detect/settings.ts';
import { type Outlet, Pipeline } from '../pipeline.ts';
import { Clock } from './clock.ts';
import { LiveRun } from './live-run.ts';

const S = 1_000_000;
const START_US = 1_795_419_737 * S;
const HOUR_US = 3600 * S;
/** Rows that a second may bring about where nothing is heard but time: those of an interval's end. */
const MAX_ROWS_OF_SECOND = 40;

let told: Observation[];
let ticks: number[];
let stepUs: number;
let clock: Clock;

/** A wall clock that goes on with the timers, and is moved by `stepUs`. */
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  told = [];
  ticks = [];
  stepUs = 0;
  const outlet: Outlet = { beginFile: () => {}, take: (one) => told.push(one), full: false, relieved: async () => {} };
  const pipeline = new Pipeline(defaultSettings(10 * S), outlet);
  const run = new LiveRun(pipeline, outlet);
  const tick = run.tick.bind(run);
  run.tick = (timeUs): Promise<void> => {
    ticks.push(timeUs);
    return tick(timeUs);
  };
  const startMs = performance.now();
  clock = new Clock(run, 0, () => START_US + stepUs + Math.round((performance.now() - startMs) * 1000));
  const one = new PeerEvents(peer('192.0.2.1', 65010));
  const second = START_US / S;
  pipeline.take([one.up(second), one.announce(second, '10.1.0.0/16'), one.endOfRib(second)], 'test');
  clock.start((error) => {
    throw error as Error;
  });
  await pass(30);
});

afterEach(async () => {
  vi.useRealTimers();
  await clock.stop();
});

async function pass(seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at++) {
    await vi.advanceTimersByTimeAsync(1000);
  }
}

test.each([
  ['an hour forth', HOUR_US],
  ['an hour back', -HOUR_US],
  ['a minute forth', 60 * S],
  ['a minute back', -60 * S],
  ['a year forth', 365 * 24 * HOUR_US],
])('a step of the wall clock, %s and home again, brings neither a storm of ticks nor a silence', async (_, byUs) => {
  for (const [stepped, before] of [
    [byUs, ticks.length],
    [0, ticks.length + 30],
  ] as const) {
    told.length = 0;
    stepUs = stepped;
    await pass(30);
    expect(ticks.slice(before)).toHaveLength(30);
    // An hour of seconds would be 3600 of them: at most what passed, and a minute where the step is no longer.
    expect(told.length).toBeLessThan(MAX_ROWS_OF_SECOND * (30 + Math.min(60, Math.abs(byUs) / S)));
    const counts = told.filter(({ kind }) => kind === 'peer-table');
    expect(counts.length, 'intervals go on').toBeGreaterThanOrEqual(2);
  }
});
