import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { compressionOf, decompress } from './decompress.ts';
import { type Source, SourceError } from './source.ts';

const STDIN = '-';
/** Small, because a compressed chunk may hold a thousand times as much. */
const CHUNK_BYTES = 64 * 1024;

/** Opens a file, or standard input for `-`. Throws a SourceError if there is nothing to read. */
export async function openFile(name: string): Promise<Source> {
  if (name === STDIN) {
    return new FileSource(STDIN, process.stdin, undefined);
  }
  try {
    const { size } = await stat(name);
    return new FileSource(name, createReadStream(name, { highWaterMark: CHUNK_BYTES }), size);
  } catch (error) {
    throw new SourceError(`${name}: ${systemWords(error)}`, { cause: error });
  }
}

class FileSource implements Source {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  readBytes = 0;
  readonly #raw: Readable;

  constructor(name: string, raw: Readable, sizeBytes: number | undefined) {
    this.name = name;
    this.#raw = raw;
    this.sizeBytes = sizeBytes;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      const bytes = this.#stored();
      const first = await bytes.next();
      if (first.done) {
        throw new SourceError(`${this.name}: the file is empty`);
      }
      const all = startingWith(first.value, bytes);
      const compression = compressionOf(first.value);
      yield* compression === 'none' ? all : decompress(all, compression);
    } catch (error) {
      throw error instanceof SourceError
        ? error
        : new SourceError(`${this.name}: ${systemWords(error)}`, { cause: error });
    }
  }

  /** The bytes as stored, counted. */
  async *#stored(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#raw as AsyncIterable<Uint8Array>) {
      this.readBytes += chunk.length;
      yield chunk;
    }
  }
}

async function* startingWith(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission',
  EISDIR: 'a directory where a file is expected',
  Z_BUF_ERROR: 'the compressed data is cut off',
  Z_DATA_ERROR: 'the compressed data is damaged',
  ZSTD_error_prefix_unknown: 'the compressed data is damaged',
};

/** Error codes of the system and of zlib in words. */
export function systemWords(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  const words = code === undefined ? undefined : WORDS[code];
  return words ? `${words}${code?.startsWith('Z') ? ` (${message})` : ''}` : (message ?? String(error));
}
