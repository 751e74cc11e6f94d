import { expect, test } from 'vitest';
import { retryPauseMs } from './retry-pause.ts';

const BOUNDS = { firstMs: 1000, longestMs: 60_000 };

test('it doubles, and no failure makes it longer than the longest', () => {
  const pauses = [0, 1, 5, 6, 7, 1_000_000].map((failures) => retryPauseMs(failures, BOUNDS, 0));
  expect(pauses).toEqual([1000, 2000, 32_000, 60_000, 60_000, 60_000]);
});

test('a quarter of it is left to chance', () => {
  expect(retryPauseMs(0, BOUNDS, 1)).toBe(750);
});
