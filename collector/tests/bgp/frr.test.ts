import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Family, IPV4_UNICAST, IPV6_UNICAST } from '../../src/net/family.ts';
import { freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { stopDaemons, until } from './daemon.ts';
import { Frr } from './frr.ts';
import { Listener, peer } from './listener.ts';
import { heardRoutes, sorted } from './route.ts';

const ADDRESS = '127.0.0.41';
const HERE = '127.0.0.40';
const AS = 65010;
const IPV4_VPN: Family = { afi: 1, safi: 128 };
const installed = hasTool('vtysh');

describe.skipIf(!installed)('FRR', () => {
  let frr: Frr;
  let listener: Listener;

  beforeAll(async () => {
    const port = await freePort();
    listener = await Listener.open({
      listen: [{ address: HERE, port }],
      peers: [peer({ address: ADDRESS, families: [IPV4_UNICAST, IPV6_UNICAST, IPV4_VPN], addPath: [IPV4_UNICAST] })],
    });
    frr = await Frr.start(config(port), ADDRESS, port);
    await until('the table', () => listener.table.size === 5);
  });

  afterAll(async () => {
    await stopDaemons();
    await listener.close();
  });

  const unicast = (): ReturnType<typeof heardRoutes> =>
    heardRoutes(listener).filter(({ route }) => !route.startsWith('ipv4-vpn'));
  const theirs = (): ReturnType<typeof heardRoutes> =>
    sorted([...frr.advertised(HERE, 'ipv4', AS), ...frr.advertised(HERE, 'ipv6', AS)]);

  test('its view of what it advertises equals our table: IPv4 with path identifiers, IPv6, every kind of community', () => {
    expect(unicast()).toEqual(theirs());
    expect(unicast()).toHaveLength(4);
    expect(unicast()[0]).toMatchObject({
      route: 'ipv4 10.1.0.0/16',
      asPath: '65010 65100 4200000001',
      communities: ['65010:7', '65010:8'],
      largeCommunities: ['65010:1:2'],
      extendedCommunities: ['rt:65010:3'],
    });
  });

  test('RFC 4364: its VPN route has the route distinguisher that it shows', () => {
    const vpn = heardRoutes(listener).filter(({ route }) => route.startsWith('ipv4-vpn'));
    expect(vpn.map(({ route }) => route)).toEqual(['ipv4-vpn 65010:9 10.9.0.0/16']);
    expect(frr.vtysh('show bgp ipv4 vpn json')).toMatch(/"65010:9" : \{ "10\.9\.0\.0\/16"/);
  });

  test('RFC 7313 §4: a table that is asked for comes between its marks', async () => {
    const before = listener.events.length;
    listener.speaker.refresh(ADDRESS, IPV6_UNICAST);
    const refreshes = (): string[] =>
      listener.events
        .slice(before)
        .flatMap((event) => (event.kind === 'route-refresh' ? [`${event.direction} ${event.refresh.subtype}`] : []));
    await until('the end of the refresh', () => refreshes().includes('received 2'));
    expect(refreshes()).toEqual(['sent 0', 'received 1', 'received 2']);
    expect(unicast()).toEqual(theirs());
  });

  test('a route that is withdrawn goes', async () => {
    frr.vtysh('configure terminal', `router bgp ${AS}`, 'address-family ipv4 unicast', 'no network 10.2.0.0/16');
    await until('the withdrawal', () => listener.table.size === 4);
    expect(unicast()).toEqual(theirs());
  });

  test('Cease with a text ends the session, and it comes back', async () => {
    const session = (command: string): string => frr.vtysh('configure terminal', `router bgp ${AS}`, command);
    session(`neighbor ${HERE} shutdown message CHG-1042 back in a minute`);
    await until('the loss', () => listener.losses(ADDRESS).length === 1);
    expect(listener.losses(ADDRESS)).toEqual(['Cease: Administrative Shutdown "CHG-1042 back in a minute"']);
    expect(listener.table.size).toBe(0);
    session(`no neighbor ${HERE} shutdown`);
    await until('the table', () => listener.table.size === 4);
    expect(unicast()).toEqual(theirs());
  });

  test('it has never had a prefix of us', () => {
    const summary = JSON.parse(frr.vtysh('show bgp ipv4 unicast summary json')) as {
      peers: Record<string, { pfxRcd: number; state: string }>;
    };
    expect(summary.peers[HERE]).toMatchObject({ state: 'Established', pfxRcd: 0 });
  });

  test('killed, it is lost without a NOTIFICATION', async () => {
    const notifications = (): number =>
      listener.events.filter((event) => event.kind === 'notification' && event.direction === 'received').length;
    const before = notifications();
    frr.signal('SIGKILL');
    await until('the loss', () => listener.losses(ADDRESS).length === 2);
    expect(notifications()).toBe(before);
  });
});

/** The lines of the guide, and routes. */
function config(port: number): string {
  return `
route-map out permit 10
 set ip next-hop 192.0.2.1
 set ipv6 next-hop global 2001:db8::1
exit
route-map rich permit 10
 set community 65010:7 65010:8
 set large-community 65010:1:2
 set extcommunity rt 65010:3
 set metric 20
 set as-path prepend 65100 4200000001
exit
router bgp ${AS}
 bgp router-id 10.0.0.41
 no bgp ebgp-requires-policy
 no bgp network import-check
 no bgp default ipv4-unicast
 neighbor ${HERE} remote-as 65001
 neighbor ${HERE} port ${port}
 neighbor ${HERE} update-source ${ADDRESS}
 neighbor ${HERE} ebgp-multihop 5
 neighbor ${HERE} timers connect 1
 neighbor ${HERE} advertisement-interval 0
 address-family ipv4 unicast
  network 10.1.0.0/16 route-map rich
  network 10.2.0.0/16
  neighbor ${HERE} activate
  neighbor ${HERE} addpath-tx-all-paths
  neighbor ${HERE} route-map out out
 exit-address-family
 address-family ipv6 unicast
  network 2001:db8:1::/48 route-map rich
  network 2001:db8:2::/48
  neighbor ${HERE} activate
  neighbor ${HERE} route-map out out
 exit-address-family
 address-family ipv4 vpn
  network 10.9.0.0/16 rd 65010:9 label 16
  neighbor ${HERE} activate
 exit-address-family
exit
`;
}
