import { expect, test } from 'vitest';
import { type Interval, IntervalClock } from './interval-clock.ts';

const MIN = 60_000_000;

function ended(clock: IntervalClock, timeUs: number): [minute: number, whole: boolean][] {
  return [...clock.advance(timeUs)].map(({ startUs, whole }: Interval) => [startUs / MIN, whole]);
}

test('an interval ends when time reaches the next one', () => {
  const clock = new IntervalClock(MIN);
  expect(ended(clock, 5 * MIN + 1)).toEqual([]);
  expect(ended(clock, 6 * MIN - 1)).toEqual([]);
  expect(ended(clock, 6 * MIN)).toEqual([[5, true]]);
});

test('silent intervals end one by one', () => {
  const clock = new IntervalClock(MIN);
  ended(clock, 5 * MIN);
  expect(ended(clock, 8 * MIN)).toEqual([
    [5, true],
    [6, true],
    [7, true],
  ]);
});

test('a long silence is a gap: what it was like is unknown, so the interval breaks off', () => {
  const clock = new IntervalClock(MIN);
  ended(clock, 5 * MIN);
  expect(ended(clock, 5 * MIN + 86_400_000_000)).toEqual([[5, false]]);
});

test('a time in the year 2106 does not write a row for every minute until then', () => {
  const clock = new IntervalClock(MIN);
  ended(clock, 5 * MIN);
  expect(ended(clock, 0xffff_ffff * 1e6)).toHaveLength(1);
  expect(ended(clock, 6 * MIN)).toHaveLength(1);
});

test('disorder among peers ends nothing', () => {
  const clock = new IntervalClock(MIN);
  ended(clock, 5 * MIN);
  ended(clock, 6 * MIN);
  expect(ended(clock, 6 * MIN - 1)).toEqual([]);
  expect(ended(clock, 7 * MIN)).toEqual([[6, true]]);
});

test('the end of a file breaks the open interval off, and the next file begins anew', () => {
  const clock = new IntervalClock(MIN);
  ended(clock, 5 * MIN);
  expect([...clock.end()]).toEqual([{ startUs: 5 * MIN, endUs: 6 * MIN, whole: false, seenUs: 5 * MIN }]);
  expect([...clock.end()]).toEqual([]);
  expect(ended(clock, 5 * MIN + 1)).toEqual([]);
});
