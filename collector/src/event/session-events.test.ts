import { expect, test } from 'vitest';
import { attribute, keepalive, message, notification, open, update } from '../../tests/build/bgp.ts';
import { u16 } from '../../tests/build/bytes.ts';
import { UNAGREED } from '../session/agreement.ts';
import type { MessageItem, SessionItem } from '../session/item.ts';
import { encodeEndOfRib, encodeRouteRefresh } from '../session/message-writer.ts';
import { IPV4_UNICAST, IPV6_UNICAST } from '../net/family.ts';
import { formatPrefix } from '../net/prefix.ts';
import { PeerRegistry } from './peer-registry.ts';
import { SessionEvents } from './session-events.ts';
import type { RouteEvent } from './types.ts';

const TIME_US = 1_700_000_000_000_000;
const OF = { timeUs: TIME_US, peer: { address: '192.0.2.1', as: 65010, bgpId: '10.0.0.1' } };
const PARAMS = { ...UNAGREED, asBytes: 4, external: true } as const;

function item(bytes: Uint8Array, direction: MessageItem['direction'] = 'received'): MessageItem {
  const local = { address: '192.0.2.9', as: 65001 };
  return { kind: 'message', ...OF, direction, bytes, params: PARAMS, local };
}

function eventsOf(...items: readonly SessionItem[]): RouteEvent[] {
  const normalizer = new SessionEvents(new PeerRegistry('edge-1'));
  return items.flatMap((one) => normalizer.events(one));
}

function kinds(events: readonly RouteEvent[]): string[] {
  return events.map((event) => ('prefix' in event ? `${event.kind} ${formatPrefix(event.prefix)}` : event.kind));
}

test('an UPDATE is a message, its withdrawals, its announcements, each at a time of its own', () => {
  const events = eventsOf(item(update({ withdrawn: ['10.9.0.0/16'], announced: ['10.1.0.0/16', '10.2.0.0/16'] })));
  expect(kinds(events)).toEqual(['message', 'withdraw 10.9.0.0/16', 'announce 10.1.0.0/16', 'announce 10.2.0.0/16']);
  const times = events.flatMap((event) => (event.kind !== 'message' && 'timeNs' in event ? [event.timeNs] : []));
  expect(new Set(times).size).toBe(3);
  expect(events[1]).toMatchObject({
    timeUs: TIME_US,
    peer: { router: 'edge-1', view: 'adj-in-pre', address: '192.0.2.1' },
  });
});

test.each([
  ['OPEN', open(), ['message', 'open']],
  ['KEEPALIVE', keepalive(), ['message']],
  ['NOTIFICATION', notification(6, 2), ['message', 'notification']],
  ['ROUTE-REFRESH', encodeRouteRefresh(IPV6_UNICAST, 1), ['message', 'route-refresh']],
  ['End-of-RIB', encodeEndOfRib(IPV4_UNICAST), ['message', 'end-of-rib']],
])('%s of the peer', (_, bytes, expected) => {
  expect(kinds(eventsOf(item(bytes)))).toEqual(expected);
});

test.each([
  ['OPEN', open(), ['open']],
  ['NOTIFICATION', notification(6, 2), ['notification']],
  ['ROUTE-REFRESH', encodeRouteRefresh(IPV6_UNICAST, 0), ['route-refresh']],
  ['KEEPALIVE', keepalive(), ['filtered']],
  ['End-of-RIB', encodeEndOfRib(IPV4_UNICAST), ['filtered']],
])('%s that was sent: no message of the peer', (_, bytes, expected) => {
  expect(kinds(eventsOf(item(bytes, 'sent')))).toEqual(expected);
});

test('changes into and out of Established alone are of the peer', () => {
  const change = (from: 'OpenConfirm' | 'Established' | 'Idle', to: 'Established' | 'Active'): SessionItem => {
    return { kind: 'state', ...OF, from, to, reason: undefined, retained: undefined, stopped: false };
  };
  const events = eventsOf(
    change('Idle', 'Active'),
    change('OpenConfirm', 'Established'),
    change('Established', 'Active')
  );
  expect(events).toMatchObject([{ kind: 'peer-up' }, { kind: 'peer-down', state: 'Active' }]);
});

test('RFC 4724 §4.2: a loss says how long the routes are kept, where the peer asked for that', () => {
  const loss = {
    kind: 'state',
    ...OF,
    from: 'Established',
    to: 'Active',
    reason: 'gone',
    retained: undefined,
    stopped: false,
  } as const;
  const retained = { families: [IPV4_UNICAST], forMs: 120_000 };
  expect(eventsOf(loss, { ...loss, retained })).toMatchObject([{ keptUs: undefined }, { keptUs: 120_000_000 }]);
});

test('a session that this side was told to end is heard no more, and not lost', () => {
  const end = { kind: 'state', ...OF, from: 'Established', to: 'Idle', reason: 'Cease', retained: undefined } as const;
  expect(kinds(eventsOf({ ...end, stopped: true }))).toEqual(['feed-lost']);
});

test('what is malformed is a fault of the peer, what was lost one of nobody', () => {
  const [, fault] = eventsOf(item(message(5, u16(1))));
  expect(fault).toMatchObject({
    kind: 'decode-fault',
    of: { fault: { class: 'session-reset' }, direction: 'received' },
  });
  const bad = update({ announced: ['10.1.0.0/16'], more: [attribute(0x80, 4, u16(1))] });
  expect(kinds(eventsOf(item(bad)))).toEqual(['message', 'withdraw 10.1.0.0/16', 'decode-fault']);
  const [gap] = eventsOf({ kind: 'gap', ...OF, problem: '7 bytes are lost' });
  expect(gap).toEqual({ kind: 'decode-fault', timeUs: TIME_US, problem: '7 bytes are lost' });
});
