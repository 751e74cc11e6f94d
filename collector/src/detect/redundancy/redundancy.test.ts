import { describe, expect, test } from 'vitest';
import { Judge, settingsWith } from '../../../tests/build/judge.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import { expectation, labelRule, prefixOf } from '../../../tests/build/settings.ts';
import type { RouteEvent } from '../../event/types.ts';
import type { JudgementSettings, PeerSettings } from '../settings.ts';

const A = '10.21.0.0/16';
const DAY_S = 86_400;
const er = new PeerEvents(peer('10.1.0.4', 65515));
const vpn = new PeerEvents(peer('10.1.0.6', 65020));
const SHORT = { path: [65515, 65010] };
const LONG = { path: [65020, 65020, 65020, 65010] };
const VPN_KEY = 'default ipv4 local 10.1.0.6 adj-in-pre default none';
const ER_KEY = 'default ipv4 local 10.1.0.4 adj-in-pre default none';

/** Both have the prefixes, for long enough. */
function start(settings?: JudgementSettings, prefixes: readonly string[] = [A]): Judge {
  return new Judge(settings)
    .hear(er.up(1), vpn.up(1))
    .hear(...prefixes.flatMap((prefix): RouteEvent[] => [er.announce(2, prefix, SHORT), vpn.announce(2, prefix, LONG)]))
    .hear(er.endOfRib(3), vpn.endOfRib(3))
    .until(90);
}

function told(judge: Judge): string[] {
  return judge.incidents('redundancy', ({ severity, summary }) => [severity, summary]);
}

describe('a backup that vanishes while the primary works', () => {
  test('opens after the hold-down, and is resolved when it has been back for long enough', () => {
    const judge = start().hear(vpn.withdraw(100, A)).until(159);
    expect(told(judge)).toEqual([]);
    const text = `${VPN_KEY} | warning | ${A} lost a backup path from 10.1.0.6: 1 of 2 paths left`;
    expect(told(judge.until(160))).toEqual([`open 160 ${text}`]);
    judge.hear(vpn.announce(500, A, LONG)).until(559);
    expect(told(judge)).toHaveLength(1);
    expect(told(judge.until(560))).toEqual([`open 160 ${text}`, `resolved 560 ${text}`]);
  });

  test('the loss of the better path is no loss of a backup', () => {
    const judge = start().hear(er.withdraw(100, A)).until(160);
    expect(told(judge)).toEqual([`open 160 ${ER_KEY} | warning | ${A} lost a path from 10.1.0.4: 1 of 2 paths left`]);
  });

  test('LOCAL_PREF goes before the length of the path', () => {
    const localPref = (value: number): number[] => [0x40, 5, 4, 0, 0, 0, value];
    const judge = new Judge()
      .hear(er.up(1), vpn.up(1), er.announce(2, A, { ...LONG, others: localPref(200) }))
      .hear(vpn.announce(2, A, { ...SHORT, others: localPref(50) }), er.endOfRib(3), vpn.endOfRib(3))
      .until(90)
      .hear(vpn.withdraw(100, A))
      .until(160);
    expect(told(judge)).toEqual([expect.stringContaining('lost a backup path')]);
  });

  test('nor is that of a peer which only tells its best path', () => {
    const bestOnly = peerSettings({ '10.1.0.6': { bestOnly: true, name: 'vpn-0' } });
    const judge = start(settingsWith({ peers: bestOnly }))
      .hear(vpn.withdraw(100, A))
      .until(160);
    expect(told(judge)).toEqual([expect.stringContaining(`${A} lost a path from vpn-0 (10.1.0.6): 1 of 2`)]);
  });

  test('is given up after a day', () => {
    const judge = start()
      .hear(vpn.withdraw(100, A))
      .until(160)
      .until(100 + DAY_S)
      .until(200 + DAY_S);
    judge.until(300 + DAY_S);
    expect(told(judge).at(-1)).toBe(
      `resolved ${100 + DAY_S} ${VPN_KEY} | warning | the loss of ${A} from 10.1.0.6 is taken as meant: no path came back in 24 h`
    );
  });
});

