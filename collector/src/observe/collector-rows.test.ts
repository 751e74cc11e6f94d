import { expect, test } from 'vitest';
import { health, source, stateOf } from '../../tests/build/collector-parts.ts';
import { LineBuilder } from '../influx/line.ts';
import { MEASUREMENTS } from '../influx/schema.gen.ts';
import type { CollectorState } from './collector-state.ts';
import { CollectorRows } from './collector-rows.ts';

const NOW_MS = 1_700_000_000_000;

/** Tags and fields of the rows, as the database gets them: `part reason fields`. */
function linesOf(rows: CollectorRows, state: CollectorState): string[] {
  const lines = new LineBuilder();
  return rows.next(state).map((row) => lines.toLine(row)!);
}

const fieldsOf = (rows: CollectorRows, state: CollectorState): Record<string, unknown> =>
  rows.next(state)[0]!.point.fields;

test('the row of the whole says what happened since the row before, and how it is', () => {
  const rows = new CollectorRows();
  const messages = { received: 10, decoded: 7, faulty: 2, filtered: 1 };
  const points = { made: 100, recovered: 5, written: 95, queued: 10 };
  expect(fieldsOf(rows, stateOf({ messages, points }, NOW_MS))).toMatchObject({
    ...messages,
    ...points,
    dropped: 0,
    dead: 0,
    unaccounted: 0,
    uptime: NOW_MS / 1000,
  });
  const more = { messages: { ...messages, received: 14, decoded: 11 }, points: { ...points, made: 130, queued: 40 } };
  expect(fieldsOf(rows, stateOf({ ...more, lagMs: 250 }, NOW_MS))).toMatchObject({
    received: 4,
    decoded: 4,
    faulty: 0,
    made: 30,
    recovered: 0,
    written: 0,
    queued: 40,
    lag: 0.25,
  });
});

test('messages and points that nobody accounts for are told', () => {
  const state = stateOf({ messages: { received: 3 }, points: { written: 2 } }, NOW_MS);
  expect(fieldsOf(new CollectorRows(), state)['unaccounted']).toBe(5);
});

test('every reason for a loss has a row while there is one, under a name that does not grow with the input', () => {
  const rows = new CollectorRows();
  const state = stateOf(
    {
      messages: {
        received: 3,
        filtered: 3,
        filteredReasons: { 'MRT type 77 subtype 1': 1, 'MRT type 78 subtype 9': 2, 'sent UPDATE': 0 },
      },
      leftOut: { watched_refused: 4 },
      losses: { archive_full: 6 },
      sources: [source({ counts: { strangers: 7, messages: 0 } })],
    },
    NOW_MS
  );
  const reasons = (): string[] =>
    rows.next(state).flatMap(({ point }) => {
      const { part, reason } = point.tags as { part: string; reason: string };
      return reason === 'none' ? [] : [`${part} ${reason} ${(point.fields as { count: number }).count}`];
    });
  expect(reasons()).toEqual([
    'none filtered_mrt_type_n_subtype_n 3',
    'none left_out_watched_refused 4',
    'none archive_full 6',
    'bmp 127.0.0.1:11019 strangers 7',
  ]);
  expect(reasons()).toEqual([]);
});

test('a source and a store have a row each, with what is not known left out', () => {
  const connection = { name: 'core-1', words: '', families: [], lastHeardMs: undefined };
  const state = stateOf(
    {
      sources: [
        source({
          lastHeardMs: NOW_MS - 1500,
          connections: [
            { ...connection, up: true },
            { ...connection, up: false },
          ],
          blindSpots: ['No keepalives.'],
        }),
        source({ name: 'other', state: 'trouble', words: 'the port is taken' }),
      ],
      stores: {
        general: health({ queued: 3, journalBytes: 99, journal: { kind: 'journal_full', words: 'no space' } }),
        verbose: health({ state: { kind: 'retrying', sinceMs: 0, words: 'away', status: undefined } }),
      },
    },
    NOW_MS
  );
  expect(linesOf(new CollectorRows(), state).slice(1)).toEqual([
    String.raw`bgp_collector,collector=local,part=bmp\ 127.0.0.1:11019,reason=none ` +
      `state="hearing",words="1 router is connected",connections=2i,connections_up=1i,silent=1.5,blind_spots="No keepalives." ${NOW_MS}000000`,
    String.raw`bgp_collector,collector=local,part=bmp\ other,reason=none ` +
      `state="trouble",words="the port is taken",connections=0i,connections_up=0i ${NOW_MS}000000`,
    String.raw`bgp_collector,collector=local,part=store\ general,reason=none ` +
      `state="journal_full",words="no space",queued=3i,journal_bytes=99i ${NOW_MS}000000`,
    String.raw`bgp_collector,collector=local,part=store\ verbose,reason=none ` +
      `state="retrying",words="away",queued=0i,journal_bytes=0i ${NOW_MS}000000`,
  ]);
});

test('every field is one of the schema', () => {
  const known = Object.keys(MEASUREMENTS.bgp_collector.fields);
  const state = stateOf({ sources: [source({ counts: { strangers: 1 } })], lagMs: 1 }, NOW_MS);
  for (const { point } of new CollectorRows().next(state)) {
    expect(known).toEqual(expect.arrayContaining(Object.keys(point.fields)));
  }
});

test('a count that began anew is not negative', () => {
  const rows = new CollectorRows();
  rows.next(stateOf({ sources: [source({ counts: { strangers: 9 } })] }, NOW_MS));
  const again = rows.next(stateOf({ sources: [source({ counts: { strangers: 2 } })] }, NOW_MS));
  expect(again.at(-1)!.point.fields).toEqual({ count: 2 });
});
