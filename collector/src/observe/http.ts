import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainText } from '../bytes/text.ts';
import type { CollectorState } from './collector-state.ts';
import { livenessOf, readinessOf } from './health.ts';
import { Metrics } from './metrics.ts';
import type { Secrets } from './secrets.ts';

export interface ObserveOptions {
  readonly address: string;
  readonly port: number;
}

/** What is told. */
export interface Observed {
  readonly state: () => CollectorState;
  /** When time went on in the tables last, milliseconds of the monotonic clock. */
  readonly tickedMs: () => number;
  readonly secrets: Secrets;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Only small questions are asked here, by few: a slow or large one is none of them. */
const LIMITS = {
  headersTimeout: 5000,
  requestTimeout: 5000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 5000,
  maxHeaderSize: 8192,
};
const MAX_CONNECTIONS = 64;
const MAX_REQUESTS_PER_CONNECTION = 1000;
const JSON_TYPE = 'application/json; charset=utf-8';
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * Answers `GET /metrics` (Prometheus), `/healthz` (the process turns over), `/readyz` (it hears, and keeps what it hears) and `/status`
 * (`CollectorState` as JSON). It changes nothing, and knows no users: it belongs on a loopback address.
 */
export class ObserveServer {
  readonly #observed: Observed;
  readonly #metrics = new Metrics();
  readonly #server: Server;

  /** Throws what the system says where it cannot listen. */
  static async open({ address, port }: ObserveOptions, observed: Observed): Promise<ObserveServer> {
    const server = new ObserveServer(observed);
    server.#server.listen({ host: address, port });
    await once(server.#server, 'listening');
    return server;
  }

  private constructor(observed: Observed) {
    this.#observed = observed;
    this.#server = createServer({ ...LIMITS, joinDuplicateHeaders: false }, (request, response) => {
      void this.#serve(request, response);
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request;
    const isRead = method === 'GET' || method === 'HEAD';
    const { status, type, body } = isRead
      ? await this.#answer(request.url ?? '')
      : text(405, 'only GET is answered here');
    const bytes = Buffer.from(body);
    response.writeHead(status, {
      ...HEADERS,
      'content-type': type,
      'content-length': bytes.length,
      ...(!isRead && { allow: 'GET, HEAD' }),
      // What else it sends is not read.
      ...(hasBody(request) && { connection: 'close' }),
    });
    response.end(method === 'HEAD' ? undefined : bytes);
  }

  async #answer(url: string): Promise<Answer> {
    const { state, tickedMs } = this.#observed;
    switch (url.split('?', 1)[0]) {
      case '/metrics':
        return { status: 200, type: this.#metrics.contentType, body: await this.#metrics.text(state()) };
      case '/healthz': {
        const liveness = livenessOf(tickedMs(), performance.now());
        return this.#json(liveness.alive ? 200 : 503, liveness);
      }
      case '/readyz': {
        const readiness = readinessOf(state());
        return this.#json(readiness.ready ? 200 : 503, readiness);
      }
      case '/status':
        return this.#json(200, state());
      default:
        return text(404, 'there are /metrics, /healthz, /readyz and /status');
    }
  }

  /** Words of servers and names that peers give themselves stand in it. */
  #json(status: number, value: unknown): Answer {
    const { secrets } = this.#observed;
    const plain = (_: string, part: unknown): unknown =>
      typeof part === 'string' ? secrets.hide(plainText(part)) : part;
    return { status, type: JSON_TYPE, body: `${JSON.stringify(value, plain)}\n` };
  }
}

function text(status: number, words: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${words}\n` };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