describe('what is not stable', () => {
  test('2 -> 1 -> 2 is path hunting', () => {
    const judge = start()
      .hear(vpn.withdraw(100, A), vpn.announce(159, A, LONG))
      .until(1000);
    expect(told(judge)).toEqual([]);
  });

  test('1 -> 2 -> 1 too: what was there for a moment is not missed', () => {
    const judge = new Judge()
      .hear(er.up(1), vpn.up(1), er.announce(2, A, SHORT), er.endOfRib(3), vpn.endOfRib(3))
      .until(90)
      .hear(vpn.announce(100, A, LONG), vpn.withdraw(150, A))
      .until(1000);
    expect(told(judge)).toEqual([]);
  });

  test('a count that wavers below what it was is a loss from its first fall on', () => {
    const third = new PeerEvents(peer('10.1.0.7', 65030));
    const judge = start()
      .hear(third.up(91), third.announce(91, A, LONG), third.endOfRib(92))
      .until(180)
      .hear(vpn.withdraw(200, A), third.withdraw(220, A), third.announce(240, A, LONG))
      .until(260);
    expect(told(judge)).toEqual([expect.stringMatching(/^open 260 .*: 2 of 3 paths left$/)]);
  });
});

describe('what ends an overlap', () => {
  const later = new PeerEvents(peer('10.1.0.7', 65030));
  const also = (path: readonly number[]): RouteEvent[] => [
    later.up(91),
    later.endOfRib(91),
    later.announce(92, A, { path: [...path] }),
  ];

  test('a second origin took no backup away', () => {
    const judge = start()
      .hear(...also([65030]))
      .until(200);
    expect(told(judge.hear(later.withdraw(200, A)).until(400))).toEqual([]);
  });

  test('nor did a second path under the same label', () => {
    const labels = [labelRule('wan', { asPath: ['_65010$'] })];
    const judge = start(settingsWith({ labels }))
      .hear(...also([65030, 65010]))
      .until(200);
    expect(told(judge.hear(later.withdraw(200, A)).until(400))).toEqual([]);
  });

  test('a backup that becomes a second origin is lost', () => {
    const judge = start().hear(vpn.announce(100, A)).until(160);
    expect(told(judge)).toEqual([expect.stringContaining('lost a backup path from 10.1.0.6: 1 of 2 paths left')]);
  });
});

describe('all paths', () => {
  test('withdrawn one after the other: critical', () => {
    const judge = start().hear(vpn.withdraw(100, A), er.withdraw(110, A)).until(170);
    expect(told(judge).at(-1)).toMatch(new RegExp(`${VPN_KEY} \\| critical \\| ${A} .*: unreachable, had 2 paths$`));
  });

  test('of a prefix that had one: no loss of redundancy', () => {
    const judge = new Judge()
      .hear(er.up(1), er.announce(2, A), er.endOfRib(3))
      .until(90)
      .hear(er.withdraw(100, A))
      .until(500);
    expect(told(judge)).toEqual([]);
  });
});

describe('many at once', () => {
  const prefixes = Array.from({ length: 130 }, (_, i) => `10.${i}.0.0/16`);

  test('one circuit is one incident, to the last prefix that comes back', () => {
    const judge = start(undefined, prefixes)
      .hear(...prefixes.map((prefix) => vpn.withdraw(100, prefix)))
      .until(160);
    const words = (): string[] => judge.incidents('redundancy', (one) => [one.prefixes, one.firstPrefixes.length]);
    expect(words()).toEqual([`open 160 ${VPN_KEY} | 130 | 100`]);
    judge.hear(...prefixes.map((prefix) => vpn.announce(200, prefix, LONG))).until(260);
    expect(words().at(-1)).toMatch(/^resolved 260 /);
  });

  test('labels tell circuits of one peer apart', () => {
    const of = { kind: 'address', address: vpn.peer.address } as const;
    const labels = [labelRule('vpn', { prefix: ['10.0.0.0/10'], peer: [of] })];
    const judge = start(settingsWith({ labels }), prefixes).hear(
      ...prefixes.map((prefix) => vpn.withdraw(100, prefix))
    );
    const found = judge.until(160).incidents('redundancy', (one) => [one.prefixes]);
    expect(found.map((line) => line.split(' ').slice(-3).join(' '))).toEqual(['vpn | 64', 'none | 66']);
  });
});

