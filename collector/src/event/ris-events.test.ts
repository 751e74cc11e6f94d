import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keepalive, notification, open, reachIPv6, update } from '../../tests/build/bgp.ts';
import { eventsOf } from '../../tests/build/events.ts';
import {
  RIS_TIME_US,
  type RisFields,
  risBgp,
  risEventsOf,
  risFilters,
  risState,
  risTextsOf,
} from '../../tests/build/ris.ts';
import { fixture } from '../../tests/tools.ts';
import { formatAsPath } from '../bgp/as-path.ts';
import { formatPrefix } from '../net/prefix.ts';
import type { RisItem } from '../ris/item.ts';
import { decodeRisText } from '../ris/message.ts';
import type { RisFilters } from '../ris/subscription.ts';
import { PeerRegistry } from './peer-registry.ts';
import { RisEvents } from './ris-events.ts';
import { SessionBelief } from './session-belief.ts';
import type { RouteEvent } from './types.ts';

const SECOND_US = 1_000_000;

function item(text: string, receivedUs = RIS_TIME_US + 2 * SECOND_US): RisItem {
  const decoded = decodeRisText(text);
  return decoded.kind === 'message'
    ? { kind: 'heard', receivedUs, message: decoded.message }
    : { kind: 'fault', timeUs: receivedUs, problem: JSON.stringify(decoded) };
}

const LOST: RisItem = { kind: 'lost', timeUs: RIS_TIME_US + 9 * SECOND_US };

/** Hears one after the other, and gives the kinds of the events of each. */
class Heard {
  readonly events: RouteEvent[] = [];
  readonly #decoder: RisEvents;

  constructor(filters: RisFilters = risFilters({ hosts: ['rrc01'] })) {
    this.#decoder = risEventsOf(filters);
  }

  hear(...items: readonly (string | RisItem)[]): string[] {
    return items.flatMap((one) => {
      const events = this.#decoder.events(typeof one === 'string' ? item(one) : one);
      this.events.push(...events);
      return events.map(words);
    });
  }
}

function words(event: RouteEvent): string {
  switch (event.kind) {
    case 'announce':
    case 'withdraw':
      return `${event.kind} ${formatPrefix(event.prefix)}`;
    case 'filtered':
      return `filtered ${event.reason}`;
    case 'peer-down':
      return `peer-down ${event.state}`;
    default:
      return event.kind;
  }
}

const TABLE = update({ announced: ['10.1.0.0/16'] });
const ROUTE = ['message', 'announce 10.1.0.0/16'];

describe('messages', () => {
  test('router, view and peer of a row', () => {
    const heard = new Heard();
    expect(heard.hear(risBgp(TABLE))).toEqual(ROUTE);
    expect(heard.events[1]).toMatchObject({
      timeUs: RIS_TIME_US + 2 * SECOND_US,
      peer: { router: 'rrc01.ripe.net', view: 'adj-in-pre', vrf: 'default', address: '192.0.2.1', as: 64500 },
    });
  });

  test('one peer is one object, two collectors are two routers', () => {
    const heard = new Heard();
    heard.hear(risBgp(keepalive()), risBgp(keepalive()), risBgp(keepalive(), { host: 'rrc03.ripe.net' }));
    const peers = heard.events.flatMap((event) => ('peer' in event ? [event.peer] : []));
    expect(peers[0]).toBe(peers[1]);
    expect(peers[2]).toMatchObject({ router: 'rrc03.ripe.net', address: '192.0.2.1' });
  });

  test('every row of a peer has a time of its own, also where a collector has one time for many messages', () => {
    const heard = new Heard();
    const several = update({ withdrawn: ['10.9.0.0/16'], announced: ['10.1.0.0/16', '10.2.0.0/16'] });
    heard.hear(risBgp(several), risBgp(several));
    const times = heard.events.flatMap((event) => (event.kind === 'announce' ? [event.timeNs] : []));
    expect(new Set(times).size).toBe(4);
  });

  test('AS numbers of two octets, of a peer that cannot do four', () => {
    const heard = new Heard();
    heard.hear(risBgp(update({ announced: ['10.1.0.0/16'], asPath: [64500, 3356, 65010], asBytes: 2 })));
    const [path] = heard.events.flatMap((event) => (event.kind === 'announce' ? [event.attributes.asPath] : []));
    expect(formatAsPath(path!)).toBe('64500 3356 65010');
  });

  test('what a collector sent is no message of the peer', () => {
    const heard = new Heard();
    expect(heard.hear(risBgp(open(), { type: 'OPEN', direction: 'sent' }))).toEqual(['open']);
    expect(heard.hear(risBgp(keepalive(), { direction: 'sent' }))).toEqual(['filtered sent KEEPALIVE']);
  });

  test('a text that cannot be read is a fault of nobody', () => {
    expect(new Heard().hear('{')).toEqual(['decode-fault']);
  });

  test.each([
    ['none', 0, RIS_TIME_US],
    ['far ahead', RIS_TIME_US / 1e6 + 3600, RIS_TIME_US],
    ['of last week', RIS_TIME_US / 1e6 - 7 * 86_400, RIS_TIME_US],
    ['an hour ago', RIS_TIME_US / 1e6 - 3600, RIS_TIME_US - 3600 * SECOND_US],
  ])('a time that is %s', (_, timestamp, expected) => {
    const heard = risEventsOf(risFilters());
    heard.events(item(risBgp(keepalive(), { peer: '192.0.2.9' }), RIS_TIME_US));
    const [event] = heard.events(item(risBgp(keepalive(), { timestamp }), RIS_TIME_US));
    expect(event).toMatchObject({ timeUs: RIS_TIME_US });
    expect((event as { timeNs: bigint }).timeNs / 1000n).toBe(BigInt(expected));
  });
});

