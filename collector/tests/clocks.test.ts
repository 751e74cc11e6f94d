import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SecondClock } from '../src/detect/second-clock.ts';
import { keepalive, update } from './build/bgp.ts';
import { join } from './build/bytes.ts';
import { bgp4mp, bgp4mpEt, stateChange } from './build/mrt.ts';
import { runFiles } from './build/run.ts';
import { Influxd } from './influxd.ts';
import { hasTool } from './tools.ts';

/** The last second that MRT can say: in February 2106. */
const LAST_SECOND = 2 ** 32 - 1;
const NOW = 1_795_419_737;
/** Rows that a record may bring about, with those of a quarter of an hour of silence before it. */
const MAX_ROWS_OF_RECORD = 500;
/** Times that InfluxDB takes, Unix nanoseconds. */
const [FIRST_NS, LAST_NS] = [-9_223_372_036_854_775_806n, 9_223_372_036_854_775_806n];

/** Clocks that are wrong: dead, at the end of their range, an hour or a year off, and right. */
const seconds = fc.oneof(
  fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, LAST_SECOND - 1, LAST_SECOND),
  fc.constantFrom(-31_536_000, -3_600, -61, -1, 0, 1, 59, 60, 599, 3_600, 31_536_000).map((off) => NOW + off)
);

/** A session and routes that come and go, each record at another time. */
function capture(times: readonly number[]): Uint8Array {
  const records = times.map((time, i) => {
    const announced = [`10.${i % 200}.0.0/16`];
    const messages = [update({ announced }), update({ withdrawn: announced }), keepalive()];
    const message = messages[i % messages.length]!;
    return i % 2 === 0 ? bgp4mp(time, message) : bgp4mpEt(time * 1_000_000 + 999_999, message);
  });
  return join(stateChange(times[0]!, 5, 6), ...records);
}

function expectSound(lines: readonly string[], records: number): void {
  expect(lines.length).toBeLessThan(MAX_ROWS_OF_RECORD * records);
  const points = lines.map((line) => [line.slice(0, line.search(/(?<!\\) /)), line.slice(line.lastIndexOf(' ') + 1)]);
  for (const [, time] of points) {
    expect(BigInt(time!)).toBeGreaterThanOrEqual(FIRST_NS);
    expect(BigInt(time!)).toBeLessThanOrEqual(LAST_NS);
  }
  // Rows of one series and time would be one row, with fields of both.
  expect(new Set(points.map(String)).size).toBe(new Set(lines).size);
}

test('whatever the clocks of a recording say, rows are few, never mixed, and within what InfluxDB takes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(seconds, { minLength: 1, maxLength: 30 }), async (times) => {
      const { lines } = await runFiles(capture(times));
      expectSound(lines, times.length + 1);
    }),
    { numRuns: 60 }
  );
});

test('a clock that jumps brings no storm of ticks, and time goes on behind it', () => {
  fc.assert(
    fc.property(fc.array(seconds, { minLength: 1, maxLength: 50 }), (times) => {
      const clock = new SecondClock(60_000_000);
      for (const time of times) {
        expect([...clock.advance(time * 1e6)].length).toBeLessThanOrEqual(15 * 60);
      }
      const last = Math.max(...times);
      const ticks = [1, 2, 3].flatMap((after) => [...clock.advance((last + after) * 1e6)]);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
    })
  );
});

describe.skipIf(!hasTool('influxd'))('InfluxDB 1.x', () => {
  let influxd: Influxd;

  beforeAll(async () => {
    influxd = await Influxd.start();
    await influxd.query('', 'CREATE DATABASE "clocks"');
  });

  afterAll(() => influxd?.stop());

  test('takes the rows of 1970 and of 2106', async () => {
    const { lines } = await runFiles(capture([0, 0, 60, NOW, NOW + 3_600, NOW, LAST_SECOND, LAST_SECOND, 0]));
    const body = lines.join('\n');
    const answer = await fetch(`${influxd.url}/write?db=clocks&precision=ns`, { method: 'POST', body });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    const routes = await influxd.query('clocks', 'SELECT "prefix" FROM "bgp_routes" WHERE time >= 0');
    expect(routes[0]!.values).toHaveLength(lines.filter((line) => line.startsWith('bgp_routes,')).length);
  });
});
