import { expect, test } from 'vitest';
import { courseOf, judge, settingsWith } from '../../../tests/build/judged.ts';
import { BmpFeed, RECEIVED_US } from '../../../tests/build/bmp-feed.ts';
import { update } from '../../../tests/build/bgp.ts';
import { FLAGS, peerDown, peerUp, routeMonitoring } from '../../../tests/build/bmp.ts';
import { hex, u16 } from '../../../tests/build/bytes.ts';
import type { RouteEvent } from '../../event/types.ts';
import { toRows } from '../../influx/points/rows.ts';
import type { Observation } from '../observation.ts';

const START_US = Math.ceil(RECEIVED_US / 60e6) * 60e6;
const ROUTE = update({ announced: ['10.1.0.0/16'] });

/** What is heard on one connection, each message at its second. */
function heard(...messages: readonly (readonly [second: number, bytes: Uint8Array | 'lost'])[]): RouteEvent[] {
  const feed = new BmpFeed();
  const [connection] = feed.connect();
  return messages.flatMap(([second, bytes]) => {
    feed.timeUs = START_US + second * 1e6;
    return bytes === 'lost' ? feed.lose(connection) : feed.hear(connection, bytes);
  });
}

function observed(events: readonly RouteEvent[], seconds: number): Observation[] {
  return judge(events, START_US / 1e6 + seconds, settingsWith());
}

const UP = [0, peerUp()] as const;
const PRE = [1, routeMonitoring(ROUTE)] as const;
const POST = [1, routeMonitoring(ROUTE, { flags: FLAGS.L })] as const;

function typesOf(observations: readonly Observation[], view: string): string[] {
  const types = observations.flatMap((one) =>
    one.kind === 'message-count' && one.peer.view === view ? [one.type] : []
  );
  return [...new Set(types)].sort();
}

test('of messages that BMP does not carry there are no rows, not even zeros', () => {
  const seen = observed(heard(UP, PRE, POST), 300);
  expect(typesOf(seen, 'adj-in-pre')).toEqual(['NOTIFICATION', 'OPEN', 'UPDATE']);
  expect(typesOf(seen, 'adj-in-post')).toEqual(['UPDATE']);
});

test('a session that is lost is one incident, though two tables go with it, and says why', () => {
  const events = heard(UP, PRE, POST, [100, peerDown(2, u16(10))]);
  const seen = observed(events, 200);
  expect(courseOf(seen, 'session-down')).toHaveLength(1);
  const [incident] = seen.flatMap((one) => (one.kind === 'incident' ? [one.incident] : []));
  expect(incident!.summary).toContain('closed by the router: HoldTimer_Expires');
  const down = seen.flatMap((one) => (one.kind === 'session' && !one.up && !one.repeated ? [one] : []));
  expect(down.map(({ peer, ended }) => [peer.view, ended])).toEqual([
    ['adj-in-pre', { reason: 'closed by the router: HoldTimer_Expires' }],
    ['adj-in-post', { reason: 'closed by the router: HoldTimer_Expires' }],
  ]);
});

test('a feed that is lost is no session lost: nothing is said of the session until it is heard again', () => {
  const seen = observed(heard(UP, PRE, [100, 'lost']), 300);
  expect(courseOf(seen, 'session-down')).toEqual([]);
  const sessions = seen.flatMap((one) =>
    one.kind === 'session' ? [Number(one.timeNs / 1_000_000_000n) - START_US / 1e6] : []
  );
  expect(Math.max(...sessions)).toBeLessThan(100);
});

test('a session that comes and goes while its feed is there is told as any other', () => {
  const seen = observed(heard(UP, [100, peerDown(4, hex(''))], [200, peerUp()]), 400);
  expect(courseOf(seen, 'session-down').map((line) => line.split(' ')[1])).toEqual(['open', 'resolved']);
});

test('rows of routes tell when they were received', () => {
  const route = observed(heard(UP, PRE), 10).find((one) => one.kind === 'route')!;
  expect(toRows(route, 'local')[0]!.point.fields).toMatchObject({ received_ns: BigInt(START_US + 1e6) * 1000n });
});