describe('sessions', () => {
  test('connected is not Established: what follows is', () => {
    const heard = new Heard();
    const refused = [risState('connected'), risBgp(notification(6, 5), { type: 'NOTIFICATION' }), risState('down')];
    expect(heard.hear(...refused, ...refused)).toEqual([
      'filtered state connected',
      'message',
      'notification',
      'filtered state down',
      'filtered state connected',
      'message',
      'notification',
      'filtered state down',
    ]);
    expect(heard.hear(risState('connected'), risBgp(open()), risBgp(TABLE))).toEqual([
      'filtered state connected',
      'message',
      'open',
      'peer-up',
      ...ROUTE,
    ]);
    expect(heard.hear(risState('connected'), risState('down'), risState('down'))).toEqual([
      'filtered state connected',
      'peer-down Idle',
      'filtered state down',
    ]);
  });

  test('up, where a collector says so; once', () => {
    expect(new Heard().hear(risState('connected'), risState('up'), risBgp(keepalive()), risState('up'))).toEqual([
      'filtered state connected',
      'peer-up',
      'message',
      'filtered state up',
    ]);
  });

  test('a peer that is heard in the middle of its session did not come up', () => {
    const heard = new Heard();
    expect(heard.hear(risBgp(TABLE), risState('down'), risBgp(keepalive()))).toEqual([
      ...ROUTE,
      'peer-down Idle',
      'peer-up',
      'message',
    ]);
  });

  test('an OPEN of a peer whose session is Established: it was lost', () => {
    const heard = new Heard();
    expect(heard.hear(risBgp(TABLE), risBgp(open(), { direction: 'received' }), risState('down'))).toEqual([
      ...ROUTE,
      'peer-down OpenSent',
      'message',
      'open',
      'filtered state down',
    ]);
  });
});

describe('a lost connection', () => {
  test('is one of every peer that may have routes', () => {
    const heard = new Heard();
    const other = { peer: '192.0.2.2' };
    heard.hear(risBgp(TABLE), risBgp(TABLE, other), risState('down', other), risBgp(TABLE, { host: 'rrc03.ripe.net' }));
    const before = heard.events.length;
    expect(heard.hear(LOST)).toEqual(['feed-lost', 'feed-lost']);
    expect(heard.events.slice(before)).toMatchObject([
      {
        timeUs: RIS_TIME_US + 9 * SECOND_US,
        timeNs: BigInt(RIS_TIME_US + 7 * SECOND_US) * 1000n,
        peer: { router: 'rrc01.ripe.net', address: '192.0.2.1' },
      },
      { peer: { router: 'rrc03.ripe.net', address: '192.0.2.1' } },
    ]);
  });

  test('a peer that is heard again behind it did not come up, and may go down', () => {
    const heard = new Heard();
    heard.hear(risBgp(TABLE), risState('down', { peer: '192.0.2.2' }), LOST);
    expect(heard.hear(risBgp(TABLE), risBgp(TABLE, { peer: '192.0.2.2' }))).toEqual([...ROUTE, ...ROUTE]);
    expect(heard.hear(LOST, risState('down'))).toEqual(['feed-lost', 'feed-lost', 'peer-down Idle']);
  });
});

