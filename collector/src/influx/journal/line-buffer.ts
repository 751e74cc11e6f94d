/** Bytes of UTF-8 for one UTF-16 unit at most. */
const MAX_BYTES_OF_UNIT = 3;

/** Chunks that are kept for the next lines. */
const MAX_SPARES = 16;

interface Chunk {
  readonly bytes: Buffer;
  usedBytes: number;
  lines: number;
}

/** Lines on their way to the disk: as bytes, for a string takes several times its length in memory. */
export class LineBuffer {
  readonly #chunkBytes: number;
  #chunks: Chunk[] = [];
  readonly #spares: Buffer[] = [];
  /** Size of the lines with a line end each. */
  bytes = 0;
  lines = 0;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  push(line: string): void {
    const chunk = this.#chunkFor((line.length + 1) * MAX_BYTES_OF_UNIT);
    const lineBytes = chunk.bytes.write(line, chunk.usedBytes) + 1;
    chunk.usedBytes += lineBytes;
    chunk.bytes[chunk.usedBytes - 1] = 0x0a;
    chunk.lines++;
    this.bytes += lineBytes;
    this.lines++;
  }

  /** Takes the oldest lines, about a chunk of them; the text is theirs only as long as `use` runs. */
  take<T>(use: (text: Buffer, lines: number) => T): T {
    const { bytes, usedBytes, lines } = this.#chunks.shift()!;
    this.bytes -= usedBytes;
    this.lines -= lines;
    const result = use(bytes.subarray(0, usedBytes), lines);
    if (bytes.length === this.#chunkBytes && this.#spares.length < MAX_SPARES) {
      this.#spares.push(bytes);
    }
    return result;
  }

  /** Gives up what is in it; says how many lines. */
  clear(): number {
    const { lines } = this;
    this.#chunks = [];
    this.bytes = 0;
    this.lines = 0;
    return lines;
  }

  /** The chunk that takes so many bytes more. */
  #chunkFor(bytes: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.usedBytes + bytes <= last.bytes.length) {
      return last;
    }
    const spare = bytes <= this.#chunkBytes ? this.#spares.pop() : undefined;
    const room = spare ?? Buffer.allocUnsafeSlow(Math.max(this.#chunkBytes, bytes));
    const chunk = { bytes: room, usedBytes: 0, lines: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }
}
