import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MrtFramer } from '../../src/mrt/framer.ts';
import type { MrtRecord } from '../../src/mrt/record.ts';
import { earshot } from '../earshot.ts';
import { Influxd } from '../influxd.ts';
import { Running, stopAll, until } from './running.ts';

const KILLS = 6;
const LASTS_MS = 30_000;
/** Longer than what thresholds, intervals and the lag of files come to. */
const SETTLES_MS = 12_000;

let influxd: Influxd;
beforeAll(async () => {
  influxd = await Influxd.start();
});
afterAll(async () => {
  await stopAll();
  await influxd.stop();
});

test('a collector that is killed again and again writes the rows of one that is not', async () => {
  const records = scenario();
  const quiet = new Running('');
  const log = join(quiet.folder, 'bgp.mrt');
  const killed = new Running('');
  for (const [name, daemon] of Object.entries({ quiet, killed })) {
    await earshot(['setup', '--url', influxd.url, '--database', name]);
    daemon.write(configuration(name, log));
  }
  quiet.start();
  killed.start();
  await Promise.all([quiet, killed].map((daemon) => until(() => isReady(daemon))));

  const firstUs = Date.now() * 1000;
  const writing = write(records, log);
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep((LASTS_MS / KILLS) * (0.3 + Math.random()));
    await killed.kill();
    killed.start();
  }
  const lastUs = await writing;
  await sleep(SETTLES_MS);
  expect([await quiet.stop(), await killed.stop()], quiet.stderr + killed.stderr).toEqual([0, 0]);

  // When each began, and ends, is its own.
  const settled = `time >= ${firstUs * 1000} AND time <= ${(lastUs + (SETTLES_MS - 5000) * 1000) * 1000}`;
  const expected = await rows('quiet', settled);
  expect(Object.keys(expected)).toEqual(
    expect.arrayContaining(['bgp_routes', 'bgp_incidents', 'bgp_totals', 'bgp_open'])
  );
  expect(await rows('killed', settled)).toEqual(expected);
}, 180_000);

function isReady({ folder }: Running): boolean {
  return existsSync(join(folder, 'checkpoint'));
}

/** The judgement of the scripted scenario, in time-lapse. */
function configuration(database: string, log: string): string {
  const scenarioYaml = readFileSync(
    resolve(import.meta.dirname, '../../fixtures/hybrid-incidents/earshot.yaml'),
    'utf8'
  );
  return `influxdb: { url: ${influxd.url}, databases: { general: ${database}, verbose: ${database}_verbose } }
interval: 5s
observe: { listen: none }
snapshots: { every: 10s }
detect: { hold_down: 1s, resolve_after: 2s }
sources: [ { type: mrtdump, path: ${log} } ]
${scenarioYaml}`;
}

function scenario(): MrtRecord[] {
  const framer = new MrtFramer({ lookAhead: false });
  const bytes = readFileSync(resolve(import.meta.dirname, '../../fixtures/hybrid-incidents/scenario.mrt'));
  return [...framer.push(bytes)].filter((item) => item.kind === 'record');
}

/** Appends the records as a daemon does, each with the time of now; gives that of the last. */
async function write(records: readonly MrtRecord[], log: string): Promise<number> {
  const startMs = Date.now();
  let lastUs = 0;
  for (const [at, record] of records.entries()) {
    while (Date.now() - startMs < (at / records.length) * LASTS_MS) {
      await sleep(10);
    }
    lastUs = Math.max(Date.now() * 1000, lastUs + 1);
    appendFileSync(log, recordAt(lastUs, record));
  }
  return lastUs;
}

function recordAt(timeUs: number, { subtype, body }: MrtRecord): Uint8Array {
  const bytes = Buffer.alloc(16 + body.length);
  bytes.writeUInt32BE(Math.floor(timeUs / 1e6), 0);
  bytes.writeUInt16BE(17, 4);
  bytes.writeUInt16BE(subtype, 6);
  bytes.writeUInt32BE(4 + body.length, 8);
  bytes.writeUInt32BE(timeUs % 1e6, 12);
  bytes.set(body, 16);
  return bytes;
}

/** All rows of both stores but those of the collector itself, by measurement. */
async function rows(name: string, where: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const database of [name, `${name}_verbose`]) {
    const [measurements] = await influxd.query(database, 'SHOW MEASUREMENTS');
    for (const [measurement] of measurements?.values ?? []) {
      if (measurement !== 'bgp_collector') {
        const series = await influxd.query(database, `SELECT * FROM "${String(measurement)}" WHERE ${where}`);
        found[String(measurement)] = series.flatMap(({ values }) => values.map((row) => JSON.stringify(row))).sort();
      }
    }
  }
  return found;
}
