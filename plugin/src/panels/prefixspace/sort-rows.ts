import type { Steps } from '../../shared/steps';
import { wordsIn } from './addresses';
import type { PrefixRows } from './prefix-rows';

const digits = 1 << 16;
/** So many rows are sorted between two pauses. */
const rowsAtOnce = 50_000;

/**
 * The order of rows by address, the shorter prefix first, of the same prefix as they came: a radix sort from the last digit of 16 bits
 * to the first, which pauses often.
 */
export function* sortRows({ family, count, words, lengths }: PrefixRows): Steps<Uint32Array> {
  const perAddress = wordsIn[family];
  let order: Uint32Array = new Uint32Array(count).map((_, at) => at);
  let spare: Uint32Array = new Uint32Array(count);
  function* byDigit(digitOf: (at: number) => number): Steps<void> {
    const starts = new Uint32Array(digits + 1);
    for (let place = 0; place < count; place++) {
      if (place % rowsAtOnce === 0) {
        yield;
      }
      starts[digitOf(order[place]!) + 1]!++;
    }
    for (let digit = 0; digit < digits; digit++) {
      starts[digit + 1]! += starts[digit]!;
    }
    for (let place = 0; place < count; place++) {
      if (place % rowsAtOnce === 0) {
        yield;
      }
      const at = order[place]!;
      spare[starts[digitOf(at)]!++] = at;
    }
    [order, spare] = [spare, order];
  }
  yield* byDigit((at) => lengths[at]!);
  for (let word = perAddress - 1; word >= 0; word--) {
    yield* byDigit((at) => words[at * perAddress + word]! & (digits - 1));
    yield* byDigit((at) => words[at * perAddress + word]! >>> 16);
  }
  return order;
}
