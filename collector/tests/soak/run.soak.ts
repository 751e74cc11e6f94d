import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CollectorState, imbalances, total } from '../../src/observe/collector-state.ts';
import { earshot } from '../earshot.ts';
import { Influxd, freePort } from '../influxd.ts';
import { Running, stopAll, until } from '../run/running.ts';
import { EXPECTED_ERRORS, churn } from './churn.ts';
import { type Sample, loggedErrors, silentSources, slopePerMinute } from './course.ts';
import { Neighbourhood, RIS_HOST, sourcesYaml } from './neighbourhood.ts';
import { PEERS } from './neighbours.ts';

const MINUTES = Number(process.env['EARSHOT_SOAK_MINUTES'] ?? 60);
const SAMPLE_MS = 5000;
/**
 * How memory may grow over the second half of the run, bytes a minute, by the line of least squares. It says something only where the
 * process has come to its size by then, which takes some ten minutes: a shorter run is held to a largest size alone.
 */
const MAX_SLOPE_BYTES = 512 * 1024;
const COMES_TO_SIZE_MINUTES = 10;
const MAX_BYTES = 400 * 1024 * 1024;
const STOP_WITHIN_MS = 10_000;

let influxd: Influxd;
let around: Neighbourhood;
let observePort: number;
let daemon: Running;

beforeAll(async () => {
  influxd = await Influxd.start();
  await earshot(['setup', '--url', influxd.url]);
  observePort = await freePort();
  around = await Neighbourhood.start();
}, 120_000);

afterAll(async () => {
  await stopAll();
  await around.stop();
  await influxd.stop();
});

/** Of each variant: a label that others do not have, and a peer of the speaker that never comes. */
function configuration(folder: string, variant: number): string {
  const more = variant === 0 ? '' : `      - { address: 127.0.3.${100 + (variant % 100)}, as: 65099, passive: true }\n`;
  const label = `labels: [ { name: exabgp, as_path: '_64513_' }, { name: other, prefix: 10.${variant}.0.0/16 } ]`;
  return `influxdb: { url: ${influxd.url} }
interval: 10s
snapshots: { every: 5m }
archive: { path: ${folder}/archive, max_bytes: 16777216, segment_bytes: 1048576 }
observe: { listen: '127.0.0.1:${observePort}' }
${label}
${sourcesYaml(around, more)}`;
}

const status = (): Promise<CollectorState | undefined> => daemon.status(observePort);

/** Sessions that have to be there whenever nothing disturbs them, as router and peer. */
const EXPECTED_PEERS = [
  `nva-1 ${PEERS.bird}`,
  `nva-1 ${PEERS.gobgp}`,
  `nva-1 ${PEERS.exabgp}`,
  'nva-0 127.0.3.6',
  `frr-0 ${PEERS.gobgp}`,
  'GoBGP 127.0.3.5',
  `${RIS_HOST} 192.0.2.1`,
];

function peersUp({ peers }: CollectorState): string[] {
  return peers.filter(({ session }) => session === 'up').map(({ router, address }) => `${router} ${address}`);
}

/** Looks at the collector until the churn is over: what it says must be true every time. */
async function observe(samples: Sample[], signal: AbortSignal): Promise<void> {
  let checkedMs = Date.now();
  while (!signal.aborted) {
    await sleep(SAMPLE_MS);
    const state = await until(status);
    expect(imbalances(state)).toEqual([]);
    samples.push({ ms: state.nowMs, bytes: state.memory.rssBytes });
    if (state.nowMs - checkedMs >= 60_000) {
      expect(silentSources(state, checkedMs)).toEqual([]);
      checkedMs = state.nowMs;
      console.log(courseLine(state));
    }
  }
}

function courseLine({ messages, points, tables, memory, lagMs }: CollectorState): string {
  const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  const heard = `${messages.received} messages, ${tables.routes} routes of ${tables.peersUp} peers`;
  const sent = `${points.made} points, ${points.queued} queued`;
  return `${heard}, ${sent}, RSS ${mib(memory.rssBytes)} MiB, heap ${mib(memory.heapUsedBytes)} MiB, lag ${lagMs?.toFixed(0)} ms`;
}

