import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Family, IPV4_UNICAST, IPV6_UNICAST } from '../../src/net/family.ts';
import { freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { stopDaemons, until } from './daemon.ts';
import { Gobgp } from './gobgp.ts';
import { Listener, peer } from './listener.ts';
import { heardRoutes } from './route.ts';

const ADDRESS = '127.0.0.21';
const HERE = '127.0.0.20';
const IPV4_VPN: Family = { afi: 1, safi: 128 };
const IPV6_VPN: Family = { afi: 2, safi: 128 };
const FAMILIES = { ipv4: 'ipv4', ipv6: 'ipv6', vpnv4: 'ipv4-vpn', vpnv6: 'ipv6-vpn' };
const installed = hasTool('gobgpd') && hasTool('gobgp');

describe.skipIf(!installed)('GoBGP', () => {
  let gobgp: Gobgp;
  let listener: Listener;

  beforeAll(async () => {
    const port = await freePort();
    gobgp = await Gobgp.start({
      ...{ as: 65010, routerId: '10.0.0.21', address: ADDRESS, port },
      neighbors: [
        {
          ...{ address: HERE, as: 65001, addPath: ['ipv4-unicast'] },
          families: ['ipv4-unicast', 'ipv6-unicast', 'l3vpn-ipv4-unicast', 'l3vpn-ipv6-unicast'],
        },
      ],
    });
    listener = await Listener.open({
      peers: [
        peer({
          address: ADDRESS,
          port,
          localAddress: HERE,
          passive: false,
          families: [IPV4_UNICAST, IPV6_UNICAST, IPV4_VPN, IPV6_VPN],
          addPath: [IPV4_UNICAST],
        }),
      ],
    });
    await listener.established(ADDRESS);
  });

  afterAll(async () => {
    await stopDaemons();
    await listener.close();
  });

  const heard = (count: number): Promise<true> =>
    until(`${count} routes`, () => listener.table.size === count || undefined);

  test('its view of what it sends equals our table: ADD-PATH, IPv6, VPN, every kind of community', async () => {
    const rib = (...args: readonly string[]): string => gobgp.gobgp('global', 'rib', 'add', ...args);
    rib(
      ...['10.1.0.0/16', 'origin', 'igp', 'aspath', '65100 4200000001', 'nexthop', '192.0.2.1', 'med', '20'],
      ...['community', '65010:7,no-export', 'large-community', '65010:1:2', 'rt', '65010:3']
    );
    rib('10.1.0.0/16', 'identifier', '9', 'nexthop', '192.0.2.2');
    rib('10.2.0.0/16', 'nexthop', '192.0.2.2');
    rib('-a', 'ipv6', '2001:db8:1::/48', 'nexthop', '2001:db8::1', 'large-community', '65010:1:2');
    const vpn = ['rd', '65010:9', 'rt', '65010:9', 'nexthop'];
    rib('-a', 'vpnv4', '10.9.0.0/16', 'label', '16', ...vpn, '192.0.2.1');
    rib('-a', 'vpnv6', '2001:db8:9::/48', 'label', '17', ...vpn, '2001:db8::1');
    await heard(6);
    expect(heardRoutes(listener)).toEqual(gobgp.sent(HERE, FAMILIES));
    expect([...listener.table.keys()].filter((key) => key.includes('10.1.0.0')).sort()).toEqual([
      'ipv4 10.1.0.0/16 1',
      'ipv4 10.1.0.0/16 2',
    ]);
  });

  test('one path of two withdrawn, the other stays', async () => {
    gobgp.gobgp('global', 'rib', 'del', '10.1.0.0/16', 'identifier', '9');
    gobgp.gobgp('global', 'rib', 'del', '-a', 'vpnv4', '10.9.0.0/16', 'label', '16', 'rd', '65010:9');
    await heard(4);
    expect(heardRoutes(listener)).toEqual(gobgp.sent(HERE, FAMILIES));
  });

  test('it answers a route refresh, and gets none of our routes', async () => {
    const before = listener.events.length;
    listener.speaker.refresh(ADDRESS, IPV4_UNICAST);
    await until('the table again', () => {
      const again = listener.events.slice(before).filter(({ kind }) => kind === 'announce');
      return again.length >= 2;
    });
    expect(gobgp.gobgp('neighbor', HERE, 'adj-in')).toContain('not in table');
  });

  test('killed, it is lost without a NOTIFICATION', async () => {
    gobgp.signal('SIGKILL');
    await until('the loss', () => listener.losses(ADDRESS).length === 1);
    expect(listener.table.size).toBe(0);
    const received = listener.events.filter((event) => event.kind === 'notification' && event.direction === 'received');
    expect(received).toEqual([]);
  });
});
