import { type HttpAnswer, type HttpQuestion, ask } from './http.ts';
import { InfluxError, accessRefused, apiFailure, httpFailure, networkFailure } from './influx-error.ts';

export interface Connection {
  /** Base URL without a slash at the end. */
  readonly url: string;
  /** 2.x: the organisation that buckets belong to. */
  readonly org?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly tls?: Tls | undefined;
  /** How long to wait for an answer in full. */
  readonly timeoutMs: number;
}

/** PEM of what HTTPS needs beyond the system's certificates. */
export interface Tls {
  /** Authorities to trust instead of the system's. */
  readonly ca?: string;
  /** Certificate to show to the server, and its key. */
  readonly cert?: string;
  readonly key?: string;
}

export type MajorVersion = 1 | 2 | 3;

export interface ServerVersion {
  readonly major: MajorVersion;
  /** As the server says it, such as `1.6.7~rc0`. */
  readonly text: string;
}

/** A result row of InfluxQL by column. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** 1.x before 1.8 knows Basic alone, 2.x and 3.x want the token (measured on 1.6.7 and 2.7). */
export function authorization({ user, password, token }: Connection): Record<string, string> {
  if (token !== undefined) {
    return { authorization: `Token ${token}` };
  }
  if (user !== undefined) {
    return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
  }
  return {};
}

/** Asks the server what it is. */
export async function serverVersion(connection: Connection): Promise<ServerVersion> {
  const response = await request(connection, '/ping', {});
  if (response.status === 401 || response.status === 403) {
    // 3.x tells its version to nobody without a token.
    throw accessRefused(connection.url, 'its version', response.status, response.text);
  }
  const text = String(response.headers['x-influxdb-version'] ?? '');
  const major = /^v?([123])\./.exec(text)?.[1];
  if (major === undefined) {
    const told = text === '' ? 'it names no version' : `it calls itself "${text}"`;
    throw new InfluxError(
      `${connection.url} does not answer as InfluxDB 1.x, 2.x or 3.x does (${told}); is the URL right?`
    );
  }
  return { major: Number(major) as MajorVersion, text: text.replace(/^v/, '') };
}

/** How far the server's clock is ahead of the one here, or behind it, to about a second; undefined where it does not tell. RFC 9110 §6.6.1 */
export async function serverClock(connection: Connection): Promise<{ readonly aheadMs: number } | undefined> {
  const askedMs = Date.now();
  const { headers } = await request(connection, '/ping', {});
  const dateMs = Date.parse(headers.date ?? '');
  return Number.isNaN(dateMs) ? undefined : { aheadMs: dateMs - (askedMs + Date.now()) / 2 };
}

/** Runs one InfluxQL statement and gives its rows; `database` is what it speaks of. */
export async function influxql(connection: Connection, database: string, statement: string): Promise<ResultRow[]> {
  const { status, text } = await request(connection, '/query', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ q: statement, db: database }).toString(),
  });
  if (!isOk(status)) {
    throw httpFailure(connection.url, database, status, text);
  }
  const { results = [] } = JSON.parse(text) as InfluxqlAnswer;
  const error = results.find((result) => result.error)?.error;
  if (error !== undefined) {
    // An unknown database is no HTTP error in 1.x.
    throw httpFailure(connection.url, database, error.includes('not found') ? 404 : 400, error);
  }
  return (results[0]?.series ?? []).flatMap(({ columns, values }) =>
    values.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])))
  );
}

interface InfluxqlAnswer {
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly { readonly columns: readonly string[]; readonly values: readonly unknown[][] }[];
  }[];
}

/** Calls the 2.x management API. */
export async function api<T>(connection: Connection, path: string, body?: unknown): Promise<T> {
  const { status, text } = await request(connection, `/api/v2/${path}`, {
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!isOk(status)) {
    throw apiFailure(connection.url, path, status, text);
  }
  return JSON.parse(text) as T;
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

async function request(connection: Connection, path: string, question: HttpQuestion): Promise<HttpAnswer> {
  try {
    return await ask(connection, path, {
      ...question,
      headers: { ...question.headers, ...authorization(connection) },
    });
  } catch (error) {
    throw networkFailure(connection.url, error);
  }
}
