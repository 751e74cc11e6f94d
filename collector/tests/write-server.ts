import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the server does with a request. */
export type Fault =
  | { readonly kind: 'none' }
  /** Stores, and answers so much later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Stores everything or the first half, and closes the connection without an answer. */
  | { readonly kind: 'stored-unsaid'; readonly half?: boolean }
  /** Closes the connection, stores nothing. */
  | { readonly kind: 'reset' }
  /** Stores, and never answers. */
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly words?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** What it stores all the same. */
      readonly stores?: 'all' | 'half';
    };

export interface WriteRequest {
  readonly number: number;
  readonly database: string;
  readonly lines: readonly string[];
  readonly bytes: number;
  readonly atMs: number;
}

/** Answers `/write` as InfluxDB does, wrongly where it is told to. Keeps the points by series and time, or hands them to a real one. */
export class WriteServer {
  readonly requests: WriteRequest[] = [];
  /** Lines of each database by series and time: a point that is written again replaces itself. */
  readonly stored = new Map<string, Map<string, string>>();
  /** Most requests of one database that were under way at once. */
  mostInFlight = 0;
  fault: (request: WriteRequest) => Fault = () => ({ kind: 'none' });
  /** Words for a line that no repetition makes good. */
  refuses: (line: string) => string | undefined = () => undefined;
  /** 1.x and 3.x store the good lines beside bad ones; 2.x stores none if one cannot be parsed. 3.x lists the bad ones. */
  manner: '1.x' | '2.x' | '3.x' = '1.x';
  maxBodyBytes = Infinity;
  readonly #server: Server;
  readonly #inFlight = new Map<string, number>();
  readonly #forwardTo: string | undefined;

  static async start({ port = 0, forwardTo }: { port?: number; forwardTo?: string } = {}): Promise<WriteServer> {
    const server = new WriteServer(forwardTo);
    server.#server.listen(port, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  private constructor(forwardTo: string | undefined) {
    this.#forwardTo = forwardTo;
    this.#server = createServer((request, response) => {
      // A client that goes away in the middle of a request is no concern of the server.
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  lines(database: string): string[] {
    return [...(this.stored.get(database)?.values() ?? [])];
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const database = new URL(request.url ?? '', this.url).searchParams.get('db') ?? '';
    const inFlight = (this.#inFlight.get(database) ?? 0) + 1;
    this.#inFlight.set(database, inFlight);
    this.mostInFlight = Math.max(this.mostInFlight, inFlight);
    // Also when the client does not wait any longer, whatever is done here for it then.
    response.once('close', () => this.#inFlight.set(database, this.#inFlight.get(database)! - 1));
    await this.#act(database, await text(request), response);
  }

  async #act(database: string, body: string, response: ServerResponse): Promise<void> {
    const lines = body.split('\n');
    const seen: WriteRequest = {
      number: this.requests.length,
      database,
      lines,
      bytes: Buffer.byteLength(body),
      atMs: performance.now(),
    };
    this.requests.push(seen);
    const fault = this.fault(seen);
    switch (fault.kind) {
      case 'none':
        return this.#store(database, lines, response);
      case 'late':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        return this.#store(database, lines, response);
      case 'stored-unsaid':
        await this.#keep(database, fault.half ? lines.slice(0, lines.length >> 1) : lines);
        response.destroy();
        return;
      case 'reset':
        response.destroy();
        return;
      case 'hang':
        await this.#keep(database, lines);
        return;
      case 'status':
        if (fault.stores !== undefined) {
          await this.#keep(database, fault.stores === 'half' ? lines.slice(0, lines.length >> 1) : lines);
        }
        end(response, fault.status, fault.words, fault.headers);
    }
  }

  async #store(database: string, lines: readonly string[], response: ServerResponse): Promise<void> {
    if (Buffer.byteLength(lines.join('\n')) > this.maxBodyBytes) {
      end(response, 413, 'Request Entity Too Large');
      return;
    }
    const bad = lines.flatMap((line) => this.refuses(line) ?? []);
    const storesNone = this.manner === '2.x' && bad.some((words) => words.includes('unable to parse'));
    if (!storesNone) {
      await this.#keep(
        database,
        lines.filter((line) => this.refuses(line) === undefined)
      );
    }
    if (bad.length === 0) {
      end(response, 204);
    } else if (this.manner === '3.x') {
      const data = lines.flatMap((line, i) => {
        const words = this.refuses(line);
        return words === undefined ? [] : [{ original_line: line, line_number: i + 1, error_message: words }];
      });
      const body = { error: 'partial write of line protocol occurred', data };
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    } else if (bad[0]!.includes('unable to parse')) {
      end(response, 400, this.manner === '1.x' ? `partial write: ${bad[0]} dropped=0` : bad[0]);
    } else {
      end(response, this.manner === '1.x' ? 400 : 422, `partial write: ${bad[0]} dropped=${bad.length}`);
    }
  }

  async #keep(database: string, lines: readonly string[]): Promise<void> {
    if (this.#forwardTo !== undefined) {
      const target = `${this.#forwardTo}/write?db=${encodeURIComponent(database)}&precision=ns`;
      const { status } = await fetch(target, { method: 'POST', body: lines.join('\n') });
      if (status !== 204) {
        throw new Error(`the real server answered ${status}`);
      }
      return;
    }
    const points = this.stored.get(database) ?? new Map<string, string>();
    this.stored.set(database, points);
    for (const line of lines) {
      points.set(`${line.slice(0, line.indexOf(' '))} ${line.slice(line.lastIndexOf(' ') + 1)}`, line);
    }
  }
}

function end(response: ServerResponse, status: number, words = '', headers = {}): void {
  const body = words === '' ? '' : JSON.stringify({ error: words });
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
