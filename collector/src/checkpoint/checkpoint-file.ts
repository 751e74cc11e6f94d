import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { promisify } from 'node:util';
import { constants, crc32, zstdCompress, zstdDecompress } from 'node:zlib';
import { CheckpointError } from './checkpoint-error.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** `ESCP` and what follows. */
const MARKER = Buffer.from('ESCP', 'latin1');
const FORMAT_AT = 4;
const STATE_BYTES_AT = 8;
const BODY_BYTES_AT = 16;
const CRC_AT = 24;
const HEADER_BYTES = 28;

/** Owner alone: the tables are nobody else's business. */
const MODE = 0o600;

/**
 * Writes a checkpoint in the place of the one before, which stays until the new one is on the disk as a whole. `state` is plain data as
 * `node:v8` serializes it; it is taken at once, so it may change while the promise is pending. `format` is the version of its shape.
 *
 * ```
 *  0  4  marker ESCP
 *  4  4  version of the shape of the state
 *  8  8  length of the serialized state, bytes
 * 16  8  length of the body, bytes
 * 24  4  CRC-32 of bytes 4 to 23 and of the body
 * 28     body: the serialized state, Zstandard (RFC 8878)
 * ```
 * All numbers are big-endian. Throws what the file system says.
 */
export async function writeCheckpoint(path: string, format: number, state: unknown): Promise<void> {
  const serialized = serialize(state);
  const body = await compress(serialized, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  const header = Buffer.alloc(HEADER_BYTES);
  MARKER.copy(header);
  header.writeUInt32BE(format, FORMAT_AT);
  header.writeBigUInt64BE(BigInt(serialized.length), STATE_BYTES_AT);
  header.writeBigUInt64BE(BigInt(body.length), BODY_BYTES_AT);
  header.writeUInt32BE(checksum(header, body), CRC_AT);
  const next = `${path}.next`;
  await writeDurably(next, [header, body]);
  await rename(next, path);
  await syncFolder(dirname(path));
}

/**
 * The state of the last checkpoint; undefined where there is none. Throws a `CheckpointError` for a file that is damaged or of another
 * format.
 */
export async function readCheckpoint(path: string, format: number): Promise<unknown> {
  const bytes = await contentOf(path);
  if (bytes === undefined) {
    return undefined;
  }
  if (bytes.length < HEADER_BYTES || MARKER.compare(bytes, 0, MARKER.length) !== 0) {
    throw new CheckpointError(`${path} is no checkpoint`);
  }
  const found = bytes.readUInt32BE(FORMAT_AT);
  if (found !== format) {
    throw new CheckpointError(`${path} is a checkpoint of format ${found}, this version of Earshot reads ${format}`);
  }
  const body = bytes.subarray(HEADER_BYTES);
  const needBytes = bytes.readBigUInt64BE(BODY_BYTES_AT);
  if (needBytes !== BigInt(body.length)) {
    throw new CheckpointError(`${path} is damaged: needs ${needBytes} bytes behind its header, has ${body.length}`);
  }
  if (checksum(bytes, body) !== bytes.readUInt32BE(CRC_AT)) {
    throw new CheckpointError(`${path} is damaged: its checksum is another one`);
  }
  return stateOf(path, body, Number(bytes.readBigUInt64BE(STATE_BYTES_AT)));
}

/** What was written by another release of the run time may have a form that this one does not know. */
async function stateOf(path: string, body: Buffer, stateBytes: number): Promise<unknown> {
  try {
    return deserialize(await decompress(body, { maxOutputLength: stateBytes }));
  } catch (cause) {
    throw new CheckpointError(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function checksum(header: Buffer, body: Buffer): number {
  return crc32(body, crc32(header.subarray(FORMAT_AT, CRC_AT)));
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function writeDurably(path: string, parts: readonly Buffer[]): Promise<void> {
  const file = await open(path, 'w', MODE);
  try {
    for (const part of parts) {
      await file.writeFile(part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The new name lasts only once its folder is on the disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
