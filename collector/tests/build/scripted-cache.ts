import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { PduFramer } from '../../src/rtr/framer.ts';
import { type Pdu, decodePdu } from '../../src/rtr/pdu.ts';

/** What a cache does with a PDU of a router. */
export type Answer = (pdu: Pdu, socket: Socket, version: number) => void;

/** A cache on loopback whose answers the test gives. */
export class ScriptedCache {
  /** All that routers have sent, as `v1 reset-query`. */
  readonly heard: string[] = [];
  readonly sockets = new Set<Socket>();
  answer: Answer;
  readonly #server: Server;

  private constructor(answer: Answer) {
    this.answer = answer;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async open(answer: Answer, port = 0): Promise<ScriptedCache> {
    const cache = new ScriptedCache(answer);
    cache.#server.listen(port, '127.0.0.1');
    await once(cache.#server, 'listening');
    return cache;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** To every router that is connected. */
  send(bytes: Uint8Array): void {
    this.sockets.forEach((socket) => socket.write(bytes));
  }

  /** Ends all connections, and takes no more. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  #accept(socket: Socket): void {
    const framer = new PduFramer();
    this.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk) => {
      for (const bytes of framer.push(chunk).pdus) {
        const pdu = decodePdu(bytes);
        this.heard.push(`v${bytes[0]} ${pdu.kind === 'error-report' ? `error ${pdu.code}` : pdu.kind}`);
        this.answer(pdu, socket, bytes[0]!);
      }
    });
  }
}
