import { expect, test } from 'vitest';
import { expectNothingLost } from '../build/kills.ts';
import { outage, outageText } from '../build/outage.ts';

/** An hour of 500 lines a second, in a minute. */
const LINES_OF_AN_HOUR = 1_800_000;
const MAX_GROWTH_BYTES = 50 * 1024 * 1024;
/** At full speed, whatever the size of the backlog: garbage, of which a faster machine leaves more lying until it is collected. */
const MAX_GROWTH_CATCHING_UP_BYTES = 100 * 1024 * 1024;
const MIN_CATCH_UP = 3;

test('an hour of outage costs disk, not memory, and is caught up with at several times the live rate', async () => {
  const figures = await outage(LINES_OF_AN_HOUR);
  console.log(outageText(figures));
  const { counts, rows, grownBytes, sizeOfGzip, linesPerSecond } = figures;
  expect(counts).toMatchObject({ made: counts.written, queued: 0 });
  expect(rows).toBe(counts.written);
  expect(grownBytes).toBeLessThan(MAX_GROWTH_BYTES);
  expect(figures.grownCatchingUpBytes).toBeLessThan(MAX_GROWTH_CATCHING_UP_BYTES);
  expect(sizeOfGzip).toBeLessThan(1.3);
  expect(linesPerSecond).toBeGreaterThan((MIN_CATCH_UP * LINES_OF_AN_HOUR) / 3600);
});

test('200 kills at random moments: nothing lost, nothing twice', async () => {
  await expectNothingLost(200);
});
