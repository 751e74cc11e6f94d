import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Damage, type Segment, newSegment, parseName, readStretch, sealedName } from './segment.ts';

export interface Recovered {
  /** Oldest first, all of them sealed. */
  readonly segments: Segment[];
  /** What was being written when the last run ended, and was cut off. */
  readonly torn: Damage;
}

const SCAN_LIMITS = { lines: Infinity, textBytes: 4 * 1024 * 1024 };

/** Makes every segment of a folder fit to be sent, whatever the last run left there; makes the folder if it is missing. */
export async function recover(folder: string): Promise<Recovered> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const segments: Segment[] = [];
  const torn: Damage = { places: 0, bytes: 0 };
  for (const name of (await readdir(folder)).sort()) {
    const parsed = parseName(name);
    if (parsed !== undefined) {
      const path = join(folder, name);
      const { size } = await stat(path);
      const segment = { ...newSegment(parsed.number, path), bytes: size };
      segments.push(parsed.lines === undefined ? await sealTorn(folder, segment, torn) : sealed(segment, parsed.lines));
    }
  }
  return { segments, torn };
}

function sealed(segment: Segment, lines: number): Segment {
  return { ...segment, lines, sealed: true };
}

/** Cuts the segment behind its last whole frame. */
async function sealTorn(folder: string, segment: Segment, torn: Damage): Promise<Segment> {
  const { lines, bytes } = await scan(segment);
  if (bytes < segment.bytes) {
    torn.places++;
    torn.bytes += segment.bytes - bytes;
    await cut(segment.path, bytes);
  }
  const path = join(folder, sealedName(segment.number, lines));
  await rename(segment.path, path);
  return sealed({ ...segment, path, bytes }, lines);
}

/** Lines of the whole frames, and where the last of these ends. */
async function scan(segment: Segment): Promise<{ lines: number; bytes: number }> {
  let lines = 0;
  let bytes = 0;
  for (let at = 0; at < segment.bytes;) {
    const stretch = await readStretch(segment, at, SCAN_LIMITS);
    lines += stretch.lines;
    bytes = stretch.lines > 0 ? stretch.frameEnd : bytes;
    at = stretch.end;
  }
  return { lines, bytes };
}

async function cut(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.truncate(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}
