import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributes, message, update } from './build/bgp.ts';
import { updateMessage } from './build/arbitrary.ts';
import { join, u16, u8 } from './build/bytes.ts';
import { bgp4mp, peerIndex, record, rib } from './build/mrt.ts';
import { runFiles } from './build/run.ts';
import type { SessionParams } from '../src/bgp/session-params.ts';
import { decodeBody, decodeHeader } from '../src/bgp/message.ts';
import { formatNotification } from '../src/bgp/notification.ts';
import { type Update, decodeUpdate } from '../src/bgp/update.ts';
import { DecodeError } from '../src/bytes/decode-error.ts';
import { Reader } from '../src/bytes/reader.ts';
import { MrtEvents } from '../src/event/mrt-events.ts';
import { PeerRegistry } from '../src/event/peer-registry.ts';
import { SessionBelief } from '../src/event/session-belief.ts';

const T = 1_267_286_400;
/** A share of the 20 s that all properties together may take. */
const LIMIT = { numRuns: 20_000, interruptAfterTimeLimit: 3000 };

function paramsOf(asBytes: 2 | 4, addPath: boolean | undefined, external: boolean | undefined): SessionParams {
  return { asBytes, widthClaimed: addPath === undefined, addPath: () => addPath, external };
}

const session = fc
  .tuple(fc.constantFrom(2 as const, 4 as const), fc.constantFrom(true, false, undefined), fc.constantFrom(true, false))
  .map(([asBytes, addPath, external]) => paramsOf(asBytes, addPath, external));

function decode(bytes: Uint8Array, params: SessionParams): Update {
  const { type, body } = decodeHeader(new Reader(bytes));
  expect(type).toBe('UPDATE');
  return decodeUpdate(body, params);
}

describe('what the builders write is what the decoder reads', () => {
  test.each([false, true])('UPDATE of all families, path identifiers: %s', (addPath) => {
    fc.assert(
      fc.property(updateMessage(addPath), ({ value, bytes }) => {
        const found = decode(bytes, paramsOf(4, addPath, true));
        expect(found.faults).toEqual([]);
        expect(found.withdrawn.map(({ prefixes }) => prefixes)).toEqual([value.withdrawn, value.unreach.prefixes]);
        expect(found.announced.map(({ prefixes }) => prefixes)).toEqual([value.announced, value.reach.prefixes]);
        expect(found.announced[1]?.family).toEqual(value.reach.family);
        expect(found.withdrawn[1]?.family).toEqual(value.unreach.family);
        expect(found.attributes).toMatchObject(value.attributes);
      }),
      { numRuns: 500 }
    );
  });

  test('where nobody says, a list without default routes and host bits is never taken for one of path identifiers', () => {
    fc.assert(
      fc.property(updateMessage(false), ({ value, bytes }) => {
        const lists = [value.withdrawn, value.announced, value.reach.prefixes, value.unreach.prefixes];
        fc.pre(lists.every((list) => list.every(({ lengthBits }) => lengthBits > 0)));
        const found = decode(bytes, paramsOf(4, undefined, true));
        expect([...found.withdrawn, ...found.announced].some(({ ambiguous }) => ambiguous)).toBe(false);
      }),
      { numRuns: 500 }
    );
  });

  test('RFC 8654 §4: an UPDATE of 65,535 octets', () => {
    const prefixes = Array.from({ length: 16_360 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    const bytes = update({ announced: prefixes });
    expect(bytes.length).toBeGreaterThan(65_400);
    expect(decode(bytes, paramsOf(4, false, true)).announced[0]?.prefixes).toHaveLength(16_360);
  });

  test('RFC 8538: a NOTIFICATION full of hard resets ends', () => {
    const nested = message(
      3,
      new Uint8Array(65_000).fill(0).map((_, i) => (i % 2 ? 9 : 6))
    );
    const { body } = decodeHeader(new Reader(nested));
    const decoded = decodeBody('NOTIFICATION', body, paramsOf(4, false, true));
    expect(decoded.type === 'NOTIFICATION' && formatNotification(decoded.notification)).toBe('Cease: Hard Reset');
  });
});

describe('any bytes give a value, a fault or a DecodeError, nothing else', () => {
  test('BGP messages of all types in all sessions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.uint8Array({ maxLength: 300 }), session, (type, bytes, params) => {
        try {
          const raw = decodeHeader(new Reader(message(type, bytes)));
          if (typeof raw.type !== 'number') {
            decodeBody(raw.type, raw.body, params);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      LIMIT
    );
  });

  test('UPDATE whose lengths are right, so that the attributes are reached', () => {
    const part = fc
      .tuple(fc.constantFrom(0x40, 0x80, 0xc0), fc.nat(45), fc.uint8Array({ maxLength: 40 }))
      .map(([flags, type, value]) => join(u8(flags), u8(type), u8(value.length), value));
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.uint8Array({ maxLength: 12 }),
        session,
        (parts, nlri, params) => {
          const block = join(...parts);
          const found = decode(message(2, join(u16(0), u16(block.length), block, nlri)), params);
          const reset = found.faults.some((one) => one.class === 'session-reset');
          expect(reset && found.announced.length + found.withdrawn.length > 0).toBe(false);
          expect(found.announced.length > 0 && found.treatedAsWithdrawn.length > 0).toBe(false);
        }
      ),
      LIMIT
    );
  });

  test('MRT records of all types and subtypes', () => {
    const type = fc.constantFrom(5, 11, 12, 13, 16, 17);
    const index = peerIndex(T, [{ peer: '192.0.2.1', peerAs: 65010 }]);
    const events = new MrtEvents({ peers: new PeerRegistry('local'), sessions: new SessionBelief() });
    const taken = (bytes: Uint8Array, subtype: number, of: number): number => {
      const one = {
        kind: 'record',
        timeUs: T,
        extended: false,
        type: of,
        subtype,
        body: bytes,
        offset: 0,
        bodyOffset: 12,
      };
      return [...events.events(one as Parameters<MrtEvents['events']>[0])].length;
    };
    taken(index.subarray(12), 1, 13);
    fc.assert(
      fc.property(type, fc.nat(13), fc.uint8Array({ maxLength: 200 }), (of, subtype, bytes) => {
        expect(taken(bytes, subtype, of)).toBeGreaterThanOrEqual(0);
      }),
      LIMIT
    );
  });

  test('whole files, also behind good records', async () => {
    const good = join(
      peerIndex(T, [{ peer: '192.0.2.1', peerAs: 65010 }]),
      rib(T, '10.1.0.0/16', [{ peerIndex: 0, attributes: attributes({}) }]),
      bgp4mp(T, update({ announced: ['10.2.0.0/16'] }))
    );
    const input = fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 400 }));
    await fc.assert(
      fc.asyncProperty(input, async ([behind, bytes]) => {
        const { run } = await runFiles(behind ? join(good, bytes) : bytes);
        const { records, decoded, faulty, filtered } = run.counts;
        expect(records).toBeGreaterThanOrEqual(behind ? 3 : 0);
        expect(decoded + faulty + filtered).toBe(records);
      }),
      LIMIT
    );
  });

  test('records with a body of nothing', async () => {
    const all = [0, 5, 12, 13, 16].flatMap((type) =>
      Array.from({ length: 14 }, (_, subtype) => record(T, type, subtype, new Uint8Array()))
    );
    const { run } = await runFiles(join(...all));
    expect(run.counts.records).toBe(all.length);
    expect(run.counts.faulty + run.counts.filtered).toBe(all.length);
  });
});
