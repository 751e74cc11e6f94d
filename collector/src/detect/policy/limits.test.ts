import { expect, test } from 'vitest';
import { Judge, settingsWith } from '../../../tests/build/judge.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation, labelRule } from '../../../tests/build/settings.ts';
import { u16, u32, u8, join } from '../../../tests/build/bytes.ts';
import type { Direction, NotificationEvent } from '../../event/types.ts';

const rs0 = new PeerEvents(peer('10.1.0.4', 65515));
const rs1 = new PeerEvents(peer('10.1.0.5', 65515));
const settings = settingsWith({
  labels: [labelRule('expressroute', { asPath: ['_12076_'] })],
  expectations: [expectation({ label: 'expressroute', limit: 100 })],
});
const path = [65515, 12076, 65010];
const prefixOf = (i: number): string => `10.20.${i}.0/24`;
const linesOf = (judged: Judge): string[] =>
  judged.incidents('prefix-limit', ({ severity, summary }) => [severity, summary]);

function hear(judged: Judge, second: number, from: number, to: number, of = rs0): Judge {
  for (let i = from; i < to; i++) {
    judged.hear(of.announce(second, prefixOf(i), { path }));
  }
  return judged.until(second + 1);
}

function withdraw(judged: Judge, second: number, from: number, to: number): Judge {
  for (let i = from; i < to; i++) {
    judged.hear(rs0.withdraw(second, prefixOf(i)));
  }
  return judged.until(second + 1);
}

test('a warning, critical, and back again with some distance', () => {
  const judged = new Judge(settings);
  hear(judged, 100, 0, 79);
  expect(linesOf(judged)).toEqual([]);
  hear(judged, 110, 79, 80);
  hear(judged, 120, 80, 95);
  withdraw(judged, 130, 90, 95);
  withdraw(judged, 140, 89, 90);
  withdraw(judged, 150, 75, 89);
  withdraw(judged, 160, 74, 75);
  judged.until(220);
  const what = 'default ipv4 under label expressroute';
  const words = (count: number): string =>
    `${count} prefixes of ipv4 under label expressroute, ${count} % of the limit of 100`;
  expect(linesOf(judged)).toEqual([
    `open 110 ${what} | warning | ${words(80)}`,
    `open 121 ${what} | critical | ${words(95)}`,
    `open 131 ${what} | critical | ${words(90)}`,
    `open 141 ${what} | warning | ${words(89)}`,
    `open 151 ${what} | warning | ${words(75)}`,
    `resolved 220 ${what} | warning | ${words(75)}`,
  ]);
});

test('a prefix that two route servers tell of counts once, one under another label not at all', () => {
  const judged = new Judge(settings);
  hear(judged, 100, 0, 79);
  hear(judged, 101, 0, 79, rs1);
  judged.hear(rs0.announce(102, '10.9.0.0/16')).until(103);
  expect(linesOf(judged)).toEqual([]);
});

test('a session that is lost and comes back in time opens and resolves nothing', () => {
  const judged = new Judge(settings);
  judged.hear(rs0.up(99));
  hear(judged, 100, 0, 85);
  judged.hear(rs0.endOfRib(101), rs0.down(200)).until(400).hear(rs0.up(401));
  hear(judged, 402, 0, 85);
  judged.hear(rs0.endOfRib(403)).until(500);
  expect(linesOf(judged).filter((line) => !line.includes('85 %'))).toEqual([]);
  expect(linesOf(judged).map((line) => line.split(' default')[0])).toEqual(['open 100']);
});

test('the share stands beside the table', () => {
  const judged = new Judge(settings).hear(rs0.up(60));
  hear(judged, 61, 0, 25);
  judged.hear(rs0.announce(62, '10.9.0.0/16')).until(121);
  const shares = judged.observations.flatMap((one) =>
    one.kind === 'peer-table' ? [[one.label, one.limitUsedPercent]] : []
  );
  expect(shares).toEqual([
    ['none', undefined],
    ['expressroute', 25],
  ]);
});

function cease(
  second: number,
  direction: Direction,
  data: Uint8Array = new Uint8Array(),
  wrapped = false
): NotificationEvent {
  const { timeUs, timeNs, peer: of } = rs0.keepalive(second) as NotificationEvent;
  const notification = wrapped
    ? { code: 6, subcode: 9, data: join(u8(6), u8(1), data) }
    : { code: 6, subcode: 1, data };
  return { kind: 'notification', timeUs, timeNs, peer: of, direction, notification };
}

test.each([
  [
    'received',
    false,
    'local announced more than 10.1.0.4 of AS65515 takes, 1000 prefixes of ipv4: the peer ended the session',
  ],
  ['sent', true, '10.1.0.4 of AS65515 announced more than local takes, 1000 prefixes of ipv4: local ended the session'],
] as const)('Cease/1 %s says whose limit was hit (RFC 4486 §4)', (direction, wrapped, words) => {
  const judged = new Judge();
  judged.hear(cease(100, direction, join(u16(1), u8(1), u32(1000)), wrapped), rs0.down(100)).until(110);
  judged.hear(rs0.up(200), rs0.down(230), rs0.up(300)).until(359).until(360);
  const what = `cease ${direction} local adj-in-pre default 10.1.0.4 | critical | ${words}`;
  expect(linesOf(judged)).toEqual([`open 100 ${what}`, `resolved 360 ${what}`]);
});

test('Cease/1 without data, and other NOTIFICATIONs', () => {
  const judged = new Judge().hear(cease(100, 'received'), rs0.down(100)).until(101);
  expect(linesOf(judged)[0]).toMatch(/ takes: the peer ended the session$/);
  const { notification, ...event } = cease(100, 'received');
  const other = new Judge().hear({ ...event, notification: { ...notification, subcode: 2 } }).until(101);
  expect(linesOf(other)).toEqual([]);
});
