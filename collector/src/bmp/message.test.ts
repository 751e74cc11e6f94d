import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepalive, notification, update } from '../../tests/build/bgp.ts';
import {
  bmp,
  initiation,
  peerDown,
  peerHeader,
  peerUp,
  routeMirroring,
  routeMonitoring,
  statisticsReport,
  termination,
  tlv,
} from '../../tests/build/bmp.ts';
import { hex, join, u16, u32, u8 } from '../../tests/build/bytes.ts';
import { decodeAll, decodeOne } from '../../tests/build/decode-bmp.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { decodeUpdate } from '../bgp/update.ts';
import { BmpFramer } from './framer.ts';
import { decodeBmp } from './message.ts';
import { monitoringParams } from './peer-params.ts';

describe('what nobody knows yet', () => {
  test('a message type without a name is data', () => {
    expect(decodeOne(bmp(200, hex('0102')), 'unknown-message')).toMatchObject({ type: 200, bytes: hex('0102') });
  });

  test.each([0, 1, 2, 3, 6])(
    'a peer type without a name in a message of type %i is data, the stream goes on',
    (type) => {
      const strange = bmp(type, peerHeader({ type: 9 }), hex('dead'));
      expect(decodeAll(join(strange, peerDown(4)))).toMatchObject([
        { kind: 'unknown-peer-type', type, peerType: 9 },
        { kind: 'peer-down' },
      ]);
    }
  );
});

test('Loc-RIB peers are all 0.0.0.0: their VRF and BGP ID tell them apart', () => {
  const peers = [hex('0000 fde8 00000001'), hex('0000 fde8 00000002')].map((distinguisher) =>
    decodeOne(routeMonitoring(update({}), { type: 3, address: '0.0.0.0', distinguisher }), 'route-monitoring')
  );
  expect(peers.map(({ peer: { address, distinguisher } }) => [address, distinguisher])).toEqual([
    ['0.0.0.0', '65000:1'],
    ['0.0.0.0', '65000:2'],
  ]);
});

test('an error of a message behind others names its offset in the stream', () => {
  const before = join(initiation(tlv(2, 'edge-1')), peerUp());
  const framer = new BmpFramer();
  const frames = [...framer.push(join(before, bmp(2, peerHeader())))];
  expect(() => frames.map(decodeBmp)).toThrow(
    `peer down reason at offset ${before.length + 6 + 42}: need 1 bytes, have 0`
  );
});

test('any bytes give a message or a DecodeError, nothing else', () => {
  const body = fc.uint8Array({ maxLength: 200 });
  const behindHeader = fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.nat(255), body)
    .map(([type, flags, bytes]) => join(peerHeader({ type, flags }), bytes));
  fc.assert(
    fc.property(fc.nat(8), fc.oneof(body, behindHeader), (type, bytes) => {
      try {
        decodeAll(bmp(type, bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { numRuns: 5000 }
  );
});

test('any byte changed in any message gives a message or a DecodeError, nothing else', () => {
  const messages = [
    routeMonitoring(update({ announced: ['10.1.0.0/16'] })),
    statisticsReport([tlv(9, join(u16(2), u8(1), u32(0), u32(42)))]),
    peerDown(1, notification(6, 2, hex('0361 6263'))),
    peerUp({ information: [tlv(3, 'CUST-A')] }),
    initiation(tlv(2, 'edge-1')),
    termination(tlv(1, u16(0))),
    routeMirroring([tlv(0, keepalive())]),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...messages), fc.nat(), fc.nat(255), (message, at, value) => {
      const bad = message.slice();
      bad[6 + (at % (bad.length - 6))] = value;
      try {
        for (const decoded of decodeAll(bad)) {
          if (decoded.kind === 'route-monitoring') {
            decodeUpdate(decoded.message.body, monitoringParams(undefined, decoded.peer));
          }
        }
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { numRuns: 5000 }
  );
});
