import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIPv4, formatIPv6 } from '../net/address.ts';
import { parsePrefix } from '../net/parse-prefix.ts';
import { formatPrefix } from '../net/prefix.ts';
import { decodeBgp4mp } from './bgp4mp.ts';
import { MrtFramer } from './framer.ts';
import type { MrtRecord } from './record.ts';
import { recordBytes } from './record-bytes.ts';
import { decodeTableDumpV2 } from './table-dump-v2.ts';
import { encodeMessage, encodePeerIndex, encodeRib, encodeStateChange } from './writer.ts';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const v4 = word.map(formatIPv4);
// The first group keeps it from being an IPv4-mapped address, which is read as IPv4.
const v6 = fc.tuple(word, word, word).map(([w1, w2, w3]) => formatIPv6(0x20010db8, w1, w2, w3));
const as4 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const as2 = fc.integer({ min: 0, max: 65_535 });
const timeUs = fc.integer({ min: 0, max: 2 ** 32 * 1e6 - 1 });
const addresses = fc.oneof(fc.record({ peer: v4, local: v4 }), fc.record({ peer: v6, local: v6 }));
const states = fc.constantFrom(
  'Idle',
  'Connect',
  'Active',
  'OpenSent',
  'OpenConfirm',
  'Established'
) as fc.Arbitrary<'Idle'>;
const body = fc.uint8Array({ maxLength: 40 });

function read(bytes: Uint8Array): MrtRecord {
  const framer = new MrtFramer({ lookAhead: false });
  const [record] = [...framer.push(bytes)] as MrtRecord[];
  expect([...framer.end()]).toEqual([]);
  expect(recordBytes(record!)).toEqual(bytes);
  return record!;
}

test('a message is read as it was written', () => {
  const form = fc.record({
    direction: fc.constantFrom('received' as const, 'sent' as const),
    asBytes: fc.constantFrom(2 as const, 4 as const),
    addPath: fc.boolean(),
  });
  fc.assert(
    fc.property(
      timeUs,
      addresses,
      as2,
      as2,
      form,
      body,
      (time, pair, peerAs, localAs, { direction, asBytes, addPath }, data) => {
        const message = Uint8Array.of(...new Array<number>(16).fill(255), 0, 19 + data.length, 9, ...data);
        const ends = { ...pair, peerAs, localAs };
        const record = read(encodeMessage(time, ends, { direction, asBytes, addPath }, message));
        expect([record.timeUs, record.extended]).toEqual([time, true]);
        const decoded = decodeBgp4mp(record);
        expect(decoded).toMatchObject({ kind: 'message', peer: pair.peer, peerAs, localAs, direction });
        if (decoded?.kind === 'message') {
          const { params, message: raw } = decoded;
          expect([params.asBytes, params.addPath({ afi: 1, safi: 1 })]).toEqual([asBytes, addPath || undefined]);
          expect(raw.body.take(raw.body.left, 'body')).toEqual(data);
        }
      }
    )
  );
});

test('a state change is read as it was written', () => {
  fc.assert(
    fc.property(timeUs, addresses, as4, states, states, (time, pair, peerAs, from, to) => {
      const record = read(encodeStateChange(time, { ...pair, peerAs, localAs: 1 }, from, to));
      expect(record.timeUs).toBe(time);
      expect(decodeBgp4mp(record)).toMatchObject({ kind: 'state-change', peer: pair.peer, peerAs, from, to });
    })
  );
});

test('a table is read as it was written', () => {
  const peers = fc.array(fc.record({ bgpId: v4, peer: fc.oneof(v4, v6), peerAs: as4 }), { maxLength: 5 });
  const prefixes = fc
    .tuple(fc.oneof(v4, v6), fc.integer({ min: 0, max: 128 }))
    .map(([address, bits]) => parsePrefix(`${address}/${address.includes(':') ? bits : bits >> 2}`)!);
  const seconds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const entries = fc.boolean().chain((pathIds) =>
    fc.array(
      fc.record({
        peerIndex: as2,
        originatedSeconds: seconds,
        pathId: pathIds ? as4 : fc.constant(undefined),
        attributes: fc.constant(Uint8Array.of(0x80, 4, 4, 0, 0, 0, 9)),
      }),
      { maxLength: 4 }
    )
  );
  fc.assert(
    fc.property(peers, prefixes, entries, (list, prefix, routes) => {
      expect(decodeTableDumpV2(read(encodePeerIndex(7e6, '10.0.0.9', list)))).toEqual({
        kind: 'peer-index',
        peers: list.map(({ peer, peerAs }) => ({ peer, peerAs })),
      });
      const decoded = decodeTableDumpV2(read(encodeRib(7e6, 1, prefix, routes)));
      const found = decoded?.kind === 'rib' ? decoded.entries : [];
      expect(
        found.map(({ peerIndex, originatedSeconds, prefix: { pathId }, block }) => [
          peerIndex,
          originatedSeconds,
          pathId,
          block.attributes.med,
        ])
      ).toEqual(routes.map(({ peerIndex, originatedSeconds, pathId }) => [peerIndex, originatedSeconds, pathId, 9]));
      expect(found.every((entry) => formatPrefix(entry.prefix) === formatPrefix(prefix))).toBe(true);
    })
  );
});
