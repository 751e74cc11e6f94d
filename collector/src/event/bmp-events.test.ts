import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepalive, notification, open, reachIPv6, update } from '../../tests/build/bgp.ts';
import {
  type BmpPeerParts,
  FLAGS,
  bmp,
  initiation,
  peerDown,
  peerUp,
  routeMirroring,
  routeMonitoring,
  statisticsReport,
  termination,
  tlv,
} from '../../tests/build/bmp.ts';
import { BmpFeed, RECEIVED_US, bmpEventsOf, told } from '../../tests/build/bmp-feed.ts';
import { hex, join, u16 } from '../../tests/build/bytes.ts';
import { formatAsPath } from '../bgp/as-path.ts';
import { encodeRouteRefresh } from '../session/message-writer.ts';
import { IPV4_UNICAST } from '../net/family.ts';
import { BmpEvents } from './bmp-events.ts';
import type { Peer, RouteEvent } from './types.ts';

const A = '10.1.0.0/16';
const B = '10.2.0.0/16';
const POST: BmpPeerParts = { flags: FLAGS.L };
const LOC_RIB: BmpPeerParts = { type: 3, address: '0.0.0.0', as: 65001, bgpId: '10.0.0.1' };
const ROUTE_DISTINGUISHER = hex('0000 fde8 00000009');
const ANNOUNCE_A = update({ announced: [A] });
const KEPT_US = 30 * 60 * 1_000_000;
const UP = [
  'open adj-in-pre 192.0.2.1 sent',
  'message adj-in-pre 192.0.2.1 OPEN',
  'open adj-in-pre 192.0.2.1 received',
];

function lines(...messages: readonly Uint8Array[]): string[] {
  return bmpEventsOf(...messages).map(told);
}

function peerOf(events: readonly RouteEvent[]): Peer {
  const [peer] = events.flatMap((event) => ('peer' in event ? [event.peer] : []));
  return peer!;
}

describe('Peer Up', () => {
  test('RFC 7854 §4.10: both OPENs, and the session is up; only the one received is a message of the peer', () => {
    const events = bmpEventsOf(peerUp());
    expect(events.map(told)).toEqual([...UP, 'peer-up adj-in-pre 192.0.2.1']);
    expect(events.at(-1)).toMatchObject({
      tellsInTurn: true,
      peer: {
        router: 'nva-0',
        view: 'adj-in-pre',
        vrf: 'default',
        address: '192.0.2.1',
        as: 65010,
        feed: 'bmp-session',
      },
    });
    expect(events[1]).toMatchObject({ lengthBytes: open({ as: 65010, bgpId: '10.0.0.2' }).length });
  });

  test('of a session that is old: its OPENs are told, not counted', () => {
    const old = RECEIVED_US - 3600 * 1_000_000;
    expect(lines(peerUp({}, { timeUs: old }))).toEqual([UP[0], UP[2], 'peer-up adj-in-pre 192.0.2.1']);
  });

  test('RFC 9069 §5.2: the OPENs of a Loc-RIB are made up', () => {
    expect(lines(peerUp({}, LOC_RIB))).toEqual(['peer-up loc-rib loc-rib']);
  });

  test('RFC 8671 §6: it is of the session, whatever its flags say of a table', () => {
    expect(lines(peerUp({}, { flags: FLAGS.L | FLAGS.O })).at(-1)).toBe('peer-up adj-in-pre 192.0.2.1');
  });

  test('of a session that is up already: it was lost in between', () => {
    const again = lines(peerUp(), routeMonitoring(ANNOUNCE_A, POST), peerUp()).slice(-2);
    expect(again).toEqual(['peer-up adj-in-pre 192.0.2.1', 'peer-up adj-in-post 192.0.2.1']);
  });

  test('of another AS than before: what the old one told is gone', () => {
    const events = lines(peerUp(), routeMonitoring(ANNOUNCE_A), peerUp({}, { as: 65020 }));
    expect(events.filter((line) => line.startsWith('peer-'))).toEqual([
      'peer-up adj-in-pre 192.0.2.1',
      'peer-down adj-in-pre 192.0.2.1 withdrawn the session has another AS or VRF now',
      'peer-up adj-in-pre 192.0.2.1',
    ]);
  });
});

