import { expect, test } from 'vitest';
import { outage, outageText } from './build/outage.ts';
import { hasTool } from './tools.ts';

/** Five minutes of 500 lines a second; the whole hour is in soak/. */
const LINES = 150_000;
/** Also while catching up at full speed, whatever the size of the backlog. */
const MAX_GROWTH_BYTES = 50 * 1024 * 1024;

test.skipIf(!hasTool('influxd'))(
  'an outage costs disk, not memory, and loses nothing',
  async () => {
    const figures = await outage(LINES);
    console.log(outageText(figures));
    const { counts, rows, grownBytes, sizeOfGzip, liveLines } = figures;
    expect(counts).toMatchObject({ made: counts.written, queued: 0 });
    expect(rows).toBe(counts.written);
    expect(liveLines).toBeGreaterThan(0);
    expect(grownBytes).toBeLessThan(MAX_GROWTH_BYTES);
    expect(figures.grownCatchingUpBytes).toBeLessThan(MAX_GROWTH_BYTES);
    expect(sizeOfGzip).toBeLessThan(1.3);
  },
  300_000
);
