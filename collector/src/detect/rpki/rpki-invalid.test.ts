import { expect, test } from 'vitest';
import { Judge, settingsWith } from '../../../tests/build/judge.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation, prefixOf } from '../../../tests/build/settings.ts';
import { RoaTable } from './roa-table.ts';
import { type Expectation, defaultDomain } from '../settings.ts';

const a = new PeerEvents(peer('192.0.2.1', 3356));
const b = new PeerEvents(peer('192.0.2.2', 1299));
const allows = (...asns: number[]): RoaTable =>
  new RoaTable(asns.map((as) => ({ prefix: prefixOf('10.1.0.0/16'), maxLengthBits: 24, as })));
const linesOf = (judged: Judge): string[] => judged.incidents('rpki-invalid', ({ summary }) => [summary]);

function judge(roas: RoaTable | undefined, internet = false, expectations: readonly Expectation[] = []): Judge {
  const domain = defaultDomain('default', internet ? 'internet' : 'private');
  const judged = new Judge(settingsWith({ expectations }, domain));
  if (roas !== undefined) {
    judged.judgement.replaceRoas(roas);
  }
  return judged.until(1);
}

test('opens with the route, and is resolved when it has been gone long enough', () => {
  const judged = judge(allows(64500));
  judged.hear(a.announce(100, '10.1.2.0/24', { path: [3356, 64666] })).until(101);
  judged.hear(b.announce(105, '10.1.0.0/16', { path: [1299, 64500] }));
  judged
    .hear(a.announce(110, '10.1.2.0/24', { path: [3356, 64500] }))
    .until(169)
    .until(170);
  const what =
    'default ipv4 64666 | 10.1.2.0/24 announced by AS64666: RPKI-invalid, no ROA allows it; ' +
    'heard from 1 peer, first 192.0.2.1';
  expect(linesOf(judged)).toEqual([`open 100 ${what}`, `resolved 170 ${what}`]);
});

test('new ROAs are held against the routes that stand', () => {
  const judged = judge(allows(64500));
  judged.hear(a.announce(100, '10.1.2.0/24', { path: [3356, 64666] }));
  judged.hear(a.announce(100, '10.1.3.0/24', { path: [3356, 64500] }));
  judged.hear(a.announce(100, '10.9.0.0/16', { path: [3356, 64666] })).until(101);
  judged.judgement.replaceRoas(allows(64666));
  judged.until(200).until(260);
  expect(linesOf(judged).map((line) => line.split(' |')[0])).toEqual([
    'open 100 default ipv4 64666',
    'open 200 default ipv4 64500',
    'resolved 260 default ipv4 64666',
  ]);
  judged.judgement.replaceRoas(new RoaTable([]));
  judged.until(300).until(360);
  expect(linesOf(judged).at(-1)).toMatch(/^resolved 360 default ipv4 64500/);
});

test('every row of the log says how valid the route was when it was heard', () => {
  const judged = judge(undefined);
  judged.hear(a.announce(100, '10.1.2.0/24', { path: [3356, 64500] })).until(101);
  judged.judgement.replaceRoas(allows(64500));
  judged.until(102).hear(a.announce(103, '10.1.2.0/24', { path: [3356, 64500] }));
  judged.hear(a.announce(103, '10.1.2.0/24', { path: [3356, 1] }), a.announce(103, '10.9.0.0/16'));
  judged.hear(b.announce(103, '10.1.4.0/24', { path: [] }), a.withdraw(104, '10.1.2.0/24'));
  const said = judged.observations.flatMap((one) => (one.kind === 'route' ? [one.rpki] : []));
  expect(said).toEqual([undefined, 'valid', 'invalid', 'not-found', 'invalid', undefined]);
});

test('on the Internet only prefixes that are expected, and parts of them', () => {
  const event = a.announce(100, '10.1.2.0/24', { path: [3356, 64666] });
  const expected = (text: string): Expectation => expectation({ prefix: { value: prefixOf(text), match: 'exact' } });
  const opened = (...expectations: Expectation[]): number =>
    linesOf(judge(allows(64500), true, expectations).hear(event).until(101)).length;
  expect([opened(), opened(expected('0.0.0.0/0')), opened(expected('10.2.0.0/16'))]).toEqual([0, 0, 0]);
  expect([opened(expected('10.1.2.0/24')), opened(expected('10.1.0.0/16'))]).toEqual([1, 1]);
});

test('many invalid routes of one origin are one incident, and leave nothing behind', () => {
  const judged = judge(new RoaTable([{ prefix: prefixOf('10.0.0.0/8'), maxLengthBits: 32, as: 0 }]));
  for (let i = 0; i < 20_000; i++) {
    judged.hear(a.announce(100, `10.${i >> 8}.${i & 255}.0/24`, { path: [3356, 64666] }));
  }
  judged.until(101);
  judged.judgement.replaceRoas(new RoaTable([]));
  judged.until(102).until(162).hear(a.down(170)).until(171);
  expect(judged.incidents('rpki-invalid', ({ prefixes }) => [prefixes])).toEqual([
    'open 100 default ipv4 64666 | 20000',
    'resolved 162 default ipv4 64666 | 20000',
  ]);
  // Flaps are remembered for an hour, watched prefixes for a day.
  judged.until(2 * 86_400);
  expect([...judged.rib.families()].map(({ prefixes }) => prefixes.size)).toEqual([0]);
});