describe('Route Monitoring', () => {
  test('an UPDATE is a message and its routes, received now, and told of by the router at its time', () => {
    const said = RECEIVED_US - 2_000_000;
    const events = bmpEventsOf(peerUp({}, { timeUs: said }), routeMonitoring(ANNOUNCE_A, { timeUs: said }));
    const announced = events.at(-1)!;
    expect(events.slice(-2).map(told)).toEqual([
      'message adj-in-pre 192.0.2.1 UPDATE',
      `announce adj-in-pre 192.0.2.1 ${A}`,
    ]);
    expect(announced).toMatchObject({ timeUs: RECEIVED_US, receivedNs: BigInt(RECEIVED_US) * 1000n });
    expect((announced as { timeNs: bigint }).timeNs / 1_000_000n).toBe(BigInt(said) / 1000n);
  });

  test.each([
    ['adj-in-pre', 0],
    ['adj-in-post', FLAGS.L],
    ['adj-out-pre', FLAGS.O],
    ['adj-out-post', FLAGS.O | FLAGS.L],
  ])('RFC 8671 §4: %s is a peer of its own', (view, flags) => {
    const events = bmpEventsOf(peerUp(), routeMonitoring(ANNOUNCE_A, { flags }));
    expect(told(events.at(-1)!)).toBe(`announce ${view} 192.0.2.1 ${A}`);
    const begun = events.filter(({ kind }) => kind === 'peer-up').map(told);
    expect(begun).toEqual([...new Set(['peer-up adj-in-pre 192.0.2.1', `peer-up ${view} 192.0.2.1`])]);
  });

  test('without a Peer Up, as GoBGP does for its Loc-RIB: the first route begins the telling', () => {
    const loc = routeMonitoring(ANNOUNCE_A, LOC_RIB);
    expect(lines(loc, loc)).toEqual([
      'peer-up loc-rib loc-rib',
      'message loc-rib loc-rib UPDATE',
      `announce loc-rib loc-rib ${A}`,
      'message loc-rib loc-rib UPDATE',
      `announce loc-rib loc-rib ${A}`,
    ]);
  });

  test('RFC 7911 §4: path identifiers by the OPENs of the Peer Up, in the direction of the table', () => {
    const opens = { sent: open({ addPath: [[1, 1, 1]] }), received: open({ as: 65010, addPath: [[1, 1, 2]] }) };
    const withIds = update({ announced: [A, B], pathId: 7 });
    const events = lines(peerUp(opens), routeMonitoring(withIds), routeMonitoring(ANNOUNCE_A, { flags: FLAGS.O }));
    expect(events.filter((line) => line.startsWith('announce'))).toEqual([
      `announce adj-in-pre 192.0.2.1 ${A} 7`,
      `announce adj-in-pre 192.0.2.1 ${B} 7`,
      `announce adj-out-pre 192.0.2.1 ${A}`,
    ]);
  });

  test('RFC 7854 §4.2 flag A: AS numbers of two octets', () => {
    const events = bmpEventsOf(
      peerUp(),
      routeMonitoring(update({ announced: [A], asPath: [65010, 65020], asBytes: 2 }), { flags: FLAGS.A })
    );
    expect(events.at(-1)).toMatchObject({ attributes: { asPath: [{ kind: 'sequence', asns: [65010, 65020] }] } });
  });

  test('End-of-RIB is of the table that it is told with', () => {
    expect(lines(peerUp(), routeMonitoring(update({}), POST)).at(-1)).toBe('end-of-rib adj-in-post 192.0.2.1');
  });

  test('a route of a Loc-RIB without AS_PATH, as GoBGP tells its own, has an empty one; elsewhere it is malformed', () => {
    const own = update({ more: [hex('40 01 01 00'), reachIPv6('2001:db8::1', ['2001:db8:1::/48'])] });
    expect(lines(routeMonitoring(own, LOC_RIB)).at(-1)).toBe('announce loc-rib loc-rib 2001:db8:1::/48');
    expect(lines(routeMonitoring(own)).at(-1)).toMatch(/^decode-fault AS_PATH at offset \d+: is missing$/);
  });

  test('the AS of the router, which FRR writes in front of what peers of other ASNs tell it, is taken off', () => {
    const paths = (sysDescr: string, asPath: readonly number[], peer: BmpPeerParts = {}): unknown => {
      const route = routeMonitoring(update({ announced: [A], asPath }), peer);
      const event = bmpEventsOf(initiation(tlv(1, sysDescr)), peerUp({}, peer), route).at(-1)!;
      return event.kind === 'announce' && formatAsPath(event.attributes.asPath ?? []);
    };
    expect(paths('FRRouting 8.4.4', [65001, 65010, 65020])).toBe('65010 65020');
    expect(paths('FRRouting 10.7', [65010, 65020])).toBe('65010 65020');
    expect(paths('FRRouting 8.4.4', [65001, 65020], { as: 65001 })).toBe('65001 65020');
    expect(paths('FRRouting 9.0', [65001, 65010], LOC_RIB)).toBe('65010');
    expect(paths('FRRouting 8.4.4', [65001])).toBe('');
    expect(paths('Other OS 1.0', [65001, 65010])).toBe('65001 65010');
  });

  test('of a peer without an address, as FRR tells the routes of its own, is left out and counted', () => {
    expect(lines(routeMonitoring(ANNOUNCE_A, { ...POST, address: '0.0.0.0' }))).toEqual([
      'filtered table route of the router itself',
    ]);
  });

  test('of a session that is down is left out, and counted', () => {
    expect(lines(peerUp(), peerDown(4), routeMonitoring(ANNOUNCE_A)).at(-1)).toBe(
      'filtered Route Monitoring of a session that is down'
    );
  });
});

