import { expect, test } from 'vitest';
import { RecentMessages } from './recent-messages.ts';

test('a message is known by its host and id', () => {
  const recent = new RecentMessages(10);
  expect(['a 1', 'a 2', 'b 1'].map((one) => recent.heardBefore(one[0]!, one[2]!))).toEqual([false, false, false]);
  expect(['a 1', 'a 2', 'b 1'].map((one) => recent.heardBefore(one[0]!, one[2]!))).toEqual([true, true, true]);
});

test('the last ones are known, and those of long ago forgotten', () => {
  const recent = new RecentMessages(100);
  for (let id = 0; id < 1000; id++) {
    expect(recent.heardBefore('a', `${id}`)).toBe(false);
    expect(recent.heardBefore('a', `${Math.max(0, id - 99)}`)).toBe(true);
  }
  expect(recent.heardBefore('a', '700')).toBe(false);
});
