import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomOf } from '../../../tests/build/mutate.ts';
import { decodeFrame } from './frame.ts';
import { Journal, type JournalOptions } from './journal.ts';
import type { Segment } from './segment.ts';
import { SegmentFiles } from './segment-files.ts';
import { JournalWriter } from './writer.ts';

const OPTIONS: JournalOptions = { maxBytes: 1024 * 1024, segmentBytes: 1500, fsync: 'interval' };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-journal-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function openJournal(path = folder, options: Partial<JournalOptions> = {}): Promise<Journal> {
  return Journal.open(path, { ...OPTIONS, ...options }, () => {});
}

/** Lines that are all different, a frame for each group. */
async function fill(journal: Journal, frames: number, linesOfFrame = 10): Promise<string[]> {
  const lines: string[] = [];
  for (let frame = 0; frame < frames; frame++) {
    for (let line = 0; line < linesOfFrame; line++) {
      const text = `m,frame=${frame} line=${line}i ${frame * linesOfFrame + line}`;
      expect(journal.append(text)).toBe(true);
      lines.push(text);
    }
    await journal.flushed();
  }
  return lines;
}

/** Takes everything that is there, as a server would that answers at once. */
async function drain(journal: Journal): Promise<string[]> {
  const lines: string[] = [];
  for (let batch = await journal.next(); batch !== undefined; batch = await journal.next()) {
    lines.push(...batch.text.split('\n').slice(0, -1));
    expect(batch.text.endsWith('\n')).toBe(true);
    journal.settle(batch);
  }
  return lines;
}

function expectBalance({ counts, queued }: Journal): void {
  const dropped = Object.values(counts.dropped).reduce((sum, count) => sum + count, 0);
  expect(counts.made + counts.recovered).toBe(counts.settled + queued + dropped);
}

test.each(['always', 'interval', 'never'] as const)('with fsync %s the next run finds every line', async (fsync) => {
  const first = await openJournal(folder, { fsync });
  const lines = await fill(first, 20);
  first.append('m last=1i 1000');
  await first.close();
  expectBalance(first);
  const second = await openJournal();
  expect(second.counts).toMatchObject({ made: 0, recovered: 201, torn: { places: 0, bytes: 0 } });
  expect((await drain(second)).sort()).toEqual([...lines, 'm last=1i 1000'].sort());
  await second.close();
  expectBalance(second);
  expect(readdirSync(folder)).toEqual([]);
});

test('what was not settled comes again, what was settled does not once its segment is gone', async () => {
  const first = await openJournal();
  const lines = await fill(first, 100);
  for (let i = 0; i < 3; i++) {
    first.settle((await first.next())!);
  }
  expect(await first.next()).toBeDefined();
  const { settled } = first.counts;
  expect(settled).toBeGreaterThan(0);
  await first.close();
  expectBalance(first);
  const second = await openJournal();
  const again = await drain(second);
  await second.close();
  expect(again.length).toBeLessThan(lines.length);
  expect(again.length).toBeGreaterThanOrEqual(lines.length - settled);
  expectBalance(second);
});

test('oldest first, and every fourth request takes the newest', async () => {
  const journal = await openJournal();
  const lines = await fill(journal, 100);
  const order: number[] = [];
  for (let batch = await journal.next(); batch !== undefined; batch = await journal.next()) {
    order.push(lines.indexOf(batch.text.split('\n')[0]!));
    journal.settle(batch);
  }
  await journal.close();
  const newest = order.filter((_, i) => i % 4 === 3);
  const oldest = order.filter((_, i) => i % 4 !== 3);
  expect(oldest).toEqual([...oldest].sort((a, b) => a - b));
  expect(newest).toEqual([...newest].sort((a, b) => b - a));
  expect(Math.min(...newest)).toBeGreaterThan(oldest[Math.floor(oldest.length / 2)]!);
});

test('at its largest size it takes no more to disk, refuses once memory is full, and goes on when there is room', async () => {
  const maxBytes = 512 * 1024;
  const journal = await openJournal(folder, { maxBytes, buffer: { highWaterBytes: maxBytes, maxBytes: 2 * maxBytes } });
  const random = randomOf(1);
  const line = (): string => `m v="${Array.from({ length: 500 }, () => random().toString(36).slice(2)).join('')}" 1`;
  while (journal.counts.dropped.journal_full < 10) {
    journal.append(line());
    await new Promise(setImmediate);
  }
  expect(journal.full).toBe(true);
  expect(journal.state).toMatchObject({ kind: 'journal_full' });
  expect(journal.bytes).toBeGreaterThan(0);
  expect(journal.bytes).toBeLessThanOrEqual(maxBytes);
  expectBalance(journal);
  let isRelieved = false;
  void journal.relieved().then(() => (isRelieved = true));
  while (!isRelieved) {
    await drain(journal);
    await new Promise(setImmediate);
  }
  expect(journal.append(line())).toBe(true);
  expect(journal.state).toEqual({ kind: 'ok' });
  expectBalance(journal);
  await journal.close();
  expectBalance(journal);
});

test('a line that no frame can hold is refused and counted', async () => {
  const journal = await openJournal();
  expect(journal.append('x'.repeat(16 * 1024 * 1024))).toBe(false);
  expect(journal.counts.dropped.line_too_long).toBe(1);
  await journal.close();
  expectBalance(journal);
});

test('once closed it takes nothing and calls nothing safe', async () => {
  const journal = await openJournal();
  await journal.close();
  expect(() => journal.append('m v=1i 1')).toThrow('closed');
  await expect(journal.flushed()).rejects.toThrow('closed');
});