describe('Peer Down', () => {
  const shutdown = notification(6, 2);
  /** Restart times of 120 s, IPv4 unicast with its bit for kept forwarding. RFC 4724 §3 */
  const graceful = {
    sent: open({ more: [hex('4002 0078')] }),
    received: open({ as: 65010, more: [hex('4006 0078 000101 80')] }),
  };

  function endOf(up: Uint8Array, down: Uint8Array): string[] {
    const all = lines(up, routeMonitoring(ANNOUNCE_A), routeMonitoring(ANNOUNCE_A, POST), down);
    return all.slice(all.findLastIndex((line) => line.startsWith('announce')) + 1);
  }

  test.each([
    [1, shutdown, ['notification adj-in-pre 192.0.2.1 sent'], 'Cease: Administrative Shutdown'],
    [
      3,
      shutdown,
      ['message adj-in-pre 192.0.2.1 NOTIFICATION', 'notification adj-in-pre 192.0.2.1 received'],
      'Cease: Administrative Shutdown',
    ],
    [2, u16(10), [], 'closed by the router: HoldTimer_Expires'],
    [2, u16(0), [], 'closed by the router'],
    [2, u16(99), [], 'closed by the router: event 99'],
    [3, hex(''), [], 'NOTIFICATION received, of which the router does not say more'],
    [4, hex(''), [], 'closed by the peer without a NOTIFICATION'],
    [6, tlv(3, 'CUST-A'), [], 'closed by the router'],
    [200, hex('0102'), [], 'Peer Down reason 200'],
  ] as const)('RFC 7854 §4.9 reason %i: every table of the session is gone, and why', (reason, data, before, words) => {
    expect(endOf(peerUp(), peerDown(reason, data))).toEqual([
      ...before,
      `peer-down adj-in-pre 192.0.2.1 withdrawn ${words}`,
      `peer-down adj-in-post 192.0.2.1 withdrawn ${words}`,
    ]);
  });

  test('RFC 4724 §4.2: routes are kept where both OPENs say so and no NOTIFICATION ended the session', () => {
    expect(endOf(peerUp(graceful), peerDown(4))[0]).toMatch(/^peer-down adj-in-pre 192\.0\.2\.1 120000000 /);
    expect(endOf(peerUp(graceful), peerDown(3, shutdown)).at(-2)).toMatch(/ withdrawn /);
  });

  test('what the router sent to a peer is gone with the session, graceful or not', () => {
    const all = lines(peerUp(graceful), routeMonitoring(ANNOUNCE_A, { flags: FLAGS.O }), peerDown(4));
    expect(all.at(-1)).toMatch(/^peer-down adj-out-pre 192\.0\.2\.1 withdrawn /);
  });

  test('reason 5: monitoring ended, the session did not; nothing is withdrawn', () => {
    expect(endOf(peerUp(), peerDown(5))).toEqual([
      `feed-lost adj-in-pre 192.0.2.1 ${KEPT_US}`,
      `feed-lost adj-in-post 192.0.2.1 ${KEPT_US}`,
    ]);
  });

  test('of a session that was never up, as FRR sends it, is left out and counted', () => {
    expect(lines(peerDown(2, u16(0), { bgpId: '0.0.0.0' }))).toEqual([
      'filtered Peer Down of a session that was not up',
    ]);
    expect(lines(peerUp(), peerDown(4), peerDown(4)).at(-1)).toBe('filtered Peer Down of a session that was not up');
  });
});

