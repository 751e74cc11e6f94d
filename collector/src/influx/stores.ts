import { InfluxError } from './influx-error.ts';
import { type Connection, type ServerVersion, api, influxql } from './server.ts';

/** What is known of a database: `seconds` is undefined where rows are kept for ever or the server does not tell. */
export interface Retention {
  readonly exists: boolean;
  readonly seconds?: number;
}

interface Bucket {
  readonly id: string;
  readonly orgID: string;
  readonly name: string;
  readonly retentionRules?: readonly { readonly everySeconds?: number }[];
}

/** How long a database keeps its rows. */
export async function retentionOf(
  connection: Connection,
  { major }: ServerVersion,
  database: string
): Promise<Retention> {
  try {
    switch (major) {
      case 1:
        return await retentionV1(connection, database);
      case 2:
        return await retentionV2(connection, database);
      case 3:
        return { exists: true };
    }
  } catch (error) {
    if (error instanceof InfluxError && error.status === 404) {
      return { exists: false };
    }
    throw error;
  }
}

async function retentionV1(connection: Connection, database: string): Promise<Retention> {
  const rows = await influxql(connection, database, `SHOW RETENTION POLICIES ON ${quote(database)}`);
  const policy = rows.find((row) => row['default'] === true);
  return withSeconds(goDurationSeconds(policy?.['duration'] as string));
}

async function retentionV2(connection: Connection, database: string): Promise<Retention> {
  const bucket = await findBucket(connection, database);
  return bucket ? withSeconds(bucket.retentionRules?.[0]?.everySeconds ?? 0) : { exists: false };
}

function withSeconds(seconds: number): Retention {
  return seconds === 0 ? { exists: true } : { exists: true, seconds };
}

async function findBucket(connection: Connection, name: string): Promise<Bucket | undefined> {
  const query = new URLSearchParams({ name, ...(connection.org !== undefined && { org: connection.org }) });
  const { buckets } = await api<{ buckets?: Bucket[] }>(connection, `buckets?${query.toString()}`);
  return buckets?.find((bucket) => bucket.name === name);
}

/** Makes a database that keeps its rows for `days`, for ever without. */
export async function createStore(
  connection: Connection,
  { major }: ServerVersion,
  database: string,
  days: number | undefined
): Promise<void> {
  switch (major) {
    case 1: {
      const duration = days === undefined ? 'INF' : `${days}d`;
      const policy = `DURATION ${duration} REPLICATION 1 NAME "autogen"`;
      await influxql(connection, database, `CREATE DATABASE ${quote(database)} WITH ${policy}`);
      return;
    }
    case 2:
      await createBucket(connection, database, days);
      return;
    case 3:
      throw new InfluxError(
        `InfluxDB 3.x makes databases by its own command: ${createCommandV3(connection, database, days)}`
      );
  }
}

/** The command line that makes a database of 3.x. It takes its token from INFLUXDB3_AUTH_TOKEN. */
export function createCommandV3({ url }: Connection, database: string, days: number | undefined): string {
  const retention = days === undefined ? '' : ` --retention-period ${days}d`;
  return `influxdb3 create database --host ${url}${retention} ${database}`;
}

/** A bucket, and the DBRP mapping by which InfluxQL and /write find it under its name. */
async function createBucket(connection: Connection, name: string, days: number | undefined): Promise<void> {
  const { org } = connection;
  if (org === undefined) {
    throw new InfluxError('InfluxDB 2.x makes buckets in an organisation: give --org or INFLUX_ORG');
  }
  const { orgs = [] } = await api<{ orgs?: { id: string }[] }>(connection, `orgs?org=${encodeURIComponent(org)}`);
  const orgID = orgs[0]?.id;
  if (orgID === undefined) {
    throw new InfluxError(`InfluxDB at ${connection.url} has no organisation "${org}"`);
  }
  const retentionRules = days === undefined ? [] : [{ type: 'expire', everySeconds: days * 86_400 }];
  const bucket = await api<Bucket>(connection, 'buckets', { orgID, name, retentionRules });
  const mapping = { bucketID: bucket.id, database: name, retention_policy: 'autogen', default: true, orgID };
  await api(connection, 'dbrps', mapping);
}

function quote(identifier: string): string {
  return `"${identifier.replace(/["\\]/g, '\\$&')}"`;
}

/** Go's text of a duration, such as `2160h0m0s`. */
function goDurationSeconds(text: string): number {
  let seconds = 0;
  for (const [, value, unit] of text.matchAll(/(\d+)(h|m|s)/g)) {
    seconds += Number(value) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
  }
  return seconds;
}
