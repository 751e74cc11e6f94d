import { expect, test } from 'vitest';
import { open } from '../../tests/build/bgp.ts';
import { peerUp, tlv } from '../../tests/build/bmp.ts';
import { hex } from '../../tests/build/bytes.ts';
import { decodeAll, decodeOne } from '../../tests/build/decode-bmp.ts';

test('RFC 7854 §4.10: local address, ports, the OPEN sent and the one received', () => {
  const decoded = decodeOne(
    peerUp({ localPort: 179, remotePort: 33_000 }, { address: '2001:db8::1', as: 100_000 }),
    'peer-up'
  );
  expect(decoded).toMatchObject({ localAddress: '2001:db8::ff', localPort: 179, remotePort: 33_000 });
  expect(decoded.sent.open).toMatchObject({ myAs: 65001, bgpId: '10.0.0.1' });
  expect(decoded.received.open).toMatchObject({ myAs: 100_000, bgpId: '10.0.0.2', holdTimeSeconds: 180 });
  expect(decoded.received.body).toEqual(open({ as: 100_000, bgpId: '10.0.0.2' }).subarray(19));
  expect(decoded.tableName).toBeUndefined();
});

test('RFC 9069 §5.2.1: the name of the VRF, beside other information and types without a name', () => {
  const information = [tlv(0, 'free text'), tlv(3, 'CUST-A'), tlv(4, 'label'), tlv(99, hex('0102'))];
  const decoded = decodeOne(peerUp({ information }, { type: 3, address: '0.0.0.0' }), 'peer-up');
  expect(decoded.tableName).toBe('CUST-A');
  expect(decoded.information).toMatchObject([
    { type: 'string', text: 'free text' },
    { type: 'VRF/table name', text: 'CUST-A' },
    { type: 'admin label', text: 'label' },
    { type: 99, text: undefined, bytes: hex('0102') },
  ]);
});

test('a peer ::ffff:a.b.c.d has an IPv4 local address too', () => {
  const decoded = decodeOne(peerUp({ localAddress: '::ffff:c000:2ff' }, { address: '::ffff:c000:201' }), 'peer-up');
  expect([decoded.peer.address, decoded.localAddress]).toEqual(['192.0.2.1', '192.0.2.255']);
});

test('an OPEN that is cut off is an error that names its offset', () => {
  // Common header 6, per-peer header 42, addresses and ports 20, OPEN of 37 bytes, marker 16 of the second.
  expect(() => decodeAll(peerUp({ received: open().subarray(0, 30) }))).toThrow(
    'message body at offset 124: need 18 bytes, have 11'
  );
});