describe('who a peer is', () => {
  const vrfs = (...messages: readonly Uint8Array[]): string[] =>
    bmpEventsOf(...messages).flatMap((event) =>
      event.kind === 'peer-up' ? [`${event.peer.vrf} ${event.peer.address}`] : []
    );

  test.each([
    [
      'RFC 9069 §5.2.1: the name that the router gives',
      peerUp({ information: [tlv(3, 'CUST-A')] }, LOC_RIB),
      'CUST-A loc-rib',
    ],
    [
      'RFC 4364 §4.2: else the route distinguisher',
      peerUp({}, { type: 1, distinguisher: ROUTE_DISTINGUISHER }),
      '65000:9 192.0.2.1',
    ],
    ['default without one', peerUp(), 'default 192.0.2.1'],
    ['a name of blanks is none', peerUp({ information: [tlv(3, ' \n ')] }), 'default 192.0.2.1'],
    ['a name without end is cut', peerUp({ information: [tlv(3, 'x'.repeat(5000))] }), `${'x'.repeat(100)} 192.0.2.1`],
  ])('its VRF: %s', (_, bytes, expected) => {
    expect(vrfs(bytes)).toEqual([expected]);
  });

  test('two instances of a Loc-RIB, which have no address, are told apart by BGP identifier; one does not end the other', () => {
    const other = { ...LOC_RIB, bgpId: '10.0.0.2' };
    const events = lines(peerUp({}, LOC_RIB), peerUp({}, other), peerDown(6, hex(''), other));
    expect(events).toEqual([
      'peer-up loc-rib loc-rib',
      'peer-up loc-rib loc-rib#10.0.0.2',
      'peer-down loc-rib loc-rib#10.0.0.2 withdrawn closed by the router',
    ]);
  });

  test('one address in two VRFs of one name', () => {
    const information = [tlv(3, 'CUST-A')];
    const vpn = { type: 1, distinguisher: ROUTE_DISTINGUISHER };
    expect(vrfs(peerUp({ information }), peerUp({ information }, vpn))).toEqual([
      'CUST-A 192.0.2.1',
      'CUST-A 192.0.2.1#10.0.0.2',
    ]);
  });

  test('more peers of a router than the limit are left out, and counted; the others are not touched', () => {
    const feed = new BmpFeed(1);
    const [connection] = feed.connect();
    const other = { address: '192.0.2.2' };
    feed.hear(connection, peerUp());
    const events = feed.hear(
      connection,
      peerUp({}, other),
      routeMonitoring(ANNOUNCE_A, other),
      peerDown(4, hex(''), other)
    );
    expect(events.map(told)).toEqual([
      'filtered peers of a router beyond max_peers',
      'filtered peers of a router beyond max_peers',
      'filtered Peer Down of a session that was not up',
    ]);
    expect(feed.hear(connection, routeMonitoring(ANNOUNCE_A)).map(told).at(-1)).toBe(
      `announce adj-in-pre 192.0.2.1 ${A}`
    );
  });
});

