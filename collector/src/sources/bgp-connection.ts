import type { Socket } from 'node:net';
import { type Frames, MessageFramer } from '../session/framer.ts';
import type { PrefixCount } from '../session/prefix-count.ts';
import { systemWords } from './file-source.ts';

/** What becomes of a connection. */
export interface ConnectionEvents {
  frames(connection: BgpConnection, frames: Frames): void;
  /** Nothing of it is left. */
  gone(): void;
  /** The peer, or the network, has ended it. `lostBytes` of it were not read, undefined where nobody knows how many. */
  ended(connection: BgpConnection, problem: string, lostBytes: number | undefined): void;
}

/** Time for a peer to read a NOTIFICATION and close. */
const LINGER_MS = 2000;
/** Far more than a speaker that only listens has to say at once: a peer with so much unread reads nothing. */
const MAX_UNSENT_BYTES = 64 * 1024;

/** A TCP connection with a configured peer, as messages. */
export class BgpConnection {
  readonly id: number;
  readonly localAddress: string;
  prefixes: PrefixCount | undefined;
  readonly #socket: Socket;
  readonly #framer: MessageFramer;
  readonly #events: ConnectionEvents;
  #open = true;

  constructor(id: number, socket: Socket, extended: boolean, events: ConnectionEvents) {
    this.id = id;
    this.localAddress = socket.localAddress ?? '';
    this.#socket = socket;
    this.#framer = new MessageFramer(extended);
    this.#events = events;
    // A session without hold time would outlive a peer that is gone.
    socket.setKeepAlive(true, 60_000);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#heard(chunk));
    socket.on('end', () => this.#ended('the peer closed the connection', false));
    socket.on('error', (error) => this.#ended(systemWords(error), socket.isPaused()));
    socket.on('close', () => {
      this.#ended('the connection is gone', false);
      events.gone();
    });
  }

  /** Whether messages of it still count. */
  get open(): boolean {
    return this.#open;
  }

  get paused(): boolean {
    return this.#socket.isPaused();
  }

  /** False where it cannot be sent, or the peer does not read. */
  send(bytes: Uint8Array): boolean {
    if (!this.#socket.writable || this.#socket.writableLength > MAX_UNSENT_BYTES) {
      return false;
    }
    this.#socket.write(bytes);
    return true;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /**
   * What was sent goes out, what comes in is read and forgotten: unread bytes would reset the connection before that. Without
   * lingering the connection is reset.
   */
  close(linger: boolean): void {
    this.#open = false;
    if (!linger) {
      this.#socket.resetAndDestroy();
    } else if (!this.#socket.closed) {
      this.#socket.resume();
      this.#socket.end();
      const timer = setTimeout(() => this.#socket.destroy(), LINGER_MS);
      this.#socket.once('close', () => clearTimeout(timer));
    }
  }

  #heard(chunk: Uint8Array): void {
    if (this.#open) {
      this.#events.frames(this, this.#framer.push(chunk));
    }
  }

  #ended(problem: string, unread: boolean): void {
    if (this.#open) {
      this.#open = false;
      this.#events.ended(this, problem, unread ? undefined : this.#framer.heldBytes);
    }
  }
}
