import { appendFileSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MrtFramer } from '../../src/mrt/framer.ts';
import type { MrtRecord } from '../../src/mrt/record.ts';
import type { Influxd } from '../influxd.ts';
import { type Running, until } from './running.ts';

/** The judgement of the scripted scenario, in time-lapse, over a file that is followed. `observe`: where the collector tells of itself. */
export function scenarioConfiguration(url: string, database: string, log: string, observe = 'none'): string {
  const scenarioYaml = readFileSync(
    resolve(import.meta.dirname, '../../fixtures/hybrid-incidents/earshot.yaml'),
    'utf8'
  );
  return `influxdb: { url: '${url}', timeout: 1s, databases: { general: ${database}, verbose: ${database}_verbose } }
interval: 5s
observe: { listen: '${observe}' }
snapshots: { every: 10s }
detect: { hold_down: 1s, resolve_after: 2s }
sources: [ { type: mrtdump, path: ${log} } ]
${scenarioYaml}`;
}

export function scenario(): MrtRecord[] {
  const framer = new MrtFramer({ lookAhead: false });
  const bytes = readFileSync(resolve(import.meta.dirname, '../../fixtures/hybrid-incidents/scenario.mrt'));
  return [...framer.push(bytes)].filter((item) => item.kind === 'record');
}

/** Appends the records over so long, as a daemon does, each with the time of now; gives that of the last, Unix microseconds. */
export async function append(records: readonly MrtRecord[], log: string, lastsMs: number): Promise<number> {
  const startMs = Date.now();
  let lastUs = 0;
  for (const [at, record] of records.entries()) {
    while (Date.now() - startMs < (at / records.length) * lastsMs) {
      await sleep(10);
    }
    lastUs = Math.max(Date.now() * 1000, lastUs + 1);
    appendFileSync(log, recordAt(lastUs, record));
  }
  return lastUs;
}

/** Thresholds, an interval and the lag of files: so long after the last record everything has come of it. */
const SETTLES_US = 7_000_000;

/**
 * Waits until collectors that tell of themselves at `ports` have all that comes of the last record in their database, however long that
 * takes them; gives that time, Unix microseconds.
 */
export async function settled(
  influxd: Influxd,
  database: string,
  lastUs: number,
  daemons: readonly (readonly [Running, port: number])[]
): Promise<number> {
  const endUs = lastUs + SETTLES_US;
  const later = `SELECT count("prefixes") FROM "bgp_totals" WHERE time > ${endUs}u`;
  await until(async () => (await influxd.query(database, later)).length > 0);
  for (const [daemon, port] of daemons) {
    await until(async () => (await daemon.status(port))?.points.queued === 0);
  }
  return endUs;
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

/**
 * All rows of both stores but those of the collector itself, by measurement; none of a measurement that has all its rows elsewhere.
 * `where`: a condition in InfluxQL.
 */
export async function rowsOf(influxd: Influxd, name: string, where: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const database of [name, `${name}_verbose`]) {
    const [measurements] = await influxd.query(database, 'SHOW MEASUREMENTS');
    for (const [measurement] of measurements?.values ?? []) {
      if (measurement !== 'bgp_collector') {
        const series = await influxd.query(database, `SELECT * FROM "${String(measurement)}" WHERE ${where}`);
        const rows = series.flatMap(({ values }) => values.map((row) => JSON.stringify(row)));
        if (rows.length > 0) {
          found[String(measurement)] = rows.sort();
        }
      }
    }
  }
  return found;
}
