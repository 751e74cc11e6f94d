import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { join } from '../../tests/build/bytes.ts';
import {
  cacheReset,
  cacheResponse,
  endOfData,
  errorReport,
  fullAnswer,
  pdu,
  prefixPdu,
  routerKey,
  serialNotify,
} from '../../tests/build/rtr.ts';
import { formatPrefix } from '../net/prefix.ts';
import { type CacheAction, CacheSession } from './cache-session.ts';
import { formatErrorCode } from './error-code.ts';
import { PduFramer } from './framer.ts';
import { RFC_BOUNDS } from './intervals.ts';
import { type Version, decodePdu } from './pdu.ts';

const SESSION = 7;

/** A session whose cache is the test. */
class Heard {
  readonly session: CacheSession;
  readonly #framer = new PduFramer();

  constructor(version: Version = 1, maxVrps = 1000) {
    this.session = new CacheSession(version, { maxVrps, bounds: RFC_BOUNDS });
  }

  /** What comes of bytes, one text for each action. */
  hear(...bytes: readonly Uint8Array[]): string[] {
    const { pdus, fault } = this.#framer.push(join(...bytes));
    const actions = pdus.flatMap((one) => this.session.heard(one));
    return [...actions, ...(fault ? this.session.faulty(fault) : [])].map(words);
  }
}

function words(action: CacheAction): string {
  switch (action.kind) {
    case 'send':
      return sentWords(action.bytes);
    case 'data':
      return `${action.changed ? 'data' : 'same'} ${textsOf(action.vrps).join(', ')}`;
    case 'end':
      return ['end', action.downgrade && 'downgrade', action.flush && 'flush'].filter(Boolean).join(' ');
  }
}

function sentWords(bytes: Uint8Array): string {
  const sent = decodePdu(bytes);
  const version = `v${bytes[0]}`;
  switch (sent.kind) {
    case 'serial-query':
      return `${version} serial ${sent.sessionId}/${sent.serial}`;
    case 'error-report':
      return `${version} ${formatErrorCode(sent.code)}`;
    default:
      return `${version} ${sent.kind}`;
  }
}

function textsOf(vrps: Extract<CacheAction, { kind: 'data' }>['vrps']): string[] {
  return Array.from(vrps, ({ prefix, as }) => `${formatPrefix(prefix)} ${as}`).sort();
}

/** A session that has everything from its cache. */
function synced(vrps: readonly string[] = ['10.0.0.0/8 1', '2001:db8::/32 2'], serial = 5): Heard {
  const heard = new Heard();
  expect(heard.session.start().map(words)).toEqual(['v1 reset-query']);
  expect(heard.hear(fullAnswer(SESSION, serial, vrps))).toEqual([`data ${[...vrps].sort().join(', ')}`]);
  return heard;
}

describe('RFC 8210 §8.1: from nothing to data', () => {
  test('what is told counts at End of Data, not before', () => {
    const heard = new Heard();
    heard.session.start();
    expect(heard.hear(cacheResponse(SESSION), prefixPdu('10.0.0.0/8-24 1'), routerKey())).toEqual([]);
    expect(heard.session.waits).toBe(true);
    expect(heard.hear(endOfData(SESSION, 5))).toEqual(['data 10.0.0.0/8 1']);
    expect(heard.session.waits).toBe(false);
  });

  test('nothing at all is an answer', () => {
    expect(synced([]).session.waits).toBe(false);
  });
});

describe('RFC 8210 §8.2: what changed', () => {
  test('a notification, or the refresh interval, asks for it', () => {
    const heard = synced();
    expect(heard.session.refresh().map(words)).toEqual(['v1 serial 7/5']);
    expect(heard.session.refresh()).toEqual([]);
    expect(heard.hear(cacheResponse(SESSION), endOfData(SESSION, 5))).toEqual(['same 10.0.0.0/8 1, 2001:db8::/32 2']);
    expect(heard.hear(serialNotify(SESSION, 5))).toEqual([]);
    expect(heard.hear(serialNotify(SESSION, 6))).toEqual(['v1 serial 7/5']);
    const changes = [prefixPdu('10.0.0.0/8 1', false), prefixPdu('10.0.0.0/8 3')];
    expect(heard.hear(cacheResponse(SESSION), ...changes)).toEqual([]);
    expect(heard.hear(endOfData(SESSION, 6))).toEqual(['data 10.0.0.0/8 3, 2001:db8::/32 2']);
  });

  test('one that comes while an answer is on its way is not forgotten', () => {
    const heard = synced();
    heard.session.refresh();
    const answer = [cacheResponse(SESSION), serialNotify(SESSION, 7), endOfData(SESSION, 6)];
    expect(heard.hear(...answer)).toEqual(['same 10.0.0.0/8 1, 2001:db8::/32 2', 'v1 serial 7/6']);
    expect(heard.hear(cacheResponse(SESSION), endOfData(SESSION, 7))).toHaveLength(1);
  });

  test('there and gone again within one answer', () => {
    const heard = synced([]);
    heard.session.refresh();
    const there = [prefixPdu('10.0.0.0/8 1'), prefixPdu('10.0.0.0/8 1', false)];
    expect(heard.hear(cacheResponse(SESSION), ...there, endOfData(SESSION, 6))).toEqual(['same ']);
  });
});

