import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

interface ServerOptions {
  readonly port?: number;
  /** Whether it answers pings. */
  readonly alive?: boolean;
}

/** RIS Live on loopback: remembers what clients send, says what the test wants. */
export class RisServer {
  /** What clients have asked for, as they sent it. */
  readonly heard: { readonly type: string; readonly data: Record<string, unknown> }[] = [];
  /** Path and query of each connection. */
  readonly asked: string[] = [];
  readonly #server: WebSocketServer;

  private constructor({ port = 0, alive = true }: ServerOptions) {
    this.#server = new WebSocketServer({ host: '127.0.0.1', port, autoPong: alive });
    this.#server.on('connection', (socket, request) => this.#accept(socket, request.url ?? ''));
  }

  static async open(options: ServerOptions = {}): Promise<RisServer> {
    const server = new RisServer(options);
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/v1/ws/`;
  }

  get clients(): ReadonlySet<WebSocket> {
    return this.#server.clients;
  }

  /** To all clients. */
  send(...texts: readonly (string | Uint8Array)[]): void {
    for (const client of this.clients) {
      texts.forEach((text) => client.send(text));
    }
  }

  /** Bytes that are no frames of this library's making. */
  sendRaw(bytes: Uint8Array): void {
    for (const client of this.clients) {
      (client as unknown as { readonly _socket: Socket })._socket.write(bytes);
    }
  }

  /** Cuts all connections. */
  cut(): void {
    this.clients.forEach((client) => client.terminate());
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.cut();
    this.#server.close();
    await closed;
  }

  #accept(socket: WebSocket, url: string): void {
    this.asked.push(url);
    socket.on('error', () => {});
    socket.on('message', (data) => {
      this.heard.push(JSON.parse((data as Buffer).toString()) as (typeof this.heard)[number]);
      socket.send(JSON.stringify({ type: 'ris_subscribe_ok', data: {} }));
    });
  }
}
