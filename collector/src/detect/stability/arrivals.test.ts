import { describe, expect, test } from 'vitest';
import {
  INTERNET,
  courseOf,
  everySecond,
  incidentsOf,
  inOrder,
  judge,
  settingsWith,
} from '../../../tests/build/judged.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation, labelRule, prefixOf } from '../../../tests/build/settings.ts';
import type { RouteEvent } from '../../event/types.ts';
import type { PeerSettings } from '../settings.ts';

const rs0 = new PeerEvents(peer('10.1.0.4', 65515));
const rs1 = new PeerEvents(peer('10.1.0.5', 65515));
const RS0 = 'local adj-in-pre default 10.1.0.4';

/** Peers that told their tables in the first second. */
function started(...peers: readonly PeerEvents[]): RouteEvent[] {
  return peers.flatMap((one) => [one.up(0), one.announce(0, '10.0.0.0/16'), one.endOfRib(0)]);
}
const beats = everySecond(1, 300, (second) => rs0.keepalive(second));
const fresh = (...events: RouteEvent[]): RouteEvent[] => inOrder(started(rs0, rs1), beats, events);

const settings = settingsWith({
  labels: [labelRule('expressroute', { asPath: ['_12076_'] })],
  peers: new Map<string, PeerSettings>(
    ['10.1.0.4', '10.1.0.5'].map((address) => [
      address,
      { name: undefined, site: undefined, group: 'route-server', bestOnly: true, asn: undefined },
    ])
  ),
});

describe('new prefixes', () => {
  test('of one VNet are one incident, from the end of gathering until a minute after the last', () => {
    const events = fresh(
      rs0.announce(20, '10.4.0.0/16'),
      rs1.announce(20, '10.4.0.0/16'),
      rs0.announce(24, '10.5.0.0/16')
    );
    const seen = judge(events, 300);
    expect(courseOf(seen, 'new-prefixes')).toEqual([
      `30 open default none ${RS0} 2`,
      `84 resolved default none ${RS0} 2`,
    ]);
    expect(incidentsOf(seen)[0]).toMatchObject({
      severity: 'info',
      startedUs: 20_000_000,
      summary: '2 new prefixes from 10.1.0.4: 10.4.0.0/16, 10.5.0.0/16',
      firstPrefixes: ['10.4.0.0/16', '10.5.0.0/16'],
    });
  });

  test('of a circuit are one incident with a count, whichever of its route servers tells them first', () => {
    const path = { path: [65515, 12076, 65010] };
    const events = Array.from({ length: 40 }, (_, i) =>
      (i % 2 ? rs0 : rs1).announce(20 + i, `10.${i + 10}.0.0/16`, path)
    );
    const seen = judge(fresh(...events), 300, settings);
    expect(courseOf(seen, 'new-prefixes')).toEqual([
      '30 open default expressroute route-server 10',
      '119 resolved default expressroute route-server 40',
    ]);
    expect(incidentsOf(seen).at(-1)!.summary).toBe(
      '40 new prefixes over expressroute from route-server: 10.10.0.0/16, 10.11.0.0/16, 10.12.0.0/16 and 37 more'
    );
  });

  test('are not those of a first table', () => {
    expect(incidentsOf(judge(fresh(), 300))).toEqual([]);
  });

  test('are not those of a peer whose session began before the capture', () => {
    const other = new PeerEvents(peer('10.1.0.6', 65020));
    expect(incidentsOf(judge(fresh(other.announce(20, '10.6.0.0/16')), 300))).toEqual([]);
  });

  test('are not those that come back with the table of a lost session', () => {
    const events = [rs0.announce(20, '10.4.0.0/16'), rs0.down(100), rs0.up(150), rs0.announce(151, '10.4.0.0/16')];
    const seen = judge(fresh(...events, rs0.announce(151, '10.0.0.0/16'), rs0.endOfRib(152)), 300);
    expect(courseOf(seen, 'new-prefixes')).toEqual([
      `30 open default none ${RS0} 1`,
      `80 resolved default none ${RS0} 1`,
    ]);
    expect(incidentsOf(seen, 'vanished-prefixes')).toEqual([]);
  });
});

describe('vanished prefixes', () => {
  test('open when they have been gone for the time of gathering', () => {
    const seen = judge(fresh(rs0.withdraw(50, '10.0.0.0/16'), rs1.withdraw(51, '10.0.0.0/16')), 300);
    expect(courseOf(seen, 'vanished-prefixes')).toEqual([
      '61 open default none local adj-in-pre default 10.1.0.5 1',
      '111 resolved default none local adj-in-pre default 10.1.0.5 1',
    ]);
    expect(incidentsOf(seen)[0]).toMatchObject({ severity: 'warning', prefix: '10.0.0.0/16' });
  });

  test('are not those with another path left, nor those that move to another path', () => {
    const events = [
      rs0.withdraw(50, '10.0.0.0/16'),
      rs1.withdraw(60, '10.0.0.0/16'),
      rs0.announce(62, '10.0.0.0/16', { path: [65020, 65515] }),
    ];
    expect(incidentsOf(judge(fresh(...events), 300))).toEqual([]);
  });

  test('are not those that a lost session takes', () => {
    expect(incidentsOf(judge(fresh(rs0.down(50), rs1.down(50)), 300), 'vanished-prefixes')).toEqual([]);
  });
});

test('a prefix that comes and goes within the time of gathering is neither', () => {
  const flap = [20, 27, 34, 41].flatMap((at) => [rs0.announce(at, '10.4.0.0/16'), rs0.withdraw(at + 3, '10.4.0.0/16')]);
  expect(courseOf(judge(fresh(...flap), 300), 'new-prefixes')).toEqual([]);
  expect(courseOf(judge(fresh(...flap), 300), 'vanished-prefixes')).toEqual([]);
});

test('one of many that goes again is taken back', () => {
  const events = fresh(
    rs0.announce(20, '10.4.0.0/16'),
    rs0.announce(21, '10.5.0.0/16'),
    rs0.withdraw(25, '10.5.0.0/16')
  );
  expect(courseOf(judge(events, 300), 'new-prefixes')[0]).toBe(`30 open default none ${RS0} 1`);
});

test('profile internet is quiet but for prefixes that an expectation names', () => {
  const events = fresh(rs0.announce(20, '10.4.0.0/16'), rs0.announce(20, '10.5.0.0/16'));
  expect(incidentsOf(judge(events, 300, settingsWith(INTERNET)))).toEqual([]);
  const expectations = [expectation({ prefix: { value: prefixOf('10.4.0.0/16'), match: 'exact' } })];
  const expected = judge(events, 300, settingsWith({ ...INTERNET, expectations }));
  expect(incidentsOf(expected).at(-1)).toMatchObject({ domain: 'internet', prefix: '10.4.0.0/16', prefixes: 1 });
});

test('a flood of new prefixes is one incident with an exact count', () => {
  const many = Array.from({ length: 60_000 }, (_, i) =>
    rs0.announce(20, `172.${16 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}/32`)
  );
  const seen = judge([...started(rs0), ...many, ...beats.slice(20)], 300);
  expect(courseOf(seen, 'new-prefixes')).toEqual([
    `30 open default none ${RS0} 60000`,
    `80 resolved default none ${RS0} 60000`,
  ]);
  expect(incidentsOf(seen, 'new-prefixes')[0]!.firstPrefixes).toHaveLength(100);
});
