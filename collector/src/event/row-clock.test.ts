import { expect, test } from 'vitest';
import { RowClock } from './row-clock.ts';

const S = 1_000_000;
const peer = { router: 'local', address: '192.0.2.1' };
const other = { router: 'local', address: '192.0.2.2' };

test('rows of one peer in one second are a nanosecond apart, in order', () => {
  const clock = new RowClock(0);
  expect([1, 2, 3].map(() => clock.next(peer, 10 * S, false))).toEqual([
    10_000_000_000n,
    10_000_000_001n,
    10_000_000_002n,
  ]);
});

test('peers are numbered apart', () => {
  const clock = new RowClock(0);
  clock.next(peer, 10 * S, false);
  expect(clock.next(other, 10 * S, false)).toBe(10_000_000_000n);
});

test('disorder of up to a second goes on at last + 1', () => {
  const clock = new RowClock(0);
  const last = clock.next(peer, 10 * S, false);
  expect(clock.next(peer, 9 * S, false)).toBe(last + 1n);
});

test('each greater step back adds a millisecond, so that time lived twice does not meet itself', () => {
  const clock = new RowClock(0);
  clock.next(peer, 100 * S, false);
  expect(clock.next(peer, 50 * S, false)).toBe(50_001_000_000n);
  expect(clock.next(peer, 60 * S, false)).toBe(60_001_000_000n);
  expect(clock.next(peer, 50 * S, false)).toBe(50_002_000_000n);
});

test('a steady clock goes on from the last row, however far back the next time is', () => {
  const clock = new RowClock(0, { steady: true });
  const last = clock.next(peer, 100 * S, true);
  expect([clock.next(peer, 50 * S, true), clock.next(peer, 99 * S, true)]).toEqual([last + 1n, last + 2n]);
  expect(clock.next(peer, 101 * S, true)).toBe(101_000_000_000n);
});

test('whole-second records of the second in which the file begins are half a second later', () => {
  const clock = new RowClock(10 * S);
  expect(clock.next(peer, 10 * S, false)).toBe(10_500_000_000n);
  expect(clock.next(peer, 11 * S, false)).toBe(11_000_000_000n);
});

test('microsecond records of the first microsecond are 500 ns later', () => {
  const clock = new RowClock(10 * S + 7);
  expect(clock.next(peer, 10 * S + 7, true)).toBe(10_000_007_500n);
  expect(clock.next(peer, 10 * S + 8, true)).toBe(10_000_008_000n);
});

test('a whole-second record in the second of a microsecond start moves as well', () => {
  expect(new RowClock(10 * S + 7).next(peer, 10 * S, false)).toBe(10_500_000_000n);
});
