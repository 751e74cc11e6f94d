import { type Socket, connect } from 'node:net';
import { systemWords } from './file-source.ts';
import type { Endpoint, StationOptions } from './bmp-options.ts';
import type { ConnectionStatus } from './source-status.ts';
import type { Timers } from './timers.ts';

/** What a dialer takes from its station. */
export interface DialContext extends Pick<StationOptions, 'retryMs' | 'maxRetryMs'> {
  readonly timers: Timers;
  /** From 0 to 1, exclusive. */
  readonly random: () => number;
  readonly connected: (dialer: BmpDialer, socket: Socket) => void;
}

/** Share of a wait that is left to chance, so that many stations do not come back in step. */
const JITTER = 0.25;

/** Connects to one router that waits for its station, again and again for as long as it takes. */
export class BmpDialer {
  readonly endpoint: Endpoint;
  readonly #context: DialContext;
  #attempt: Socket | undefined;
  #failures = 0;
  #problem = 'it is being called';
  #stopped = false;

  constructor(endpoint: Endpoint, context: DialContext) {
    this.endpoint = endpoint;
    this.#context = context;
  }

  /** While there is no connection. */
  get status(): ConnectionStatus {
    return { name: this.#name, up: false, words: this.#problem, families: [], lastHeardMs: undefined };
  }

  start(): void {
    const { address, port } = this.endpoint;
    const socket = connect({ host: address, port });
    this.#attempt = socket;
    const failed = (error: Error): void => this.ended(systemWords(error));
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      this.#attempt = undefined;
      this.#context.connected(this, socket);
    });
  }

  /** It tells: after this, it is called again as soon as at first. */
  begun(): void {
    this.#failures = 0;
  }

  /** There is no connection, or none any more. */
  ended(problem: string): void {
    this.#attempt = undefined;
    this.#problem = problem;
    if (!this.#stopped) {
      const { retryMs, maxRetryMs, random, timers } = this.#context;
      const waitMs = Math.min(retryMs * 2 ** this.#failures, maxRetryMs);
      this.#failures++;
      timers.start(`dial ${this.#name}`, waitMs * (1 - JITTER * random()), () => this.start());
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#context.timers.stop(`dial ${this.#name}`);
    this.#attempt?.destroy();
  }

  get #name(): string {
    return formatEndpoint(this.endpoint);
  }
}

/** `10.0.0.1:11019`, or `[2001:db8::1]:11019`. */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