test('after a restart, which remembers routers, a peer that was heard before is known', () => {
  const router = { peers: new PeerRegistry('rrc01.ripe.net'), sessions: new SessionBelief() };
  const filters = risFilters({ prefixes: ['10.1.0.0/16'] });
  new RisEvents(filters, () => router).events(item(risBgp(TABLE)));
  const after = new RisEvents(filters, () => router);
  expect(after.events(item(risState('down'))).map(words)).toEqual(['peer-down Idle']);
});

describe('a subscription for some prefixes', () => {
  const filters = risFilters({ prefixes: ['10.1.0.0/16', '2001:db8::/32'] });

  test('leaves out what stands beside them in a message', () => {
    const heard = new Heard(filters);
    const parts = {
      withdrawn: ['10.9.0.0/16', '10.1.9.0/24'],
      announced: ['10.2.0.0/16', '10.1.2.0/24', '10.1.0.0/16'],
    };
    expect(heard.hear(risBgp(update(parts)))).toEqual([
      'message',
      'withdraw 10.1.9.0/24',
      'announce 10.1.2.0/24',
      'announce 10.1.0.0/16',
      'filtered prefixes that were not asked for',
    ]);
    const ipv6 = update({ more: [reachIPv6('2001:db8::1', ['2001:db8:1::/48', '2001:dead::/32'])] });
    expect(heard.hear(risBgp(ipv6))).toContain('filtered prefixes that were not asked for');
    expect(heard.hear(risBgp(TABLE))).toEqual(ROUTE);
  });

  test('hears of the sessions of peers with such routes alone', () => {
    const heard = new Heard(filters);
    const reason = 'filtered state of a peer without a route that is asked for';
    expect(heard.hear(risState('down'), risState('up'), risBgp(TABLE), risState('down'), risBgp(TABLE))).toEqual([
      reason,
      reason,
      ...ROUTE,
      'peer-down Idle',
      'peer-up',
      ...ROUTE,
    ]);
  });
});

test('peers without end are not taken in', () => {
  const heard = new Heard();
  const message = (n: number): RisFields => ({ peer: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` });
  for (let n = 0; n < 20_000; n++) {
    heard.hear(risBgp(keepalive(), message(n)));
  }
  const refused = 'filtered more than 1000 collectors or 20000 peers';
  expect(heard.hear(risBgp(TABLE, message(20_000)), risBgp(TABLE, { ...message(0), host: 'rrc99' }))).toEqual([
    refused,
    refused,
  ]);
  expect(heard.hear(risBgp(TABLE, message(7)))).toEqual(ROUTE);
});

test('nor collectors', () => {
  const heard = new Heard();
  for (let n = 0; n < 1000; n++) {
    heard.hear(risBgp(keepalive(), { host: `rrc${n}` }));
  }
  expect(heard.hear(risBgp(TABLE, { host: 'rrc1000' }))).toEqual(['filtered more than 1000 collectors or 20000 peers']);
});

test('whatever the bytes of messages, and whatever comes between them', () => {
  const wounded = fc
    .tuple(
      fc.constantFrom(TABLE, open(), notification(6, 2), keepalive()),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)))
    )
    .map(([bytes, wounds]) => {
      const copy = bytes.slice();
      wounds.forEach(([at, value]) => (copy[16 + (at % (copy.length - 16))] = value));
      return risBgp(copy);
    });
  const text = fc.oneof(
    wounded,
    fc.constantFrom('connected', 'up', 'down', 'x').map((state) => risState(state))
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.constant(LOST))), fc.boolean(), (items, narrow) => {
      const heard = new Heard(risFilters(narrow ? { prefixes: ['10.1.0.0/16'] } : {}));
      let last: string | undefined;
      for (const one of items) {
        // Who was away may be back behind it, unheard.
        last = one === LOST ? undefined : last;
        for (const change of heard.hear(one).filter((kind) => kind.startsWith('peer-'))) {
          expect(change.slice(0, 7)).not.toBe(last);
          last = change.slice(0, 7);
        }
      }
    })
  );
});

test('the routes of a capture are the same by way of RIS Live', () => {
  const bytes = readFileSync(fixture('bird-hybrid/nva.mrt'));
  const decoder = risEventsOf(risFilters());
  const routesOf = (events: readonly RouteEvent[]): unknown[] =>
    events.flatMap((event) =>
      event.kind === 'announce' || event.kind === 'withdraw'
        ? [{ ...event, timeNs: undefined, receivedNs: undefined, peer: event.peer.address }]
        : []
    );
  const heard = routesOf(risTextsOf(bytes).flatMap(({ text, timeUs }) => [...decoder.events(item(text, timeUs))]));
  expect(heard.length).toBeGreaterThan(0);
  expect(heard).toEqual(routesOf(eventsOf(bytes)));
});
