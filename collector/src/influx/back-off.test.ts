import { expect, test } from 'vitest';
import { BackOff, parseRetryAfter } from './back-off.ts';

const NOW_MS = Date.parse('2026-11-23T00:00:00Z');

test.each([
  ['3', 3_000],
  ['0', 0],
  ['Mon, 23 Nov 2026 00:00:05 GMT', 5_000],
  ['Sun, 22 Nov 2026 00:00:00 GMT', 0],
  ['soon', 0],
  ['-3', 0],
  [undefined, 0],
])('Retry-After: %s is %i ms', (value, ms) => {
  expect(parseRetryAfter(value, NOW_MS)).toBe(ms);
});

test('pauses grow to the bound, and begin anew after a success', () => {
  const backOff = new BackOff({ firstMs: 100, maxMs: 1_000 });
  const pauses = Array.from({ length: 8 }, () => backOff.nextMs());
  pauses.forEach((pauseMs, i) => {
    const nominalMs = Math.min(100 * 2 ** i, 1_000);
    expect(pauseMs).toBeLessThanOrEqual(nominalMs);
    expect(pauseMs).toBeGreaterThanOrEqual(0.8 * nominalMs);
  });
  backOff.reset();
  expect(backOff.nextMs()).toBeLessThanOrEqual(100);
});

test('what the server asks for is kept, up to ten minutes', () => {
  const backOff = new BackOff({ firstMs: 100, maxMs: 1_000 });
  expect(backOff.nextMs(30_000)).toBe(30_000);
  expect(backOff.nextMs(86_400_000)).toBe(600_000);
});