/** Whole minutes of the run for which the database has no row of a measurement; a short run has none. */
async function minutesWithout(measurement: string, field: string, fromMs: number, untilMs: number): Promise<string[]> {
  const [from, end] = [Math.ceil(fromMs / 60_000), Math.floor(untilMs / 60_000)] as const;
  const where = `time >= ${from}m AND time < ${end}m`;
  const [series] = await influxd.query(
    'bgp',
    `SELECT count("${field}") FROM ${measurement} WHERE ${where} GROUP BY time(1m) fill(none)`
  );
  const seen = new Set(series?.values.map(([timeNs]) => Math.round(Number(timeNs) / 6e10)));
  const minutes = Array.from({ length: Math.max(0, end - from) }, (_, at) => from + at);
  return minutes.filter((minute) => !seen.has(minute)).map((minute) => new Date(minute * 60_000).toISOString());
}

test(
  `${MINUTES} minutes of churn in all sources at once: nothing is lost, memory stays, no source is forgotten`,
  async () => {
    daemon = new Running('', '10s');
    daemon.write(configuration(daemon.folder, 0));
    daemon.start();
    const allUp = async (): Promise<CollectorState | false> => {
      const state = await status();
      return state !== undefined && EXPECTED_PEERS.every((one) => peersUp(state).includes(one)) && state;
    };
    await until(async () => {
      around.tellRis(0);
      return allUp();
    });
    const [startMs, samples, over] = [Date.now(), [] as Sample[], new AbortController()];
    const scene = {
      around,
      influxd,
      configure: (variant: number): void => {
        daemon.write(configuration(daemon.folder, variant));
        daemon.reload();
      },
    };
    const acting = churn(scene, MINUTES * 60_000, (name) => console.log(`${name}`)).finally(() => over.abort());
    await Promise.all([acting, observe(samples, over.signal)]);

    await until(allUp);
    const state = await until(async () => {
      const now = await status();
      return now?.points.queued === 0 && now;
    });
    const half = samples.slice(samples.length / 2);
    const slope = slopePerMinute(half);
    console.log(
      `${courseLine(state)}; the memory of the second half goes by ${(slope / 1024).toFixed(0)} KiB a minute`
    );
    expect(imbalances(state)).toEqual([]);
    expect([total(state.points.dropped), total(state.points.dead)]).toEqual([0, 0]);
    expect(state.sources.filter((source) => source.state !== 'hearing')).toEqual([]);
    expect(MINUTES < 2 * COMES_TO_SIZE_MINUTES || slope < MAX_SLOPE_BYTES, `grows by ${slope} bytes a minute`).toBe(
      true
    );
    expect(Math.max(...samples.map(({ bytes }) => bytes))).toBeLessThan(MAX_BYTES);
    expect(loggedErrors(daemon.stderr).filter((line) => !EXPECTED_ERRORS.test(line))).toEqual([]);
    expect(await minutesWithout('bgp_collector', 'received', startMs, state.nowMs)).toEqual([]);
    expect(await minutesWithout('bgp_messages', 'count', startMs, state.nowMs)).toEqual([]);

    const stopMs = performance.now();
    expect(await daemon.stop(), daemon.stderr).toBe(0);
    expect(performance.now() - stopMs).toBeLessThan(STOP_WITHIN_MS);
    for (const router of ['nva-0', 'nva-1', 'frr-0', 'GoBGP', RIS_HOST]) {
      const rows = await influxd.query('bgp', `SELECT count("prefix") FROM bgp_routes WHERE "router" = '${router}'`);
      expect(Number(rows[0]?.values[0]?.[1]), router).toBeGreaterThan(100);
    }
    const [valid] = await influxd.query('bgp', `SELECT count("prefix") FROM bgp_routes WHERE "rpki" = 'valid'`);
    expect(Number(valid?.values[0]?.[1])).toBeGreaterThan(0);
  },
  (MINUTES + 5) * 60_000
);