test('files that are not its own are left alone', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const journal = await openJournal();
  await fill(journal, 3);
  await drain(journal);
  await journal.close();
  expect(readdirSync(folder)).toEqual(['notes.txt']);
});

test('a segment that somebody removed is counted, and holds nothing up', async () => {
  const first = await openJournal();
  await fill(first, 40);
  await first.close();
  const journal = await openJournal();
  rmSync(join(folder, readdirSync(folder).sort()[1]!));
  const lines = await drain(journal);
  expect(journal.counts.dropped.damaged).toBe(400 - lines.length);
  expect(lines.length).toBeLessThan(400);
  expectBalance(journal);
  await journal.close();
});

/** A journal as a kill leaves it: sealed segments, and one that was being written. */
async function leaveKilled(): Promise<string[]> {
  const journal = await openJournal(join(folder, 'running'));
  const lines = await fill(journal, 40);
  cpSync(join(folder, 'running'), join(folder, 'killed'), { recursive: true });
  await journal.close();
  return lines;
}

/** Offset, end and lines of every frame of a file. */
function framesOf(path: string): { at: number; end: number; lines: string[] }[] {
  const bytes = readFileSync(path);
  const frames = [];
  for (let at = 0; at < bytes.length;) {
    const frame = decodeFrame(bytes, at);
    if (frame.kind !== 'frame') {
      throw new Error(`no frame at offset ${at} of ${path}`);
    }
    frames.push({ at, end: frame.end, lines: frame.text.toString().split('\n').slice(0, -1) });
    at = frame.end;
  }
  return frames;
}

test('200 flipped bits and cuts: it always starts, and loses and counts the frames that they hit, no other', async () => {
  const lines = await leaveKilled();
  const random = randomOf(7854);
  const names = readdirSync(join(folder, 'killed')).sort();
  expect(names.at(-1)).toMatch(/\.open$/);
  for (let round = 0; round < 200; round++) {
    const copy = join(folder, `copy-${round}`);
    cpSync(join(folder, 'killed'), copy, { recursive: true });
    // Half of the rounds hit what was being written.
    const name = round % 2 === 0 ? names.at(-1)! : names[Math.floor(random() * names.length)]!;
    const path = join(copy, name);
    const at = Math.floor(random() * statSync(path).size);
    const isCut = random() < 0.3;
    const frames = framesOf(path);
    const lost = frames
      .filter((frame) => (isCut ? frame.end > at : frame.at <= at && at < frame.end))
      .flatMap((frame) => frame.lines);
    if (isCut) {
      truncateSync(path, at);
    } else {
      const bytes = readFileSync(path);
      bytes[at]! ^= 1 << Math.floor(random() * 8);
      writeFileSync(path, bytes);
    }
    const journal = await openJournal(copy);
    const found = await drain(journal);
    expect([...found].sort()).toEqual(lines.filter((line) => !lost.includes(line)).sort());
    const { damage, torn, recovered, dropped } = journal.counts;
    const leavesWholeFrames = isCut && frames.some((frame) => frame.at === at);
    expect(damage.places + torn.places, `round ${round}`).toBe(leavesWholeFrames ? 0 : 1);
    expect(dropped.damaged).toBe(name.endsWith('.open') ? 0 : lost.length);
    expect(recovered - dropped.damaged).toBe(found.length);
    expectBalance(journal);
    await journal.close();
    rmSync(copy, { recursive: true });
  }
});

test('a line is safe once the disk has confirmed it, or once the server has what the disk did not confirm', async () => {
  const segments: Segment[] = [];
  const files = new SegmentFiles(folder, segments, OPTIONS, 'interval', () => {});
  const writer = new JournalWriter(files, { highWaterBytes: 1000, maxBytes: 1000 }, 'interval', () => {});
  writer.append('m v=1i 1');
  await writer.flushed();
  segments[0]!.unsafe = true;
  writer.append('m v=2i 2');
  let isSafe = false;
  const flushed = writer.flushed().then(() => (isSafe = true));
  while (segments[0]!.lines < 2) {
    await new Promise(setImmediate);
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSafe).toBe(false);
  segments[0]!.unsafe = false;
  writer.relax();
  await flushed;
  await writer.close();
});

test('where memory fills, what is named goes first, in that order; the rest has all of the room, and each loss is counted', async () => {
  const buffer = { highWaterBytes: 10_000, maxBytes: 40_000 };
  const journal = await openJournal(folder, { maxBytes: 1, buffer, drop: ['verbose', 'routes'] });
  await fill(journal, 1);
  // The journal has reached its largest size: from here on there is only memory.
  const taken: Record<string, number> = { verbose: 0, routes: 0, sessions: 0 };
  for (let i = 0; i < 2_000; i++) {
    for (const measurement of ['sessions', 'routes', 'verbose']) {
      taken[measurement]! += journal.append(`${measurement},peer=192.0.2.1 v=${1_000_000 + i}i`) ? 1 : 0;
    }
  }
  expect(taken['verbose']).toBeGreaterThan(0);
  expect(taken['routes']).toBeGreaterThan(taken['verbose']!);
  expect(taken['sessions']).toBeGreaterThan(taken['routes']!);
  expect(Object.fromEntries(journal.counts.refused)).toEqual({
    verbose: 2_000 - taken['verbose']!,
    routes: 2_000 - taken['routes']!,
    sessions: 2_000 - taken['sessions']!,
  });
  expectBalance(journal);
  await journal.close();
  expectBalance(journal);
});

test('below high water nothing is given up for its name', async () => {
  const journal = await openJournal(folder, { drop: ['m'] });
  const lines = await fill(journal, 100);
  expect(new Set(await drain(journal))).toEqual(new Set(lines));
  expect(journal.counts.refused.size).toBe(0);
  await journal.close();
});