describe('sessions', () => {
  test('what goes and comes with a session opens nothing', () => {
    const judge = start()
      .hear(vpn.down(100))
      .until(400)
      .hear(vpn.up(500), vpn.announce(501, A, LONG), vpn.endOfRib(502), vpn.down(510))
      .until(1000);
    expect(told(judge)).toEqual([]);
  });

  test('a loss after a short one of the session is seen', () => {
    const judge = start()
      .hear(vpn.down(100), vpn.up(105), vpn.announce(106, A, LONG), vpn.endOfRib(107), vpn.withdraw(120, A))
      .until(180);
    expect(told(judge)).toEqual([expect.stringMatching(/^open 180 /)]);
  });

  test('an open one is resolved when the session brings the path back', () => {
    const judge = start()
      .hear(vpn.withdraw(100, A))
      .until(160)
      .hear(vpn.down(200), vpn.up(300), vpn.announce(301, A, LONG), vpn.endOfRib(302))
      .until(1000);
    expect(told(judge).map((line) => line.split(' ', 2).join(' '))).toEqual(['open 160', 'resolved 361']);
  });

  test('peers that only tell their best path show no redundancy', () => {
    const peers = peerSettings({ '10.1.0.4': { bestOnly: true }, '10.1.0.6': { bestOnly: true } });
    expect(told(start(settingsWith({ peers })).hear(vpn.withdraw(100, A)).until(500))).toEqual([]);
  });

  test('a table that is not known as a whole shows none', () => {
    const judge = new Judge()
      .hear(er.announce(1, A, SHORT), vpn.announce(1, A, LONG))
      .until(100)
      .hear(vpn.withdraw(110, A))
      .until(500);
    expect(told(judge)).toEqual([]);
  });

  test('profile internet neither', () => {
    const internet = settingsWith({}, { profile: 'internet' });
    expect(told(start(internet).hear(vpn.withdraw(100, A)).until(500))).toEqual([]);
  });
});

describe('an expectation of min_paths', () => {
  const of = (minPaths: number): JudgementSettings =>
    settingsWith({ expectations: [expectation({ prefix: { value: prefixOf(A), match: 'exact' }, minPaths })] });
  const key = (minPaths: number): string => `default ipv4 min-paths ${A} ${minPaths}`;

  test('holds from the start on', () => {
    const judge = start(of(3));
    expect(told(judge)).toEqual([`open 62 ${key(3)} | warning | ${A} has 2 paths, 3 are expected`]);
    expect(judge.observations.some((one) => one.kind === 'incident' && one.incident.atStart)).toBe(true);
  });

  test('speaks instead of what was there before', () => {
    expect(told(start(of(1)).hear(vpn.withdraw(100, A)).until(500))).toEqual([]);
    const judge = start(of(1)).hear(vpn.withdraw(100, A), er.withdraw(110, A)).until(170);
    expect(told(judge)).toEqual([`open 170 ${key(1)} | critical | ${A} has 0 paths, 1 is expected`]);
    judge.hear(er.announce(200, A, SHORT)).until(260);
    expect(told(judge).at(-1)).toMatch(/^resolved 260 /);
  });

  test('says nothing of what goes with a session, or comes back with it in parts', () => {
    const judge = start(of(2))
      .hear(vpn.down(100), er.down(110))
      .until(300)
      .hear(er.up(310), er.announce(311, A, SHORT));
    expect(told(judge.until(1000))).toEqual([]);
  });
});

function peerSettings(of: Readonly<Record<string, Partial<PeerSettings>>>): ReadonlyMap<string, PeerSettings> {
  const unset = { name: undefined, site: undefined, group: undefined, bestOnly: false, asn: undefined };
  return new Map(Object.entries(of).map(([address, more]) => [address, { ...unset, ...more }]));
}
