import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failNextSync, takeHalfOfNext } from '../../../tests/build/failing-disk.ts';
import { encodeFrame } from './frame.ts';
import type { Segment } from './segment.ts';
import { SegmentFiles } from './segment-files.ts';

const FRAME = encodeFrame(Buffer.from('m v=1i 1\n'), 1);

let folder: string;
let files: SegmentFiles;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-segments-'));
  files = new SegmentFiles(folder, [], { maxBytes: 1e6, segmentBytes: 1e5 }, 'interval', () => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function bytesOf({ path }: Segment): Buffer {
  return readFileSync(path);
}

test('what the disk does not confirm is unsafe, and nothing more is written behind it', async () => {
  await files.write(FRAME, 1);
  await files.sync();
  expect(files.unsafe).toBe(false);
  await files.write(FRAME, 1);
  await failNextSync();
  await files.sync();
  expect(files.unsafe).toBe(true);
  await files.write(FRAME, 1);
  await files.sync();
  expect(files.segments.map(({ unsafe, sealed, lines }) => [unsafe, sealed, lines])).toEqual([
    [true, true, 2],
    [false, false, 1],
  ]);
});

test('a segment ends behind its last whole frame, whatever a full disk took of the next', async () => {
  await files.write(FRAME, 1);
  await takeHalfOfNext('write');
  await expect(files.write(FRAME, 1)).rejects.toThrow('no space left');
  expect(bytesOf(files.segments[0]!).length).toBeGreaterThan(FRAME.length);
  await files.seal();
  expect(bytesOf(files.segments[0]!)).toEqual(FRAME);
});

test('a frame is written anew over what a full disk took of it', async () => {
  await takeHalfOfNext('write');
  await expect(files.write(FRAME, 1)).rejects.toThrow('no space left');
  await files.write(FRAME, 1);
  await files.seal();
  expect(bytesOf(files.segments[0]!)).toEqual(FRAME);
});
