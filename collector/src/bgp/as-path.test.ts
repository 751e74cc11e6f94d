import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../../tests/build/bytes.ts';
import { Reader } from '../bytes/reader.ts';
import {
  type AsPath,
  asPathLength,
  decodeAsPath,
  encodeAsPath,
  formatAsPath,
  mergeAs4Path,
  originAs,
  withoutPrepending,
} from './as-path.ts';

const sequence = (...asns: number[]): AsPath[number] => ({ kind: 'sequence', asns });
const set = (...asns: number[]): AsPath[number] => ({ kind: 'set', asns });

test('a path of all four segment kinds, printed, counted and with its origin', () => {
  const path = decodeAsPath(
    new Reader(
      hex(`03 01 0000fde8
           02 02 0000fdf2 00002f1c
           01 02 00000001 00000002
           04 01 0000fde9`)
    ),
    4,
    true
  );
  expect(formatAsPath(path)).toBe('(65000) 65010 12060 {1,2} [65001]');
  expect(asPathLength(path)).toBe(3);
  expect(originAs(path)).toBeUndefined();
  expect(originAs([sequence(65010, 12076)])).toBe(12076);
  expect(originAs([])).toBeUndefined();
});

test('RFC 7606 §7.2: a segment without AS numbers is malformed', () => {
  expect(() => decodeAsPath(new Reader(hex('02 00')), 4, true)).toThrow(/segment length at offset 1/);
});

test('RFC 7606 §7.2: a segment that overruns is malformed', () => {
  expect(() => decodeAsPath(new Reader(hex('02 02 0000fdf2')), 4, true)).toThrow('need 8 bytes, have 4');
});

test.each([
  ['the hops before AS4_PATH stay', [sequence(1, 23456, 23456)], [sequence(100000, 200000)], '1 100000 200000'],
  ['a longer AS4_PATH is ignored', [sequence(1, 2)], [sequence(1, 2, 3)], '1 2'],
  ['a set counts as one hop', [sequence(1), set(2, 3), sequence(23456)], [sequence(100000)], '1 {2,3} 100000'],
  ['equal length takes AS4_PATH', [sequence(23456, 2)], [sequence(100000, 2)], '100000 2'],
])('RFC 6793 §4.2.3: %s', (_, path, as4Path, text) => {
  expect(formatAsPath(mergeAs4Path(path, as4Path))).toBe(text);
});

test('a path is decoded from what it is encoded to', () => {
  const segment = fc.record({
    kind: fc.constantFrom('set', 'sequence', 'confed-sequence', 'confed-set'),
    asns: fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 1, maxLength: 255 }),
  });
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 3 }), (path) => {
      expect(decodeAsPath(new Reader(encodeAsPath(path)), 4, false)).toEqual(path);
    })
  );
});

test('a segment of more than 255 AS numbers is encoded as several', () => {
  const path = [sequence(...Array.from({ length: 600 }, (_, i) => i + 1))];
  const found = decodeAsPath(new Reader(encodeAsPath(path)), 4, true);
  expect(found.map(({ asns }) => asns.length)).toEqual([255, 255, 90]);
  expect(formatAsPath(found)).toBe(formatAsPath(path));
});

describe('without prepending', () => {
  const sequence = (...asns: number[]): AsPath[number] => ({ kind: 'sequence', asns });
  const set = (...asns: number[]): AsPath[number] => ({ kind: 'set', asns });

  test('each AS stands once in a row, across segments too', () => {
    expect(withoutPrepending([sequence(1, 1, 2, 2, 2), sequence(2, 3)])).toEqual([sequence(1, 2, 3)]);
  });

  test('what comes back after others stays, and so does a set', () => {
    const path = [sequence(1, 2, 1), set(3, 3), sequence(1)];
    expect(withoutPrepending(path)).toBe(path);
  });
});
