import { crc32, type createInflateRaw, type createZstdDecompress } from 'node:zlib';

type ZlibStream = ReturnType<typeof createInflateRaw> | ReturnType<typeof createZstdDecompress>;

/**
 * One of the members or frames that a compressed file is made of. Node's decoders stop at its end and drop what was written
 * behind it, so this says how much of the input was the member's.
 */
export class CompressedMember {
  /** Seen to have ended. Of zstd that shows only when input is left over. */
  ended = false;
  failure: Error | undefined;
  /** CRC-32 and size of what has been decoded. */
  crc = 0;
  sizeBytes = 0;
  readonly #stream: ZlibStream;
  readonly #closed: Promise<void>;
  #output: Uint8Array[] = [];
  #takenBytes = 0;

  constructor(stream: ZlibStream) {
    this.#stream = stream;
    stream.on('data', (bytes: Uint8Array) => {
      this.crc = crc32(bytes, this.crc);
      this.sizeBytes += bytes.length;
      this.#output.push(bytes);
    });
    stream.on('error', (error: Error) => {
      this.failure = new Error(`the compressed data is damaged (${error.message})`);
    });
    this.#closed = new Promise((resolve) => {
      stream.on('end', () => {
        this.ended = true;
        resolve();
      });
      stream.on('close', resolve);
    });
  }

  /** Decodes what belongs to this member into `output`; gives how many bytes of the input that were. */
  async write(input: Uint8Array, output: Uint8Array[]): Promise<number> {
    this.#output = output;
    const written = new Promise<void>((resolve) => void this.#stream.write(input, () => resolve()));
    await Promise.race([written, this.#closed]);
    const takenBytes = this.#stream.bytesWritten - this.#takenBytes;
    this.#takenBytes += takenBytes;
    return takenBytes;
  }

  /** No more input comes: `failure` tells whether the member is whole. */
  async finish(): Promise<void> {
    this.#stream.end();
    await this.#closed;
  }

  close(): void {
    this.#stream.destroy();
  }
}
