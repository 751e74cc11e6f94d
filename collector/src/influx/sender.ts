import { setTimeout as sleep } from 'node:timers/promises';
import { BackOff } from './back-off.ts';
import { InfluxError, httpFailure } from './influx-error.ts';
import type { Connection } from './server.ts';
import { WriteClient } from './write-client.ts';

/** What became of lines that were sent: none is in neither number. */
export interface Ack {
  readonly written: number;
  readonly dropped: number;
  /** The server's words for what it dropped. */
  readonly reason?: string;
}

/** Lines straight to the server, for input that can be read again: resolves when the server has answered for every line. */
export interface Sender {
  send(database: string, lines: readonly string[]): Promise<Ack>;
}

export interface SenderOptions {
  /** How long to try again when the server is away or overloaded. */
  readonly retryForMs: number;
}

const PAUSES = { firstMs: 250, maxMs: 5_000 };

/** Sends and tries again for a limited time, then throws. */
export class InfluxSender implements Sender {
  readonly #connection: Connection;
  readonly #options: SenderOptions;
  readonly #client: WriteClient;

  constructor(connection: Connection, options: SenderOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#client = new WriteClient(connection);
  }

  async send(database: string, lines: readonly string[]): Promise<Ack> {
    const giveUpAtMs = performance.now() + this.#options.retryForMs;
    const backOff = new BackOff(PAUSES);
    for (;;) {
      try {
        return await this.#sendOnce(database, lines);
      } catch (error) {
        if (!(error instanceof InfluxError) || !error.transient) {
          throw error;
        }
        const pauseMs = backOff.nextMs(error.retryAfterMs);
        if (performance.now() + pauseMs > giveUpAtMs) {
          throw error;
        }
        await sleep(pauseMs);
      }
    }
  }

  async #sendOnce(database: string, lines: readonly string[]): Promise<Ack> {
    const answer = await this.#client.write(database, lines.join('\n'));
    switch (answer.kind) {
      case 'stored':
        return { written: lines.length, dropped: 0 };
      case 'partial': {
        const { dropped, words } = answer;
        return { written: lines.length - dropped, dropped, reason: words };
      }
      case 'rejected':
      case 'too-large':
        throw httpFailure(this.#connection.url, database, answer.status, answer.words);
    }
  }
}
