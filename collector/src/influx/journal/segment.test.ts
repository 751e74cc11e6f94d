import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomOf } from '../../../tests/build/mutate.ts';
import { encodeFrame } from './frame.ts';
import { type Stretch, type StretchLimits, openName, parseName, readStretch, sealedName } from './segment.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-segment-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

test('names say the number, and the lines once nothing more is written', () => {
  expect(parseName(openName(42))).toEqual({ number: 42, lines: undefined });
  expect(parseName(sealedName(42, 18_230))).toEqual({ number: 42, lines: 18_230 });
  expect(['dead', 'lock', '42.open', '0000000042-1.journal.unreadable'].map(parseName)).toEqual(
    Array(4).fill(undefined)
  );
});

async function readAll(path: string, bytes: number, limits: StretchLimits): Promise<Stretch[]> {
  const stretches = [];
  for (let at = 0; at < bytes; at = stretches.at(-1)!.end) {
    stretches.push(await readStretch({ path, bytes }, at, limits));
  }
  return stretches;
}

/** Frames of up to half a MiB that no compression makes smaller: some lie across the windows in which a file is read. */
function bigFrames(random: () => number): { text: string; frame: Buffer }[] {
  return Array.from({ length: 30 }, (_, i) => {
    const noise = Array.from({ length: Math.floor(random() * 20_000) }, () => random().toString(36));
    const text = `${i},${noise.join('')}\n`;
    return { text, frame: encodeFrame(Buffer.from(text), 1) };
  });
}

test('every whole frame is read, whatever lies between them and wherever the windows end', async () => {
  const random = randomOf(4271);
  for (let round = 0; round < 8; round++) {
    const path = join(folder, `round-${round}`);
    const frames = bigFrames(random);
    const parts: Buffer[] = [];
    let damagedBytes = 0;
    let places = 0;
    for (const { frame } of frames) {
      const noise =
        round === 0 || random() < 0.7 ? Buffer.alloc(0) : frame.subarray(0, Math.floor(random() * frame.length));
      places += noise.length > 0 ? 1 : 0;
      damagedBytes += noise.length;
      parts.push(noise, frame);
    }
    const file = Buffer.concat(parts);
    writeFileSync(path, file);
    const limits = { lines: 1 + Math.floor(random() * 10), textBytes: Math.floor(random() * 4 * 1024 * 1024) };
    const stretches = await readAll(path, file.length, limits);
    expect(stretches.map(({ text }) => text).join('')).toBe(frames.map(({ text }) => text).join(''));
    expect(stretches.reduce((sum, { damage }) => sum + damage.bytes, 0)).toBe(damagedBytes);
    expect(stretches.reduce((sum, { damage }) => sum + damage.places, 0)).toBe(places);
    expect(Math.max(...stretches.map(({ lines }) => lines))).toBeLessThanOrEqual(limits.lines);
    rmSync(path);
  }
});

test('a file that is shorter than it was ends in damage', async () => {
  const path = join(folder, 'short');
  const frame = encodeFrame(Buffer.from('m v=1i 1\n'), 1);
  writeFileSync(path, frame);
  const [stretch] = await readAll(path, 2 * frame.length, { lines: 10, textBytes: 1000 });
  expect(stretch).toMatchObject({ lines: 1, damage: { places: 1, bytes: frame.length }, end: 2 * frame.length });
});
