import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { systemWords } from '../sources/file-source.ts';

/** A checkpoint that cannot be gone on from: why, and what to do. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** The head of a file: what it is, the version of what it holds, and the CRC-32 of what follows. Big-endian. */
const MAGIC = Buffer.from('earshot\n');
const VERSION_AT = MAGIC.length;
const CRC_AT = VERSION_AT + 4;
const HEAD_BYTES = CRC_AT + 4;
/** To be raised by whatever changes what is remembered, or how. */
const VERSION = 2;

/** A whole state as bytes: one graph, in which what is shared is shared again when it is read. */
export function encodeCheckpoint(state: object): Buffer {
  const body = serialize(state);
  const bytes = Buffer.alloc(HEAD_BYTES + body.length);
  MAGIC.copy(bytes);
  bytes.writeUInt32BE(VERSION, VERSION_AT);
  bytes.writeUInt32BE(crc32(body), CRC_AT);
  body.copy(bytes, HEAD_BYTES);
  return bytes;
}

/** Throws a CheckpointError for what is none, one of another version, or a damaged one. */
export function decodeCheckpoint(bytes: Buffer, path: string): unknown {
  const refuse = (words: string): CheckpointError =>
    new CheckpointError(`checkpoint ${path} ${words}: move it away to begin anew, without what was remembered`);
  if (bytes.length < HEAD_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw refuse('is no checkpoint');
  }
  const version = bytes.readUInt32BE(VERSION_AT);
  if (version !== VERSION) {
    throw refuse(`is of version ${version}, and this program reads version ${VERSION}`);
  }
  const body = bytes.subarray(HEAD_BYTES);
  if (crc32(body) !== bytes.readUInt32BE(CRC_AT)) {
    throw refuse('is damaged');
  }
  try {
    return deserialize(body);
  } catch (error) {
    // Whole, and yet unknown to this release of the run time.
    throw refuse(`cannot be read (${(error as Error).message})`);
  }
}

/** Puts the bytes in the place of what was there, whole or not at all. Throws a CheckpointError where the disk does not take them. */
export async function writeCheckpoint(path: string, bytes: Buffer): Promise<void> {
  try {
    await replace(path, bytes);
  } catch (error) {
    throw new CheckpointError(`checkpoint ${path} was not written: ${systemWords(error)}`, { cause: error });
  }
}

async function replace(path: string, bytes: Buffer): Promise<void> {
  const unfinished = `${path}.new`;
  const file = await open(unfinished, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  // The new name is safe when the folder is.
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Undefined where there is none. Throws a CheckpointError for one that cannot be used. */
export async function readCheckpoint(path: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw new CheckpointError(`checkpoint ${path}: ${systemWords(error)}`, { cause: error });
  }
  return decodeCheckpoint(bytes, path);
}
