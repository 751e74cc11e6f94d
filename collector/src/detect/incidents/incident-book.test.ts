import { beforeEach, expect, test } from 'vitest';
import { IncidentBook } from './incident-book.ts';
import type { Trouble } from './incident.ts';

const S = 1_000_000;
let book: IncidentBook;
beforeEach(() => {
  book = new IncidentBook();
});

const trouble = (more: Partial<Trouble> = {}): Trouble => ({
  kind: 'overlap',
  key: 'default 10.0.0.0/8',
  severity: 'warning',
  summary: 'something',
  prefixes: 1,
  firstPrefixes: ['10.0.0.0/8'],
  ...more,
});

/** Rows at a second, as `second state prefixes`. */
function tick(second: number): string[] {
  const rows: string[] = [];
  book.tick(second * S, (observation) => {
    if (observation.kind === 'incident') {
      const { state, prefixes } = observation.incident;
      rows.push(`${Number(observation.timeNs / 1_000_000_000n)} ${state} ${prefixes}`);
    }
  });
  return rows;
}

test('what lasts opens when its hold-down is over, whenever time is told', () => {
  book.raise(trouble(), 10 * S, 60 * S);
  expect(tick(69)).toEqual([]);
  expect(tick(90)).toEqual(['70 open 1']);
});

test('what does not last is forgotten', () => {
  book.raise(trouble(), 10 * S, 60 * S);
  book.clear('overlap', trouble().key, 69 * S, 60 * S);
  expect(tick(500)).toEqual([]);
});

test('an open one is written again each minute until it is resolved', () => {
  book.raise(trouble(), 0);
  expect(tick(0)).toEqual(['0 open 1']);
  expect(tick(125)).toEqual(['60 open 1', '120 open 1']);
  book.clear('overlap', trouble().key, 130 * S, 60 * S);
  expect(tick(200)).toEqual(['180 open 1', '190 resolved 1']);
  expect(tick(1000)).toEqual([]);
});

test('what comes back in time was never gone', () => {
  book.raise(trouble(), 0);
  tick(0);
  book.clear('overlap', trouble().key, 10 * S, 60 * S);
  book.raise(trouble(), 30 * S);
  expect(tick(75)).toEqual(['60 open 1']);
  expect(tick(110)).toEqual([]);
});

test('a change is written with the next second, many of them once', () => {
  book.raise(trouble(), 0);
  tick(0);
  book.raise(trouble({ prefixes: 2 }), 5 * S);
  book.raise(trouble({ prefixes: 3 }), 5 * S);
  expect(tick(6)).toEqual(['6 open 3']);
  expect(tick(7)).toEqual([]);
});

test('a gap in hearing is not filled with rows', () => {
  book.raise(trouble(), 0);
  tick(0);
  expect(tick(86_400)).toEqual(['86400 open 1']);
});

test('the identifier is the same for the same trouble, the start is not', () => {
  const started: number[] = [];
  const ids = new Set<string>();
  for (const second of [0, 1000]) {
    book.raise(trouble(), second * S);
    book.clear('overlap', trouble().key, (second + 1) * S);
    book.tick((second + 2) * S, (observation) => {
      if (observation.kind === 'incident') {
        ids.add(observation.incident.id);
        started.push(observation.incident.startedUs / S);
      }
    });
  }
  expect([...ids]).toEqual(['overlap default 10.0.0.0/8']);
  expect(started).toEqual([0, 0, 1000, 1000]);
});

test('kinds that are not wanted are not followed', () => {
  book = new IncidentBook(['overlap']);
  book.raise(trouble(), 0);
  expect(tick(100)).toEqual([]);
});

test('nobody can fill the memory with troubles: more are counted', () => {
  for (let i = 0; i < 10_005; i++) {
    book.raise(trouble({ key: String(i) }), 0);
  }
  expect(tick(0)).toHaveLength(10_000);
  expect(book.overflowed).toBe(5);
});
