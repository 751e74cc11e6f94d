import { expect, test } from 'vitest';
import { Judge, settingsWith } from '../../../tests/build/judge.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation, prefixOf } from '../../../tests/build/settings.ts';
import type { Expectation } from '../settings.ts';

const P = '10.1.0.0/16';
const [a, b, c] = [1, 2, 3].map((i) => new PeerEvents(peer(`10.0.0.${i}`, 65000 + i))) as [
  PeerEvents,
  PeerEvents,
  PeerEvents,
];

/** Three peers with whole tables since second 100: the first two have the prefix. */
function judge(expected: Partial<Expectation> = {}): Judge {
  const one = expectation({ prefix: { value: prefixOf(P), match: 'exact' }, ...expected });
  const judged = new Judge(settingsWith({ expectations: [one] }));
  for (const events of [a, b, c]) {
    judged.hear(events.up(100), events.announce(100, '10.9.0.0/16'));
  }
  judged.hear(a.announce(101, P), b.announce(101, P), a.endOfRib(102), b.endOfRib(102), c.endOfRib(102));
  return judged.until(103);
}

const linesOf = (judged: Judge): string[] => judged.incidents('visibility', ({ summary }) => [summary]);
const what = 'default ipv4 to 10.1.0.0/16';

test('too few peers see it: opens after the hold-down, resolves when enough have seen it long enough', () => {
  const judged = judge().hear(b.withdraw(200, P)).until(259);
  expect(linesOf(judged)).toEqual([]);
  judged.until(260).hear(b.announce(300, P)).until(359);
  const text = `${what} | 10.1.0.0/16 is seen by 1 of 3 peers, 2 expected: not by 10.0.0.2 or 10.0.0.3`;
  expect(linesOf(judged)).toEqual([`open 260 ${text}`]);
  judged.until(360);
  expect(linesOf(judged)).toEqual([`open 260 ${text}`, `resolved 360 ${text}`]);
});

test('a moment without it is nothing, and one with it does not end what is open', () => {
  const judged = judge().hear(b.withdraw(200, P), b.announce(230, P)).until(300);
  expect(linesOf(judged)).toEqual([]);
  judged.hear(b.withdraw(300, P)).until(360).hear(b.announce(400, P), b.withdraw(430, P)).until(500);
  expect(linesOf(judged).map((line) => line.slice(0, 8))).toEqual(['open 360']);
});

test('a lost session is not a lost prefix, nor is its return', () => {
  const judged = judge().hear(b.down(200)).until(300).hear(b.up(400), b.announce(401, '10.9.0.0/16')).until(402);
  judged.hear(b.announce(425, P), b.endOfRib(426)).until(600);
  expect(linesOf(judged)).toEqual([]);
});

test('a peer that comes back without it does not see it', () => {
  const judged = judge().hear(b.down(200), b.up(400), b.announce(401, '10.9.0.0/16'), b.endOfRib(402)).until(403);
  judged.until(463);
  expect(linesOf(judged)).toHaveLength(1);
  expect(linesOf(judged)[0]).toMatch(/^open 463 /);
});

test('never seen at all, by peers that are known as a whole', () => {
  const judged = judge({ prefix: { value: prefixOf('10.7.0.0/16'), match: 'exact' } }).until(163);
  expect(linesOf(judged)[0]).toMatch(
    / seen by 0 of 3 peers, 2 expected: not by 10\.0\.0\.1, 10\.0\.0\.2 or 10\.0\.0\.3$/
  );
});

test.each([
  ['one peer is all that is asked', { peer: [{ kind: 'address', address: '10.0.0.1' }] }],
  ['parts of it are meant as well', { prefix: { value: prefixOf('10.0.0.0/8'), match: 'longer' } }],
  ['nobody may announce it', { prefix: { value: prefixOf('10.7.0.0/16'), match: 'exact' }, origins: [0] }],
  ['another family', { familyName: 'ipv4-multicast' }],
] satisfies [string, Partial<Expectation>][])('nothing is missing where %s', (_, expected) => {
  expect(linesOf(judge(expected).hear(b.withdraw(200, P)).until(300))).toEqual([]);
});

test('peers that are not known as a whole may have it', () => {
  const one = expectation({ prefix: { value: prefixOf(P), match: 'exact' } });
  const judged = new Judge(settingsWith({ expectations: [one] }));
  judged.hear(a.announce(100, P), b.announce(100, '10.9.0.0/16'), c.announce(100, '10.9.0.0/16')).until(300);
  expect(linesOf(judged)).toEqual([]);
});
