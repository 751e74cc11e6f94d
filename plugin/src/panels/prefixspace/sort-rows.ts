import type { Steps } from '../../shared/steps';
import { wordsIn } from './addresses';
import type { PrefixRows } from './prefix-rows';

const digits = 1 << 16;

/**
 * The order of rows by address, the shorter prefix first, of the same prefix as they came: a radix sort from the last digit of 16 bits
 * to the first, which takes a few milliseconds for each digit of a hundred thousand rows and can pause between them.
 */
export function* sortRows({ family, count, words, lengths }: PrefixRows): Steps<Uint32Array> {
  const perAddress = wordsIn[family];
  let order: Uint32Array = new Uint32Array(count).map((_, at) => at);
  let spare: Uint32Array = new Uint32Array(count);
  const byDigit = (digitOf: (at: number) => number) => {
    const starts = new Uint32Array(digits + 1);
    order.forEach((at) => starts[digitOf(at) + 1]!++);
    for (let digit = 0; digit < digits; digit++) {
      starts[digit + 1]! += starts[digit]!;
    }
    order.forEach((at) => (spare[starts[digitOf(at)]!++] = at));
    [order, spare] = [spare, order];
  };
  byDigit((at) => lengths[at]!);
  yield;
  for (let word = perAddress - 1; word >= 0; word--) {
    byDigit((at) => words[at * perAddress + word]! & (digits - 1));
    yield;
    byDigit((at) => words[at * perAddress + word]! >>> 16);
    yield;
  }
  return order;
}
