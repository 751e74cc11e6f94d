import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failNextCut, takeHalfOfNext } from '../../../tests/build/failing-disk.ts';
import { DeadLetters } from './dead-letters.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-letters-'));
  path = join(folder, 'general.lp');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function dead(line: string): Parameters<DeadLetters['add']>[0] {
  return { lines: [line], refused: 1, reason: 'other', words: 'refused' };
}

/** Without the comments. */
function letters(): string[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.filter((line) => !/^# \S+Z refused$/.test(line));
}

test('of lines that a full disk took in part nothing stays, so that the next are whole', async () => {
  const file = await DeadLetters.open(path, 10_000);
  expect(await file.add(dead('m v=1i 1'))).toBe(true);
  await takeHalfOfNext('appendFile');
  await expect(file.add(dead('m v=2i 2'))).rejects.toThrow('no space left');
  expect(letters()).toEqual(['m v=1i 1']);
  expect(await file.add(dead('m v=2i 2'))).toBe(true);
  expect(letters()).toEqual(['m v=1i 1', 'm v=2i 2']);
  await file.close();
});

test('what could not be taken back is taken back before the next', async () => {
  const file = await DeadLetters.open(path, 10_000);
  await takeHalfOfNext('appendFile');
  await failNextCut();
  await expect(file.add(dead('m v=1i 1'))).rejects.toThrow('no space left');
  expect(await file.add(dead('m v=1i 1'))).toBe(true);
  expect(letters()).toEqual(['m v=1i 1']);
  await file.close();
});
