import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError, InfluxDB, type WriteApi, setLogger } from '@influxdata/influxdb-client';
import { InfluxError, httpFailure, networkFailure, serverWords } from './influx-error.ts';
import { type Connection, authorization } from './server.ts';

/** What became of lines that were sent: none is in neither number. */
export interface Ack {
  readonly written: number;
  readonly dropped: number;
  /** The server's words for what it dropped. */
  readonly reason?: string;
}

/** The seam between making lines and storing them: resolves when the server has answered for every line. */
export interface Sender {
  send(database: string, lines: readonly string[]): Promise<Ack>;
}

export interface SenderOptions {
  /** How long to try again when the server is away or overloaded. */
  readonly retryForMs: number;
}

/** More lines than any caller sends at once: the client must never split or hold back what flush waits for. */
const MAX_LINES = 1_000_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;

/** Sends through the official client, which is the transport alone: retrying and counting happen here. */
export class InfluxSender implements Sender {
  readonly #connection: Connection;
  readonly #options: SenderOptions;
  readonly #client: InfluxDB;
  readonly #targets = new Map<string, Target>();

  constructor(connection: Connection, options: SenderOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#client = new InfluxDB({
      url: connection.url,
      headers: authorization(connection),
      timeout: connection.timeoutMs,
    });
    // Every failure is thrown from send(); the client would print it as well.
    setLogger({ error: () => {}, warn: () => {} });
  }

  async send(database: string, lines: readonly string[]): Promise<Ack> {
    const giveUpAtMs = performance.now() + this.#options.retryForMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        return await this.#sendOnce(database, lines);
      } catch (error) {
        if (!(error instanceof InfluxError) || !error.transient || performance.now() + pauseMs > giveUpAtMs) {
          throw error;
        }
        await sleep(pauseMs);
      }
    }
  }

  async #sendOnce(database: string, lines: readonly string[]): Promise<Ack> {
    const target = this.#target(database);
    target.confirmed = 0;
    target.api.writeRecords(lines as string[]);
    try {
      await target.api.flush();
    } catch (error) {
      return this.#refused(database, lines, error);
    }
    // flush() resolves for what it sent itself; only this count says that it was everything.
    if (target.confirmed !== lines.length) {
      throw new InfluxError(`InfluxDB confirmed ${target.confirmed} of ${lines.length} lines for "${database}"`);
    }
    return { written: lines.length, dropped: 0 };
  }

  /** A partial write stores the good lines and says how many it dropped: 400 in 1.x, 422 in 2.x (measured on 1.6.7, 2.7). */
  #refused(database: string, lines: readonly string[], error: unknown): Ack {
    if (!(error instanceof HttpError)) {
      throw networkFailure(this.#connection.url, error);
    }
    const words = serverWords(error.body ?? '');
    const dropped = /dropped=(\d+)/.exec(words)?.[1];
    if ((error.statusCode === 400 || error.statusCode === 422) && dropped !== undefined) {
      return { written: lines.length - Number(dropped), dropped: Number(dropped), reason: words };
    }
    throw httpFailure(this.#connection.url, database, error.statusCode, error.body ?? '');
  }

  #target(database: string): Target {
    let target = this.#targets.get(database);
    if (target === undefined) {
      target = openTarget(this.#client, database);
      this.#targets.set(database, target);
    }
    return target;
  }
}

interface Target {
  readonly api: WriteApi;
  /** Lines that the server acknowledged since the last send began. */
  confirmed: number;
}

function openTarget(client: InfluxDB, database: string): Target {
  const api = client.getWriteApi('', '', 'ns', {
    batchSize: MAX_LINES,
    maxBatchBytes: Number.MAX_SAFE_INTEGER,
    flushInterval: 0,
    maxRetries: 0,
    gzipThreshold: Number.MAX_SAFE_INTEGER,
    writeSuccess: (lines) => {
      target.confirmed += lines.length;
    },
  });
  // The one write path that 1.x, 2.x (by its DBRP mapping) and 3.x share.
  api.path = `/write?db=${encodeURIComponent(database)}&precision=ns`;
  const target: Target = { api, confirmed: 0 };
  return target;
}