describe('a connection', () => {
  test('that is lost is no session lost: its peers are not heard any more', () => {
    const feed = new BmpFeed();
    const [connection] = feed.connect();
    feed.hear(connection, peerUp(), routeMonitoring(ANNOUNCE_A, POST), peerUp({}, { address: '192.0.2.2' }));
    feed.hear(connection, peerDown(4, hex(''), { address: '192.0.2.2' }));
    expect(feed.lose(connection).map(told)).toEqual([
      'feed-lost adj-in-pre 192.0.2.1 kept',
      'feed-lost adj-in-post 192.0.2.1 kept',
    ]);
    expect(feed.lose(connection)).toEqual([]);
  });

  test('that comes back: what is not told again is kept for a while, what is has the same peer', () => {
    const feed = new BmpFeed();
    const [first] = feed.connect();
    const before = peerOf(feed.hear(first, peerUp()));
    feed.lose(first);
    const [second, ...events] = feed.connect();
    expect(events.map(told)).toEqual([`feed-lost adj-in-pre 192.0.2.1 ${KEPT_US}`]);
    expect(peerOf(feed.hear(second, peerUp()))).toBe(before);
    feed.lose(second);
    expect(feed.connect()).toHaveLength(2);
  });

  test('that comes back: a session of which the router now says that it is down, is', () => {
    const feed = new BmpFeed();
    const [first] = feed.connect();
    feed.hear(first, peerUp());
    feed.lose(first);
    const [second] = feed.connect();
    expect(feed.hear(second, peerDown(4)).map(told)).toEqual([
      'peer-down adj-in-pre 192.0.2.1 withdrawn closed by the peer without a NOTIFICATION',
    ]);
  });

  test('that is newer wins: the older ends, and what still comes on it is left out', () => {
    const feed = new BmpFeed();
    const [older] = feed.connect();
    feed.hear(older, peerUp());
    const [newer, ...events] = feed.connect();
    expect(events.map(told)).toEqual([
      'feed-lost adj-in-pre 192.0.2.1 kept',
      `feed-lost adj-in-pre 192.0.2.1 ${KEPT_US}`,
    ]);
    feed.hear(newer, peerUp());
    expect(feed.hear(older, routeMonitoring(ANNOUNCE_A)).map(told)).toEqual([
      'filtered older BMP connection of a router',
    ]);
    expect(feed.lose(older)).toEqual([]);
    expect(feed.events.connectionOf('nva-0')).toBe(newer);
  });

  test('two routers with a peer of one address do not meet', () => {
    const feed = new BmpFeed();
    const [one] = feed.connect('nva-0');
    const [two] = feed.connect('nva-1');
    const [a, b] = [one, two].map((connection) => peerOf(feed.hear(connection, peerUp())));
    expect([a!.router, b!.router]).toEqual(['nva-0', 'nva-1']);
    feed.lose(one);
    expect(feed.hear(two, routeMonitoring(ANNOUNCE_A)).map(told).at(-1)).toBe(`announce adj-in-pre 192.0.2.1 ${A}`);
  });
});

test('a peer that was known before goes on with its object', () => {
  const before = new BmpFeed();
  const [connection] = before.connect();
  const peer = peerOf(before.hear(connection, peerUp()));
  const known = { ...peer };
  const again = new BmpFeed(100, new BmpEvents(100, (heard) => (heard.address === known.address ? known : heard)));
  const [anew] = again.connect();
  expect(peerOf(again.hear(anew, peerUp()))).toBe(known);
});

describe('Route Mirroring', () => {
  const mirrored = (...messages: readonly Uint8Array[]): Uint8Array =>
    routeMirroring(messages.map((bytes) => tlv(0, bytes)));
  const after = (message: Uint8Array): string[] => lines(peerUp(), message).slice(UP.length + 1);

  test('tells of KEEPALIVE and ROUTE-REFRESH, which nothing else does', () => {
    expect(after(mirrored(keepalive(), encodeRouteRefresh(IPV4_UNICAST, 0)))).toEqual([
      'message adj-in-pre 192.0.2.1 KEEPALIVE',
      'message adj-in-pre 192.0.2.1 ROUTE-REFRESH',
      'route-refresh adj-in-pre 192.0.2.1 received',
    ]);
  });

  test('what is told elsewhere is not told twice', () => {
    expect(after(mirrored(ANNOUNCE_A, open(), notification(6, 2)))).toEqual([
      'filtered mirrored UPDATE',
      'filtered mirrored OPEN',
      'filtered mirrored NOTIFICATION',
    ]);
  });

  test('RFC 7854 §4.7: a message that the router could not use is a fault of the peer, lost ones a fault', () => {
    const events = bmpEventsOf(
      peerUp(),
      routeMirroring([tlv(0, hex('ffff')), tlv(1, u16(0)), tlv(1, u16(1)), tlv(9, hex('00'))])
    );
    expect(events.slice(UP.length + 1)).toMatchObject([
      {
        kind: 'decode-fault',
        of: { peer: { address: '192.0.2.1' }, fault: { class: 'treat-as-withdraw', bytes: hex('ffff') } },
      },
      { kind: 'decode-fault', problem: 'Route Mirroring: the router lost messages' },
      { kind: 'filtered', reason: 'Route Mirroring TLV without a name' },
    ]);
  });

  test('of a session that nothing else told of is left out', () => {
    expect(lines(mirrored(keepalive()))).toEqual(['filtered mirrored message of an unknown session']);
  });
});

