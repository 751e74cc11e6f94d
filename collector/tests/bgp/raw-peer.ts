import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { MessageFramer } from '../../src/session/framer.ts';
import { encodeOpen } from '../../src/session/message-writer.ts';
import type { Offer } from '../../src/session/offer.ts';
import { IPV4_UNICAST, IPV6_UNICAST } from '../../src/net/family.ts';
import { keepalive } from '../build/bgp.ts';
import { join } from '../build/bytes.ts';
import { until } from './daemon.ts';

export const RAW_OFFER: Offer = {
  localAs: 65010,
  bgpId: '10.0.0.1',
  holdTimeSeconds: 90,
  families: [IPV4_UNICAST, IPV6_UNICAST],
  addPath: [],
  extendedMessages: true,
};
/** What a well-behaved peer says first. */
export const GREETING = join(encodeOpen(RAW_OFFER), keepalive());

/** A peer that says exactly what a test wants. */
export class RawPeer {
  readonly socket: Socket;
  /** Whole messages that came, header included. */
  readonly received: Uint8Array[] = [];
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    const framer = new MessageFramer(true);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.received.push(...framer.push(chunk).messages));
    // Resets are what hostile peers get.
    socket.on('error', () => {});
    socket.on('close', () => (this.closed = true));
  }

  static async connect(from: string, host: string, port: number): Promise<RawPeer> {
    const peer = new RawPeer(connect({ host, port, localAddress: from }));
    // A stranger may be reset before it knows that it was connected.
    await once(peer.socket, 'connect').catch(() => undefined);
    return peer;
  }

  send(...bytes: readonly Uint8Array[]): void {
    this.socket.write(join(...bytes));
  }

  /** Code and subcode of the NOTIFICATION that ended the connection. */
  async refused(): Promise<string> {
    const bytes = await until('a NOTIFICATION', () => this.received.find((one) => one[18] === 3));
    await until('the end of the connection', () => this.closed);
    return `${bytes[19]}/${bytes[20]}`;
  }

  end(): void {
    this.socket.destroy();
  }
}