test('RFC 8210 §8.3: a cache that cannot tell the changes is asked for everything', () => {
  const heard = synced();
  heard.session.refresh();
  expect(heard.hear(cacheReset())).toEqual(['v1 reset-query']);
  expect(heard.hear(serialNotify(SESSION + 1, 1))).toEqual([]);
  expect(heard.hear(fullAnswer(SESSION + 1, 1, ['10.0.0.0/8 9']))).toEqual(['data 10.0.0.0/8 9']);
  expect(heard.session.refresh().map(words)).toEqual(['v1 serial 8/1']);
});

describe('RFC 8210 §7: the version', () => {
  test('a cache of version 0 answers in it', () => {
    const heard = new Heard();
    heard.session.start();
    expect(heard.hear(fullAnswer(SESSION, 5, ['10.0.0.0/8 1'], 0))).toEqual(['data 10.0.0.0/8 1']);
    expect(heard.session.refresh().map(words)).toEqual(['v0 serial 7/5']);
  });

  test.each([0, 1])('or reports that it does not know version 1, in version %s', (version) => {
    expect(new Heard().hear(errorReport(4, '', undefined, version))).toEqual(['end downgrade']);
    expect(new Heard(0).hear(errorReport(4, '', undefined, version))).toEqual(['end']);
    expect(synced().hear(errorReport(4))).toEqual(['end']);
  });

  test('or closes the connection', () => {
    expect(words(new Heard().session.lost('gone'))).toBe('end downgrade');
    expect(words(new Heard(0).session.lost('gone'))).toBe('end');
    expect(words(synced().session.lost('gone'))).toBe('end');
  });

  test('notifications before it is settled say nothing, whatever their version', () => {
    const heard = new Heard();
    heard.session.start();
    expect(heard.hear(serialNotify(1, 1, 0), serialNotify(1, 1))).toEqual([]);
    expect(heard.hear(fullAnswer(SESSION, 5, ['10.0.0.0/8 1']))).toEqual(['data 10.0.0.0/8 1']);
  });

  test('once settled, it does not change', () => {
    expect(synced().hear(serialNotify(SESSION, 6, 0))).toEqual(['v1 Unexpected Protocol Version', 'end']);
    expect(new Heard(0).hear(cacheResponse(SESSION))).toEqual(['v0 Unexpected Protocol Version', 'end']);
    expect(new Heard().hear(pdu(3, SESSION, undefined, 2))).toEqual(['v1 Unsupported Protocol Version', 'end']);
  });
});

describe('RFC 8210 §5.1: another session ID means that nothing of it holds', () => {
  test.each([
    ['Serial Notify', [serialNotify(SESSION + 1, 6)]],
    ['Cache Response', [serialNotify(SESSION, 6), cacheResponse(SESSION + 1)]],
    ['End of Data', [serialNotify(SESSION, 6), cacheResponse(SESSION), endOfData(SESSION + 1, 6)]],
  ])('in %s', (_, bytes) => {
    expect(
      synced()
        .hear(...bytes)
        .slice(-2)
    ).toEqual(['v1 Corrupt Data', 'end flush']);
  });
});

describe('what contradicts itself ends the session with a report', () => {
  const asking = (): Heard => {
    const heard = synced();
    heard.session.refresh();
    return heard;
  };

  test.each([
    [
      'a prefix that is there already',
      [cacheResponse(SESSION), prefixPdu('10.0.0.0/8 1')],
      'Duplicate Announcement Received',
    ],
    [
      'a prefix told twice',
      [cacheResponse(SESSION), prefixPdu('10.0.0.0/9 1'), prefixPdu('10.0.0.0/9 1')],
      'Duplicate Announcement Received',
    ],
    [
      'a prefix that is not there',
      [cacheResponse(SESSION), prefixPdu('10.0.0.0/9 1', false)],
      'Withdrawal of Unknown Record',
    ],
    [
      'a prefix taken away twice',
      [cacheResponse(SESSION), prefixPdu('10.0.0.0/8 1', false), prefixPdu('10.0.0.0/8 1', false)],
      'Withdrawal of Unknown Record',
    ],
    ['a prefix before its Cache Response', [prefixPdu('10.0.0.0/9 1')], 'Corrupt Data'],
    ['a router key before it', [routerKey()], 'Corrupt Data'],
    ['End of Data before it', [endOfData(SESSION, 6)], 'Corrupt Data'],
    ['two Cache Responses', [cacheResponse(SESSION), cacheResponse(SESSION)], 'Corrupt Data'],
    ['Cache Reset in an answer', [cacheResponse(SESSION), cacheReset()], 'Corrupt Data'],
    ['a query', [pdu(2, 0)], 'Corrupt Data'],
    ['a prefix that is none', [cacheResponse(SESSION), prefixPdu('10.0.0.0/8-40 1')], 'Corrupt Data'],
    ['ASPA', [cacheResponse(SESSION), pdu(11, 0, new Uint8Array(8))], 'Unsupported PDU Type'],
  ])('%s', (_, bytes, report) => {
    const heard = asking();
    expect(heard.hear(...bytes)).toEqual([`v1 ${report}`, 'end']);
    expect(heard.hear(cacheResponse(SESSION), endOfData(SESSION, 6))).toEqual([]);
  });

  test('Cache Reset as the answer to a Reset Query, which it cannot be', () => {
    expect(new Heard().hear(cacheReset())).toEqual(['v1 Corrupt Data', 'end']);
  });
});

