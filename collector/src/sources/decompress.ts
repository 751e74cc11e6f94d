import { GzipDecoder } from './gzip.ts';
import { ZstdDecoder } from './zstd.ts';

export type Compression = 'none' | 'gzip' | 'bzip2' | 'zstd';

const MAGIC: readonly { readonly compression: Compression; readonly bytes: readonly number[] }[] = [
  { compression: 'gzip', bytes: [0x1f, 0x8b] },
  { compression: 'bzip2', bytes: [0x42, 0x5a, 0x68] },
  { compression: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  // A frame without data, with which parallel compressors begin.
  { compression: 'zstd', bytes: [0x50, 0x2a, 0x4d, 0x18] },
];

/** What the first bytes say; a file's name says nothing that counts. */
export function compressionOf(head: Uint8Array): Compression {
  return MAGIC.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte))?.compression ?? 'none';
}

/** A decoder that takes one piece at a time and hands out what has come of it. */
export interface Decoder {
  feed(chunk: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  readonly output: Uint8Array[];
  readonly failure: Error | undefined;
}

/**
 * The decompressed bytes. One piece of input is in work at a time, so that memory stays bounded by its expansion, and all
 * that was decoded before damage is handed out before the error is thrown.
 */
export async function* decompress(
  input: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, 'none'>
): AsyncGenerator<Uint8Array> {
  const decoder = await decoderOf(compression);
  for await (const chunk of input) {
    await decoder.feed(chunk);
    yield* handOut(decoder);
  }
  await decoder.finish();
  yield* handOut(decoder);
}

async function decoderOf(compression: Exclude<Compression, 'none'>): Promise<Decoder> {
  switch (compression) {
    case 'gzip':
      return new GzipDecoder();
    case 'bzip2':
      return bzip2Decoder();
    case 'zstd':
      return new ZstdDecoder();
  }
}

function* handOut(decoder: Decoder): Generator<Uint8Array> {
  yield* decoder.output.splice(0);
  if (decoder.failure) {
    throw decoder.failure;
  }
}

/** The library's stream is of the kind before Readable: it works within write() and speaks in events. */
async function bzip2Decoder(): Promise<Decoder> {
  // Loaded where it is needed: most files are not bzip2.
  const { default: unbzip2 } = await import('unbzip2-stream');
  const stream = unbzip2();
  const output: Uint8Array[] = [];
  let failure: Error | undefined;
  stream.on('data', (bytes: Uint8Array) => output.push(bytes));
  stream.on('error', (error: Error) => {
    failure ??= new Error(`the compressed data is cut off or damaged (${error.message})`);
  });
  return {
    feed: async (chunk) => {
      stream.write(Buffer.from(chunk));
    },
    finish: async () => {
      stream.end();
    },
    output,
    get failure(): Error | undefined {
      return failure;
    },
  };
}
