import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { type Roa, RoaTable } from '../detect/rpki/roa-table.ts';
import { parsePrefix } from '../net/parse-prefix.ts';
import { systemWords } from './file-source.ts';

/** All ROAs of the world take about 50 MB. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_ROAS = 4_000_000;

/** A file of ROAs that cannot be used: its name, the place in it, and what is wrong. */
export class RoaFileError extends Error {
  override readonly name = 'RoaFileError';
}

/** Reads ROAs as validators export them in JSON: `{"roas":[{"asn":"AS64500","prefix":"192.0.2.0/24","maxLength":24}]}`. */
export async function readRoaFile(path: string): Promise<RoaTable> {
  return new RoaTable(parseRoas(await readText(path), path));
}

/**
 * The ROAs of a file, again whenever it is another one. What cannot be used is given to `onError`, and the ROAs before hold on.
 * Ends with the signal. Validators put a new file in the place of the old one, so its name is looked at every `pollMs`.
 */
export async function* watchRoaFile(
  path: string,
  { pollMs, signal, onError }: { pollMs: number; signal: AbortSignal; onError: (error: RoaFileError) => void }
): AsyncGenerator<RoaTable> {
  let seen: string | undefined;
  while (!signal.aborted) {
    try {
      const version = await versionOf(path);
      if (version !== seen) {
        seen = version;
        yield await readRoaFile(path);
      }
    } catch (error) {
      if (!(error instanceof RoaFileError)) {
        throw error;
      }
      onError(error);
    }
    await setTimeout(pollMs, undefined, { signal }).catch(() => {});
  }
}

/** Different for different files and contents. */
async function versionOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    throw new RoaFileError(`${path}: ${systemWords(error)}`, { cause: error });
  }
}

async function readText(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const stats = await file.stat();
    if (!stats.isFile()) {
      throw new RoaFileError(`${path}: is no file`);
    }
    if (stats.size > MAX_BYTES) {
      throw new RoaFileError(`${path}: has ${stats.size} bytes, at most ${MAX_BYTES} are read`);
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(stats.size), 0, stats.size);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    throw error instanceof RoaFileError ? error : new RoaFileError(`${path}: ${systemWords(error)}`, { cause: error });
  } finally {
    await file?.close();
  }
}

/** Parses the text of a file. Throws a RoaFileError that says where in it. */
export function parseRoas(text: string, path: string): Roa[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RoaFileError(`${path}: ${(error as SyntaxError).message}`, { cause: error });
  }
  const roas = isObject(value) ? value['roas'] : undefined;
  if (!Array.isArray(roas)) {
    throw new RoaFileError(`${path}: no list "roas"`);
  }
  if (roas.length > MAX_ROAS) {
    throw new RoaFileError(`${path}: roas has ${roas.length} entries, at most ${MAX_ROAS} are taken`);
  }
  return roas.map((roa, index) => parseRoa(roa, `${path}: roas[${index}]`));
}

function parseRoa(value: unknown, place: string): Roa {
  if (!isObject(value)) {
    throw new RoaFileError(`${place}: ${JSON.stringify(value)} is no ROA`);
  }
  const { asn, prefix: prefixText, maxLength } = value;
  const as = /^(AS)?\d{1,10}$/i.test(String(asn)) ? Number(String(asn).replace(/^AS/i, '')) : NaN;
  if (!(as <= 0xffff_ffff)) {
    throw new RoaFileError(`${place}.asn: ${JSON.stringify(asn)} is no AS number such as "AS64500"`);
  }
  const prefix = typeof prefixText === 'string' ? parsePrefix(prefixText) : undefined;
  if (prefix === undefined) {
    throw new RoaFileError(`${place}.prefix: ${JSON.stringify(prefixText)} is no prefix such as "192.0.2.0/24"`);
  }
  const maxLengthBits = maxLength ?? prefix.lengthBits;
  if (
    typeof maxLengthBits !== 'number' ||
    !Number.isInteger(maxLengthBits) ||
    maxLengthBits < prefix.lengthBits ||
    maxLengthBits > prefix.addressBits
  ) {
    const range = `${prefix.lengthBits} to ${prefix.addressBits}`;
    throw new RoaFileError(`${place}.maxLength: ${JSON.stringify(maxLength)} is no length from ${range}`);
  }
  return { prefix, maxLengthBits, as };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
