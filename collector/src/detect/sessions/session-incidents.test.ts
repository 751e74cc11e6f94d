import { describe, expect, test } from 'vitest';
import { Judge, settingsWith } from '../../../tests/build/judge.ts';
import { PeerEvents, peer } from '../../../tests/build/peer-events.ts';
import type { Direction, NotificationEvent, RouteEvent } from '../../event/types.ts';

const A = '10.1.0.0/16';
const B = '10.2.0.0/16';
const KEY = 'local 10.1.0.4 adj-in-pre default';
const rs0 = new PeerEvents(peer('10.1.0.4', 65515));
const rs1 = new PeerEvents(peer('10.1.0.5', 65515));

function up(of: PeerEvents, second: number, ...prefixes: readonly string[]): RouteEvent[] {
  return [of.up(second), ...prefixes.map((prefix) => of.announce(second, prefix)), of.endOfRib(second)];
}

function notification(second: number, direction: Direction, code: number, subcode: number): NotificationEvent {
  const { peer: of, timeUs, timeNs } = rs0.up(second);
  return {
    kind: 'notification',
    peer: of,
    timeUs,
    timeNs,
    direction,
    notification: { code, subcode, data: new Uint8Array() },
  };
}

function told(judge: Judge): string[] {
  return judge.incidents('session-down', ({ severity, prefixes, summary }) => [severity, prefixes, summary]);
}

describe('a session that is lost', () => {
  test('opens at once with what went with it, and is resolved when it has been up for long enough', () => {
    const judge = new Judge()
      .hear(...up(rs0, 1, A, B), ...up(rs1, 1, A), notification(100, 'received', 6, 2), rs0.down(100))
      .until(101);
    const text = `${KEY} | critical | 2 | 10.1.0.4 of local is down: it sent Cease: Administrative Shutdown; 2 prefixes lost, 1 of them unreachable, 1 down to one path`;
    expect(told(judge)).toEqual([`open 100 ${text}`]);
    judge.hear(...up(rs0, 200, A, B)).until(259);
    expect(told(judge)).toHaveLength(1);
    judge.until(260).until(1000);
    expect(told(judge)).toEqual([`open 100 ${text}`, `resolved 260 ${text}`]);
  });

  test('that is up again within the same second is told with what it lost', () => {
    const judge = new Judge().hear(...up(rs0, 1, A), rs0.down(100), ...up(rs0, 100, A)).until(160);
    expect(told(judge).map((line) => line.split(' | ')[2])).toEqual(['1', '1']);
    expect(told(judge)[1]).toMatch(/^resolved 160 /);
  });

  test('whose way back was not recorded is up when it tells routes, not when it may only be about to', () => {
    const judge = new Judge().hear(...up(rs0, 1, A), rs0.down(100), rs0.keepalive(150)).until(300);
    expect(told(judge)).toHaveLength(1);
    const { timeUs, timeNs } = rs0.up(300);
    const update: RouteEvent = { kind: 'message', peer: rs0.peer, timeUs, timeNs, type: 'UPDATE', lengthBytes: 50 };
    judge.hear(update, rs0.announce(300, A)).until(360);
    expect(told(judge)[1]).toMatch(/^resolved 360 /);
  });

  test('lists the first 100 prefixes', () => {
    const prefixes = Array.from({ length: 150 }, (_, i) => `10.${i}.0.0/16`);
    const judge = new Judge().hear(...up(rs0, 1, ...prefixes), rs0.down(100)).until(101);
    const words = judge.incidents('session-down', (one) => [
      one.prefixes,
      one.firstPrefixes.length,
      one.firstPrefixes[0],
    ]);
    expect(words).toEqual([`open 100 ${KEY} | 150 | 100 | 10.0.0.0/16`]);
  });

  test('with ADD-PATH a prefix counts once', () => {
    const paths = [1, 2].map((pathId) => rs0.announce(2, A, { pathId }));
    expect(told(new Judge().hear(rs0.up(1), ...paths, rs0.down(100)).until(101))[0]).toContain('1 prefix lost');
  });

  test('whose routes are kept says so, and then what went', () => {
    const judge = new Judge().hear(...up(rs0, 1, A), rs0.down(100, 120)).until(101);
    expect(told(judge)[0]).toMatch(/its routes are kept as stale for 120 s$/);
    expect(told(judge.until(221).until(222)).at(-1)).toMatch(
      /1 prefix lost, 1 of them unreachable, 0 down to one path$/
    );
  });

  test('a feed that ends is none', () => {
    expect(told(new Judge().hear(...up(rs0, 1, A), rs0.feedLost(100)).until(1000))).toEqual([]);
  });

  test('Cease for a limit says whose it was', () => {
    const reason = (direction: Direction): string =>
      told(new Judge().hear(...up(rs0, 1), notification(100, direction, 6, 1), rs0.down(100)).until(101))[0]!;
    expect(reason('received')).toContain('local announced more prefixes than the peer accepts (it sent Cease');
    expect(reason('sent')).toContain('the peer announced more prefixes than local accepts (local sent Cease');
  });
});

describe('a session that is lost again and again', () => {
  const bounce = (...seconds: readonly number[]): RouteEvent[] =>
    seconds.flatMap((second) => [rs0.down(second), ...up(rs0, second + 5)]);
  const flapping = (judge: Judge): string[] => judge.incidents('session-flapping', ({ summary }) => [summary]);

  test('opens with the third loss within 10 minutes, and is resolved 10 minutes after the last', () => {
    const judge = new Judge().hear(...up(rs0, 1), ...bounce(100, 400, 700, 900)).until(1499);
    const text = (minutes: number): string =>
      `${KEY} | 10.1.0.4 of local lost its session 3 times within ${minutes} min`;
    expect(flapping(judge)).toEqual([`open 700 ${text(10)}`, expect.stringMatching(/^open 9\d\d /)]);
    expect(flapping(judge.until(1500)).at(-1)).toBe(`resolved 1500 ${text(9)}`);
  });

  test('three losses in a longer time are none', () => {
    expect(flapping(new Judge().hear(...up(rs0, 1), ...bounce(100, 400, 701)).until(2000))).toEqual([]);
  });

  test('a loss of which only the return was heard counts', () => {
    const events = [100, 200, 300].flatMap((second) => up(rs0, second));
    expect(flapping(new Judge().hear(...up(rs0, 1), ...events).until(301))).toHaveLength(1);
  });

  test('silenced by its kind', () => {
    const { thresholds } = settingsWith({});
    const settings = settingsWith({ thresholds: { ...thresholds, off: ['session-flapping'] } });
    expect(flapping(new Judge(settings).hear(...up(rs0, 1), ...bounce(100, 110, 120)).until(500))).toEqual([]);
  });
});
