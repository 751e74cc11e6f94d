import type { Socket } from 'node:net';
import { asDecodeError } from '../bgp/fault.ts';
import { type BmpFrame, BmpFramer } from '../bmp/framer.ts';
import { systemWords } from './file-source.ts';

/** What becomes of a stream. */
export interface StreamEvents {
  frames(frames: readonly BmpFrame[]): void;
  /** What came is no BMP. The stream says nothing more. */
  garbled(problem: string): void;
  /** The router, or the network, has ended it; `lost` says what of it could not be read. The stream says nothing more. */
  ended(problem: string, lost: string | undefined): void;
}

/** After so long without a byte the system asks whether the other end is still there. */
const KEEPALIVE_AFTER_MS = 60_000;

/** A TCP connection with a router, as BMP messages. Nothing is ever sent: BMP has no way back (RFC 7854 §3.2). */
export class BmpStream {
  readonly #socket: Socket;
  readonly #framer = new BmpFramer();
  readonly #events: StreamEvents;
  #open = true;

  constructor(socket: Socket, events: StreamEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.setKeepAlive(true, KEEPALIVE_AFTER_MS);
    socket.on('data', (chunk) => this.#heard(chunk));
    socket.on('end', () => this.#ended('the router closed the connection'));
    socket.on('error', (error) => this.#ended(systemWords(error)));
    socket.on('close', () => this.#ended('the connection is gone'));
  }

  get paused(): boolean {
    return this.#socket.isPaused();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends the connection at once. What has not been read of it is lost. */
  close(): void {
    this.#open = false;
    this.#socket.destroy();
  }

  #heard(chunk: Uint8Array): void {
    if (!this.#open) {
      return;
    }
    const frames: BmpFrame[] = [];
    let problem: string | undefined;
    try {
      for (const { type, body, offset } of this.#framer.push(chunk)) {
        frames.push({ type, offset, body: new Uint8Array(body) });
      }
    } catch (error) {
      problem = asDecodeError(error).message;
    }
    this.#events.frames(frames);
    if (problem !== undefined && this.#open) {
      this.close();
      this.#events.garbled(problem);
    }
  }

  #ended(problem: string): void {
    if (this.#open) {
      this.#open = false;
      this.#events.ended(problem, this.#unfinished());
    }
  }

  #unfinished(): string | undefined {
    try {
      this.#framer.end();
      return undefined;
    } catch (error) {
      return asDecodeError(error).message;
    }
  }
}
