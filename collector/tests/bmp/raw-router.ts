import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { join } from '../build/bytes.ts';

/** A router that says exactly what a test wants. */
export class RawRouter {
  readonly socket: Socket;
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    // Resets are what hostile routers get.
    socket.on('error', () => {});
    socket.on('close', () => (this.closed = true));
    socket.resume();
  }

  static async connect(port: number, from = '127.0.0.1'): Promise<RawRouter> {
    const router = new RawRouter(connect({ host: '127.0.0.1', port, localAddress: from }));
    // A stranger may be reset before it knows that it was connected.
    await once(router.socket, 'connect').catch(() => undefined);
    return router;
  }

  send(...bytes: readonly Uint8Array[]): void {
    this.socket.write(join(...bytes));
  }

  /** Each byte by itself. */
  async drip(bytes: Uint8Array): Promise<void> {
    for (const byte of bytes) {
      if (!this.socket.write(Uint8Array.of(byte))) {
        await once(this.socket, 'drain');
      }
      await new Promise(setImmediate);
    }
  }

  end(): void {
    this.socket.destroy();
  }
}
