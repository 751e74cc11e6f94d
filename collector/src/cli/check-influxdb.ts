import { setTimeout as sleep } from 'node:timers/promises';
import { type Databases, databaseOf, homes } from '../influx/databases.ts';
import { InfluxError } from '../influx/influx-error.ts';
import { LineBuilder } from '../influx/line.ts';
import type { BgpCollectorPoint, StoreName } from '../influx/schema.gen.ts';
import { type Connection, type ServerVersion, influxql, serverClock, serverVersion } from '../influx/server.ts';
import { retentionOf } from '../influx/stores.ts';
import { WriteClient } from '../influx/write-client.ts';
import { type Finding, findingsOf } from './check-finding.ts';
import { formatDuration } from './format.ts';

const finding = findingsOf('InfluxDB');

/** Beyond it, rows of the clock do not fit to those of the network, and a dashboard of the last minutes shows none. */
const MAX_CLOCK_SECONDS = 5;
/** A server may take a moment to show what it took in. */
const READ_ATTEMPTS = 10;
const READ_PAUSE_MS = 200;

/** Whether the server answers, tells the right time, and stores what is written to each database. */
export async function checkInfluxdb(connection: Connection, databases: Databases): Promise<Finding[]> {
  let version: ServerVersion;
  try {
    version = await serverVersion(connection);
  } catch (error) {
    return [finding('problem', wordsOf(error))];
  }
  const findings = [finding('ok', `${version.text} at ${connection.url}`), await checkClock(connection)];
  for (const store of homes(databases)) {
    findings.push(await checkStore(connection, version, store, databaseOf(databases, store)));
  }
  return findings;
}

async function checkClock(connection: Connection): Promise<Finding> {
  const clock = await serverClock(connection);
  if (clock === undefined) {
    return finding('note', 'the server does not tell its time', 'clock');
  }
  // It tells whole seconds.
  const seconds = Math.max(0, Math.abs(clock.aheadMs) / 1000 - 1);
  if (seconds <= MAX_CLOCK_SECONDS) {
    return finding('ok', 'agrees with the clock here', 'clock');
  }
  const which = clock.aheadMs > 0 ? 'ahead of' : 'behind';
  return finding(
    'problem',
    `is ${formatDuration(seconds)} ${which} the clock here: let both keep time by NTP`,
    'clock'
  );
}

async function checkStore(
  connection: Connection,
  version: ServerVersion,
  store: StoreName,
  database: string
): Promise<Finding> {
  try {
    const { exists, seconds } = await retentionOf(connection, version, database);
    if (!exists) {
      return finding('problem', `there is no database "${database}": run 'earshot setup'`, store);
    }
    await writeAndRead(connection, database);
    const kept = seconds === undefined ? 'for ever' : `for ${formatDuration(seconds)}`;
    return finding('ok', `"${database}" keeps rows ${kept}; a point was written and read back`, store);
  } catch (error) {
    return finding('problem', `"${database}": ${wordsOf(error)}`, store);
  }
}

/** Under a name that no collector has, so that it disturbs no one. */
async function writeAndRead(connection: Connection, database: string): Promise<void> {
  const client = new WriteClient(connection);
  const timeNs = BigInt(Date.now()) * 1_000_000n;
  const words = `earshot check ${process.pid} ${timeNs}`;
  const point: BgpCollectorPoint = {
    measurement: 'bgp_collector',
    tags: { collector: 'check', part: 'none', reason: 'none' },
    fields: { words },
  };
  const line = new LineBuilder().toLine({ store: 'general', point, timeNs, numbered: true })!;
  try {
    const answer = await client.write(database, line);
    if (answer.kind !== 'stored') {
      throw new InfluxError(`a point was refused (HTTP ${answer.status}: ${answer.words})`);
    }
  } finally {
    client.close();
  }
  const statement = `SELECT words FROM bgp_collector WHERE collector = 'check' AND time = ${timeNs}`;
  for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
    const rows = await influxql(connection, database, statement);
    if (rows.some((row) => row['words'] === words)) {
      return;
    }
    await sleep(READ_PAUSE_MS);
  }
  throw new InfluxError('a point was taken, but is not there when asked for');
}

function wordsOf(error: unknown): string {
  if (error instanceof InfluxError) {
    return error.message;
  }
  throw error;
}
