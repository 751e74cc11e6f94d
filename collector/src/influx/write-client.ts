import { HttpError, InfluxDB, type WriteApi, setLogger } from '@influxdata/influxdb-client';
import { parseRetryAfter } from './back-off.ts';
import { agentFor } from './http.ts';
import { InfluxError, httpFailure, networkFailure, serverWords } from './influx-error.ts';
import { type Connection, authorization } from './server.ts';

/** What the server says of lines that it has dealt with; everything else is thrown. */
export type WriteAnswer =
  | { readonly kind: 'stored' }
  /** The good lines are stored, `dropped` others are not (1.x: 400, 2.x: 422). */
  | { readonly kind: 'partial'; readonly status: number; readonly dropped: number; readonly words: string }
  /** Some line is wrong; which are stored is not known (1.x stores the good ones, 2.x none). */
  | { readonly kind: 'rejected'; readonly status: number; readonly words: string }
  /** More bytes than the server takes at once. */
  | { readonly kind: 'too-large'; readonly status: number; readonly words: string };

/** Writes to the databases of one server through the official client, which is the transport alone: no retries, one request each. */
export class WriteClient {
  readonly #connection: Connection;
  readonly #targets = new Map<string, Target>();

  constructor(connection: Connection) {
    this.#connection = connection;
    // Every failure is thrown; the client would print it as well.
    setLogger({ error: () => {}, warn: () => {} });
  }

  /** Sends lines, joined by line ends, in one request. Throws `InfluxError` where the answer does not speak of the lines. */
  async write(database: string, text: string): Promise<WriteAnswer> {
    const target = this.#target(database);
    target.confirmed = 0;
    target.api.writeRecord(text);
    const deadline = setTimeout(() => target.expire(), this.#connection.timeoutMs);
    try {
      await target.api.flush();
    } catch (error) {
      return this.#refused(database, target.expired ?? error);
    } finally {
      clearTimeout(deadline);
      target.expired = undefined;
    }
    // flush() resolves for what it sent itself; only this count says that it was everything.
    if (target.confirmed !== 1) {
      throw new InfluxError(`InfluxDB did not confirm the lines for "${database}"`, { transient: true });
    }
    return { kind: 'stored' };
  }

  /** Breaks off what is under way, which then fails, and closes the connections. */
  close(): void {
    for (const target of this.#targets.values()) {
      target.disconnect();
    }
  }

  #refused(database: string, error: unknown): WriteAnswer {
    const { url } = this.#connection;
    if (!(error instanceof HttpError)) {
      throw networkFailure(url, error);
    }
    const { statusCode: status, body = '' } = error;
    const words = serverWords(body);
    const dropped = Number(/dropped=(\d+)/.exec(words)?.[1] ?? 0);
    switch (status) {
      case 400:
      case 422:
        return dropped > 0 ? { kind: 'partial', status, dropped, words } : { kind: 'rejected', status, words };
      case 413:
        return { kind: 'too-large', status, words };
      default: {
        // The client reads Retry-After as milliseconds.
        const retryAfter = error.headers?.['retry-after'];
        const retryAfterMs = parseRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, Date.now());
        throw httpFailure(url, database, status, body, retryAfterMs);
      }
    }
  }

  #target(database: string): Target {
    let target = this.#targets.get(database);
    if (target === undefined) {
      target = new Target(this.#connection, database);
      this.#targets.set(database, target);
    }
    return target;
  }
}

/** One database, with a connection of its own. */
class Target {
  readonly api: WriteApi;
  readonly #agent: ReturnType<typeof agentFor>;
  readonly #timeoutMs: number;
  /** Requests that the server confirmed since the last one began. */
  confirmed = 0;
  /** Set once no answer came in time. */
  expired: Error | undefined;

  constructor(connection: Connection, database: string) {
    this.#agent = agentFor(connection);
    this.#timeoutMs = connection.timeoutMs;
    const client = new InfluxDB({
      url: connection.url,
      headers: authorization(connection),
      // Its own would report a silent server and leave the request open.
      timeout: 0,
      transportOptions: { agent: this.#agent },
    });
    this.api = client.getWriteApi('', '', 'ns', {
      // One record is a whole request; the client must never send one by itself.
      batchSize: 2,
      maxBatchBytes: Number.MAX_SAFE_INTEGER,
      flushInterval: 0,
      maxRetries: 0,
      gzipThreshold: Number.MAX_SAFE_INTEGER,
      writeSuccess: () => {
        this.confirmed++;
      },
    });
    // The one write path that 1.x, 2.x (by its DBRP mapping) and 3.x share.
    this.api.path = `/write?db=${encodeURIComponent(database)}&precision=ns`;
  }

  expire(): void {
    this.expired = new Error(`no answer within ${this.#timeoutMs / 1000} s`);
    this.disconnect();
  }

  disconnect(): void {
    this.#agent.destroy();
  }
}
