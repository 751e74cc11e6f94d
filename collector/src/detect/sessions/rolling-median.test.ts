import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RollingMedian } from './rolling-median.ts';

test('is the median of as many of the last numbers as it holds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat({ max: 20 })), (capacity, numbers) => {
      const median = new RollingMedian(capacity);
      for (const number of numbers) {
        median.add(number);
      }
      const last = numbers.slice(-capacity).sort((a, b) => a - b);
      expect([median.size, median.value]).toEqual([last.length, last[(last.length - 1) >> 1] ?? 0]);
    })
  );
});
