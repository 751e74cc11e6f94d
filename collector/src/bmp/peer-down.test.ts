import { expect, test } from 'vitest';
import { notification, update } from '../../tests/build/bgp.ts';
import { peerDown, peerUp, routeMonitoring, tlv } from '../../tests/build/bmp.ts';
import { hex, join, u16 } from '../../tests/build/bytes.ts';
import { decodeAll, decodeOne } from '../../tests/build/decode-bmp.ts';
import { formatNotification } from '../bgp/notification.ts';

test('RFC 7854 §4.9 reasons 1 and 3: the NOTIFICATION says who closed the session and why', () => {
  const cease = notification(6, 1);
  expect(decodeOne(peerDown(1, cease), 'peer-down').reason).toMatchObject({ kind: 'local-notification' });
  const { reason } = decodeOne(peerDown(3, cease), 'peer-down');
  expect(reason.kind === 'remote-notification' && formatNotification(reason.notification!)).toBe(
    'Cease: Maximum Number of Prefixes Reached'
  );
});

test('reasons 1 and 3 without their NOTIFICATION still say that the session is gone', () => {
  expect(decodeOne(peerDown(3), 'peer-down').reason).toEqual({ kind: 'remote-notification', notification: undefined });
});

test.each([
  [2, u16(18), { kind: 'local-without-notification', fsmEvent: 18 }],
  [4, hex(''), { kind: 'remote-without-notification' }],
  [5, hex(''), { kind: 'monitoring-ended' }],
  [200, hex('0102'), { kind: 'unknown', code: 200, bytes: hex('0102') }],
])('RFC 7854 §4.9 reason %i', (code, data, reason) => {
  expect(decodeOne(peerDown(code, data), 'peer-down').reason).toEqual(reason);
});

test('RFC 9069 §5.3 reason 6: the table that is gone has a name', () => {
  const { peer, reason } = decodeOne(peerDown(6, tlv(3, 'CUST-A'), { type: 3, address: '0.0.0.0' }), 'peer-down');
  expect(peer.view).toBe('loc-rib');
  expect(reason).toMatchObject({
    kind: 'local-system-closed',
    information: [{ type: 'VRF/table name', text: 'CUST-A' }],
  });
});

test('a session that goes without withdraws is one message, and nothing is made up', () => {
  const bytes = join(peerUp(), routeMonitoring(update({ announced: ['10.1.0.0/16', '10.2.0.0/16'] })), peerDown(4));
  expect(decodeAll(bytes).map(({ kind }) => kind)).toEqual(['peer-up', 'route-monitoring', 'peer-down']);
});