test('what is about the connection is no event; what has no use, or no name, is counted', () => {
  expect(lines(initiation(tlv(2, 'nva-0')), termination(tlv(1, u16(0))))).toEqual([]);
  expect(lines(statisticsReport([]), bmp(99), bmp(0, hex('09'), new Uint8Array(50)))).toEqual([
    'filtered BMP statistics report',
    'filtered BMP message type 99',
    'filtered BMP peer type 9',
  ]);
});

test('a message that cannot be decoded is a fault, and the next one is heard', () => {
  const events = lines(peerUp({ received: open().subarray(0, 30) }), routeMonitoring(ANNOUNCE_A));
  expect(events[0]).toMatch(/^decode-fault message body at offset \d+: need 18 bytes, have 11$/);
  expect(events.at(-1)).toBe(`announce adj-in-pre 192.0.2.1 ${A}`);
});

test('RFC 7606: a malformed attribute withdraws the route, and is a fault of the peer', () => {
  const bytes = ANNOUNCE_A.slice();
  // Byte 3 of the first attribute, ORIGIN: 9 is none.
  bytes[19 + 4 + 3] = 9;
  const events = bmpEventsOf(peerUp(), routeMonitoring(bytes));
  expect(events.slice(-2)).toMatchObject([
    { kind: 'withdraw', cause: 'malformed' },
    { kind: 'decode-fault', of: { peer: { address: '192.0.2.1' }, fault: { class: 'treat-as-withdraw' } } },
  ]);
});

describe('times', () => {
  const times = fc.constantFrom(
    0,
    RECEIVED_US,
    RECEIVED_US - 1e6,
    RECEIVED_US - 290e6,
    RECEIVED_US + 290e6,
    RECEIVED_US - 9e9
  );
  const messages = fc.array(
    fc.record({ timeUs: times, flags: fc.constantFrom(0, FLAGS.L), address: fc.constantFrom('192.0.2.1', '192.0.2.2') })
  );

  test('whatever headers say, the rows of an address never go back and never share a time', () => {
    fc.assert(
      fc.property(messages, (headers) => {
        const events = bmpEventsOf(
          ...headers.flatMap((peer) => [routeMonitoring(update({ announced: [A, B] }), peer)])
        );
        const last = new Map<string, bigint>();
        for (const event of events) {
          if ('timeNs' in event && event.kind !== 'message') {
            expect(event.timeNs > (last.get(event.peer.address) ?? 0n)).toBe(true);
            expect(event.timeUs).toBe(RECEIVED_US);
            last.set(event.peer.address, event.timeNs);
          }
        }
      })
    );
  });
});

test('any bytes in the place of any message are events, never an exception', () => {
  const kinds = [
    peerUp(),
    routeMonitoring(ANNOUNCE_A),
    peerDown(3, notification(6, 2)),
    routeMirroring([tlv(0, keepalive())]),
  ];
  const damaged = fc
    .record({ kind: fc.constantFrom(...kinds), at: fc.nat(200), bytes: fc.uint8Array({ maxLength: 12 }) })
    .map(({ kind, at, bytes }) =>
      bmp(kind[5]!, join(kind.subarray(6, 6 + at), bytes, kind.subarray(6 + at + bytes.length)))
    );
  fc.assert(
    fc.property(fc.array(fc.oneof(damaged, fc.constantFrom(...kinds)), { maxLength: 12 }), (stream) => {
      const again = lines(...stream);
      expect(lines(...stream)).toEqual(again);
    })
  );
});
