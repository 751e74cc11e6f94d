import { describe, expect, test } from 'vitest';
import { INTERNET, courseOf, incidentsOf, judge, settingsWith } from '../../../tests/build/judged.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation } from '../../../tests/build/settings.ts';
import type { RouteEvent } from '../../event/types.ts';

const a = new PeerEvents(peer('10.0.0.1', 65001));
const A = 'local adj-in-pre default 10.0.0.1';

function update(second: number): RouteEvent {
  const { timeUs, timeNs, peer: of } = a.up(second);
  return { kind: 'message', timeUs, timeNs, peer: of, type: 'UPDATE', lengthBytes: 40 };
}

/** As many UPDATEs in each minute, from the second minute on; a KEEPALIVE in each. */
function minutes(...counts: readonly number[]): RouteEvent[] {
  return [
    a.up(0),
    a.endOfRib(0),
    ...counts.flatMap((count, i) => [
      a.keepalive(60 * (i + 1)),
      ...Array<RouteEvent>(count).fill(update(60 * (i + 1) + 1)),
    ]),
  ];
}

const usual = (count: number, times = 30): number[] => Array<number>(times).fill(count);
const run = (events: readonly RouteEvent[], settings = settingsWith()): ReturnType<typeof judge> =>
  judge(events, events.at(-1)!.timeUs / 1e6 + 120, settings);

describe('a flood', () => {
  test('opens after two minutes far above the median, and is over after two below half of that', () => {
    const seen = run(minutes(...usual(20), 201, 201, 150, 99, 99, 20));
    // The 33rd minute ends at 33 minutes.
    expect(courseOf(seen, 'flood')).toEqual([`${33 * 60} open ${A} 0`, `${36 * 60} resolved ${A} 0`]);
    expect(incidentsOf(seen, 'flood')[0]!.summary).toBe('10.0.0.1 sent 201 UPDATEs in 60 s, where 20 are usual');
  });

  test.each([
    ['in one minute only', [...usual(20), 500, 20, 500, 20]],
    ['of not more than ten medians', [...usual(20), 200, 200, 200]],
    ['of less than a hundred', [...usual(1), 99, 99, 99]],
    ['before the usual is known', [...usual(1, 27), 500, 500, 500]],
  ])('is none %s', (_, counts) => {
    expect(incidentsOf(run(minutes(...counts)))).toEqual([]);
  });

  test('is not what the table of a new session makes', () => {
    const later = usual(500, 3).flatMap((count, i) => {
      const at = 60 * (40 + i);
      return [a.down(at), a.up(at), ...Array<RouteEvent>(count).fill(update(at + 1))];
    });
    expect(incidentsOf(run([...minutes(...usual(20)), ...later]), 'flood')).toEqual([]);
  });

  test('ends with the session', () => {
    const seen = run([...minutes(...usual(20), 500, 500, 500), a.down(60 * 33 + 90)]);
    expect(courseOf(seen, 'flood')).toEqual([`${33 * 60} open ${A} 0`, `${33 * 60 + 90} resolved ${A} 0`]);
  });
});

describe('a drought', () => {
  test('opens after ten minutes far below the median, and is over after two well above that', () => {
    const seen = run(minutes(...usual(50), ...usual(4, 10), 9, 10, 10, 50));
    expect(courseOf(seen, 'drought')).toEqual([`${41 * 60} open ${A} 0`, `${44 * 60} resolved ${A} 0`]);
  });

  test.each([
    ['of less than ten minutes', [...usual(50), ...usual(4, 9), 50]],
    ['of a peer that never sends much', [...usual(9), ...usual(0, 20)]],
    ['of just a tenth', [...usual(50), ...usual(5, 20)]],
  ])('is none %s', (_, counts) => {
    expect(incidentsOf(run(minutes(...counts)))).toEqual([]);
  });
});

test('on the Internet only peers that an expectation names are judged', () => {
  const events = minutes(...usual(20), 500, 500, 500);
  expect(incidentsOf(run(events, settingsWith(INTERNET)))).toEqual([]);
  const expectations = [expectation({ peer: [{ kind: 'address', address: '10.0.0.1' }] })];
  expect(courseOf(run(events, settingsWith({ ...INTERNET, expectations })), 'flood')).toHaveLength(1);
});
