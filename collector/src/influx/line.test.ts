import { expect, test } from 'vitest';
import { LineBuilder } from './line.ts';
import type { Row } from './points/rows.ts';

const tags = { router: 'local', view: 'adj-in-pre', vrf: 'default', peer: '192.0.2.1', peer_as: '65010' };

function session(router: string, reason: string, timeNs = 5n, numbered = true): Row {
  return {
    store: 'general',
    timeNs,
    numbered,
    point: { measurement: 'bgp_sessions', tags: { ...tags, router }, fields: { up: 1, state: 'Established', reason } },
  };
}

test('a line: measurement, every tag, fields with their types, nanoseconds', () => {
  expect(new LineBuilder().toLine(session('local', 'why'))).toBe(
    'bgp_sessions,router=local,view=adj-in-pre,vrf=default,peer=192.0.2.1,peer_as=65010 ' +
      'up=1i,state="Established",reason="why" 5'
  );
});

test.each([
  ['a b,c=d', 'router=a\\ b\\,c\\=d,'],
  ['', 'router=none,'],
  ['x\ny', 'router=x\\ y,'],
  ['a\\,b\\', 'router=a/\\,b/,'],
])('the tag value %j cannot leave its place', (router, text) => {
  expect(new LineBuilder().toLine(session(router, ''))).toContain(text);
});

test.each([
  ['say "hi"', 'reason="say \\"hi\\""'],
  ['a\\b', 'reason="a\\\\b"'],
  ['two\nlines\u001b[31m', 'reason="two lines [31m"'],
])('the string %j cannot leave its quotes', (reason, text) => {
  expect(new LineBuilder().toLine(session('local', reason))).toContain(text);
});

test('an absent field is left out, a large integer keeps every digit', () => {
  const row: Row = {
    store: 'general',
    timeNs: 1n,
    numbered: true,
    point: {
      measurement: 'bgp_snapshots',
      tags: { ...tags, afi: 'ipv4' },
      fields: { started: 1_267_286_400_500_000_001n, routes: undefined, complete: 1 },
    },
  };
  expect(new LineBuilder().toLine(row)).toContain(' started=1267286400500000001i,complete=1i ');
});

test('rows without a time of their own are numbered within their series', () => {
  const lines = new LineBuilder();
  const times = [
    session('a', '', 5n, false),
    session('a', '', 5n, false),
    session('b', '', 5n, false),
    session('a', '', 4n, false),
    session('a', '', 9n, false),
  ].map((row) => lines.toLine(row)!.split(' ').at(-1));
  expect(times).toEqual(['5', '6', '5', '7', '9']);
});
