import { expect, test } from 'vitest';
import { keepalive, update } from '../../tests/build/bgp.ts';
import { routeMonitoring } from '../../tests/build/bmp.ts';
import { hex, join } from '../../tests/build/bytes.ts';
import { decodeAll, decodeOne } from '../../tests/build/decode-bmp.ts';
import { decodeUpdate } from '../bgp/update.ts';
import { formatPrefix } from '../net/prefix.ts';
import { monitoringParams } from './peer-params.ts';

test('RFC 7854 §4.6: a per-peer header and one UPDATE, still undecoded', () => {
  const { peer, message } = decodeOne(routeMonitoring(update({ announced: ['10.1.0.0/16'] })), 'route-monitoring');
  expect(peer).toMatchObject({ address: '192.0.2.1', as: 65010, view: 'adj-in-pre' });
  expect(message.type).toBe('UPDATE');
  const { announced } = decodeUpdate(message.body, monitoringParams(undefined, peer));
  expect(announced.flatMap(({ prefixes }) => prefixes.map(formatPrefix))).toEqual(['10.1.0.0/16']);
});

test('RFC 7606: a malformed attribute is a fault of the UPDATE, not an error of the message', () => {
  const bytes = update({ announced: ['10.1.0.0/16'] });
  // Byte 3 of the first attribute, ORIGIN: 9 is none.
  bytes[19 + 4 + 3] = 9;
  const { peer, message } = decodeOne(routeMonitoring(bytes), 'route-monitoring');
  const { faults, treatedAsWithdrawn } = decodeUpdate(message.body, monitoringParams(undefined, peer));
  // Offsets are those of the stream: common header, per-peer header, BGP header, two lengths, attribute head.
  expect(faults).toMatchObject([{ class: 'treat-as-withdraw', attribute: 1, offset: 6 + 42 + 19 + 4 + 3 }]);
  expect(treatedAsWithdrawn[0]!.prefixes.map(formatPrefix)).toEqual(['10.1.0.0/16']);
});

test('another BGP message in its place, and bytes behind it, are errors that name their offset', () => {
  expect(() => decodeAll(routeMonitoring(keepalive()))).toThrow(
    'message type at offset 66: KEEPALIVE in the place of UPDATE'
  );
  expect(() => decodeAll(routeMonitoring(join(update({}), hex('00'))))).toThrow(
    'Route Monitoring at offset 71: 1 bytes behind its UPDATE'
  );
});