test('no report answers a report', () => {
  expect(synced().hear(errorReport(2, 'validating still'))).toEqual(['end']);
  expect(synced().hear(pdu(10, 0, new Uint8Array(8), 3))).toEqual(['end']);
});

test('there is a greatest number of prefixes', () => {
  const heard = new Heard(1, 2);
  const three = ['10.0.0.0/8 1', '10.0.0.0/8 2', '10.0.0.0/8 3'].map((text) => prefixPdu(text));
  expect(heard.hear(cacheResponse(SESSION), ...three)).toEqual(['end']);
});

test.each([
  ['as they are', {}, { refreshSeconds: 3600, retrySeconds: 600, expireSeconds: 7200 }],
  ['not for ever', { expire: 2 ** 32 - 1 }, { refreshSeconds: 3600, retrySeconds: 600, expireSeconds: 172_800 }],
  ['not at once', { refresh: 0, retry: 0, expire: 0 }, { refreshSeconds: 1, retrySeconds: 1, expireSeconds: 600 }],
  [
    'so that it is asked again before the data expire',
    { refresh: 86_400, retry: 7200, expire: 600 },
    { refreshSeconds: 300, retrySeconds: 300, expireSeconds: 600 },
  ],
])('RFC 8210 §6: intervals, %s', (_, given, expected) => {
  const session = new CacheSession(1, { maxVrps: 1, bounds: RFC_BOUNDS });
  session.heard(cacheResponse(SESSION));
  expect(session.heard(endOfData(SESSION, 1, given))).toMatchObject([{ kind: 'data', intervals: expected }]);
});

/** PDUs of a cache with few values, so that they meet. */
const anyPdu = fc.oneof(
  fc
    .tuple(fc.constantFrom('10.0.0.0/8 1', '10.0.0.0/8 2', '::/0 1'), fc.boolean())
    .map(([text, on]) => prefixPdu(text, on)),
  fc.nat(1).map((id) => cacheResponse(id)),
  fc.tuple(fc.nat(1), fc.nat(3)).map(([id, serial]) => endOfData(id, serial)),
  fc.tuple(fc.nat(1), fc.nat(3)).map(([id, serial]) => serialNotify(id, serial)),
  fc.constantFrom(cacheReset(), routerKey(), errorReport(1)),
  fc.uint8Array({ maxLength: 30 })
);

test('whatever comes: it ends once, and is silent from there on', () => {
  fc.assert(
    fc.property(fc.array(anyPdu), (pdus) => {
      const heard = new Heard();
      const all = pdus.flatMap((one) => [...heard.hear(one), ...heard.session.refresh().map(words)]);
      const end = all.findIndex((action) => action.startsWith('end'));
      expect(end === -1 || end === all.length - 1).toBe(true);
    })
  );
});

test('after any changes the data are what a model has', () => {
  const change = fc.tuple(fc.nat(5), fc.boolean());
  fc.assert(
    fc.property(fc.array(fc.array(change)), (answers) => {
      const heard = synced([]);
      const model = new Set<string>();
      for (const [i, changes] of answers.entries()) {
        heard.session.refresh();
        const told = changes.flatMap(([n, on]) => {
          const text = `10.${n}.0.0/16 ${n}`;
          const tells = on ? !model.has(text) : model.has(text);
          (on ? (one: string): unknown => model.add(one) : (one: string): unknown => model.delete(one))(text);
          return tells ? [prefixPdu(text, on)] : [];
        });
        const [data] = heard.hear(cacheResponse(SESSION), ...told, endOfData(SESSION, i + 6));
        expect(data?.slice(5)).toBe([...model].sort().join(', '));
      }
    })
  );
});
