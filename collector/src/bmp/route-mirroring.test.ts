import { expect, test } from 'vitest';
import { keepalive } from '../../tests/build/bgp.ts';
import { routeMirroring, tlv } from '../../tests/build/bmp.ts';
import { hex, u16 } from '../../tests/build/bytes.ts';
import { decodeOne } from '../../tests/build/decode-bmp.ts';

test('RFC 7854 §4.7: messages byte for byte, in their order with the information codes', () => {
  const tlvs = [tlv(1, u16(0)), tlv(0, keepalive()), tlv(1, u16(1)), tlv(1, u16(9)), tlv(7, hex('0a'))];
  const { items } = decodeOne(routeMirroring(tlvs), 'route-mirroring');
  expect(items).toMatchObject([
    { kind: 'information', code: 'errored PDU' },
    { kind: 'message', message: { type: 'KEEPALIVE', lengthBytes: 19 }, bytes: keepalive() },
    { kind: 'information', code: 'messages lost' },
    { kind: 'information', code: 9 },
    { kind: 'other', type: 7, bytes: hex('0a') },
  ]);
});

test('an errored PDU whose very header is malformed keeps its bytes, the items behind it are read', () => {
  const { items } = decodeOne(routeMirroring([tlv(0, hex('ffff')), tlv(1, u16(0))]), 'route-mirroring');
  expect(items).toMatchObject([
    { kind: 'message', message: undefined, bytes: hex('ffff') },
    { kind: 'information', code: 'errored PDU' },
  ]);
});
