import type { Writable } from 'node:stream';
import { CommandError } from './exit.ts';

/** Where the output of a command goes: waits for slow readers, and notices that a reader has gone (`| head`). */
export class Output {
  /** Nobody reads any more; not a failure. */
  closed = false;
  readonly #stream: Writable;
  #failure: Error | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.closed = true;
      this.#failure = error.code === 'EPIPE' ? undefined : error;
    });
  }

  /** Done when the bytes have been handed on: then they may be written over. */
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.closed) {
      await new Promise<void>((resolve) => void this.#stream.write(bytes, () => resolve()));
    }
    if (this.#failure) {
      throw new CommandError(`cannot write: ${this.#failure.message}`);
    }
  }
}
