import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stopDaemons, until } from '../bgp/daemon.ts';
import { Frr } from '../bgp/frr.ts';
import { Gobgp } from '../bgp/gobgp.ts';
import type { PlainRoute } from '../bgp/route.ts';
import { freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { HERE, Memory, StationListener, stationOptions } from './listener.ts';

const FRR = '127.0.0.81';
const GOBGP = '127.0.0.82';
const FRR_AS = 65010;
const GOBGP_AS = 65020;
const UNICAST = { ipv4: 'ipv4', ipv6: 'ipv6' };
const installed = hasTool('vtysh') && hasTool('gobgpd') && hasTool('gobgp');

describe.skipIf(!installed)('FRR and GoBGP, peers of each other, both monitored', () => {
  let frr: Frr;
  let gobgp: Gobgp;
  let listener: StationListener;
  let stationPort: number;
  const memory = new Memory();

  beforeAll(async () => {
    const bgpPort = await freePort();
    stationPort = await freePort();
    await open();
    gobgp = await Gobgp.start({
      ...{ as: GOBGP_AS, routerId: '10.0.0.82', address: GOBGP, port: bgpPort },
      neighbors: [{ address: FRR, as: FRR_AS, families: ['ipv4-unicast', 'ipv6-unicast'] }],
      station: { address: HERE, port: stationPort },
    });
    frr = await Frr.start(frrConfig(bgpPort, stationPort), FRR, bgpPort, ['bmp']);
    const rib = (...args: readonly string[]): string => gobgp.gobgp('global', 'rib', 'add', ...args);
    rib(
      ...['10.21.0.0/16', 'origin', 'igp', 'aspath', '65100 4200000001', 'nexthop', '192.0.2.1', 'med', '20'],
      ...['community', '65020:7,no-export', 'large-community', '65020:1:2', 'rt', '65020:3']
    );
    rib('10.22.0.0/16', 'nexthop', '192.0.2.2');
    rib('10.66.0.0/16', 'nexthop', '192.0.2.2');
    rib('-a', 'ipv6', '2001:db8:21::/48', 'nexthop', '2001:db8::1', 'large-community', '65020:1:2');
    await until('all tables', () => ofFrr('adj-in-pre').length === 3 && ofGobgp('adj-in-pre').length === 4);
    await until('all other tables', () => ofFrr('adj-in-post').length === 3 && locRib().length === 8);
  });

  afterAll(async () => {
    await stopDaemons();
    await listener.close();
  });

  async function open(): Promise<void> {
    listener = await StationListener.open(stationOptions(stationPort), memory);
  }

  const ofFrr = (view: 'adj-in-pre' | 'adj-in-post'): PlainRoute[] => listener.routes('frr-0', view, GOBGP);
  const ofGobgp = (view: 'adj-in-pre' | 'adj-in-post'): PlainRoute[] => listener.routes('GoBGP', view, FRR);
  const locRib = (): PlainRoute[] => listener.routes('GoBGP', 'loc-rib', 'loc-rib');

  /**
   * What its policy denies FRR 8 withdraws, before policy too. It is in the whole table that a new station is told, until the changes
   * that FRR has kept follow.
   */
  const sentToFrr = (): PlainRoute[] => gobgp.sent(FRR, UNICAST).filter(({ route }) => route !== 'ipv4 10.66.0.0/16');

  test("FRR's Adj-RIB-In before policy is what its peer has sent, attribute by attribute", () => {
    expect(ofFrr('adj-in-pre')).toEqual(sentToFrr());
  });

  test("FRR's Adj-RIB-In after policy is what it shows that it has taken: one route denied, one with another MED", () => {
    expect(ofFrr('adj-in-post')).toEqual([...frr.accepted('ipv4'), ...frr.accepted('ipv6')]);
    expect(ofFrr('adj-in-post').map(({ route, med }) => [route, med])).toEqual([
      ['ipv4 10.21.0.0/16', 77],
      ['ipv4 10.22.0.0/16', 77],
      ['ipv6 2001:db8:21::/48', undefined],
    ]);
  });

  test("GoBGP's Adj-RIB-In and Loc-RIB are those that it shows", () => {
    expect(ofGobgp('adj-in-pre')).toEqual(gobgp.received(FRR, UNICAST));
    expect(ofGobgp('adj-in-post')).toEqual(gobgp.received(FRR, UNICAST));
    expect(locRib()).toEqual(gobgp.all(UNICAST));
  });

  test('a table that is told for the first time is no news', () => {
    expect(Object.keys(listener.changes).filter((key) => key.endsWith(' update'))).toEqual([]);
  });

  test('a route that is withdrawn goes from every table', async () => {
    gobgp.gobgp('global', 'rib', 'del', '10.22.0.0/16');
    gobgp.gobgp('global', 'rib', 'del', '10.66.0.0/16');
    await until(
      'the withdrawal',
      () => ofFrr('adj-in-pre').length === 2 && ofFrr('adj-in-post').length === 2 && locRib().length === 6
    );
    expect(ofFrr('adj-in-pre')).toEqual(sentToFrr());
    expect(locRib()).toEqual(gobgp.all(UNICAST));
  });

  test('a station that restarts hears the tables again: nothing is lost, nothing is news', async () => {
    const before = [ofFrr('adj-in-pre'), ofFrr('adj-in-post'), ofGobgp('adj-in-pre'), locRib()];
    await listener.close();
    expect(listener.told('peer-down')).toEqual([]);
    expect(memory.rib.size).toBe(before.flat().length + before[2]!.length);
    await open();
    // What is stale is there already: each router has to begin, and GoBGP has no End-of-RIB to end with.
    const again = (name: string): number =>
      listener.events.filter((event) => event.kind === 'announce' && event.peer.router === name).length;
    await until('what FRR tells', () => again('frr-0') >= 4);
    await until('what GoBGP tells', () => again('GoBGP') >= 12);
    expect([ofFrr('adj-in-pre'), ofFrr('adj-in-post'), ofGobgp('adj-in-pre'), locRib()]).toEqual(before);
    // FRR tells changes that it has kept for the station once more, after the table that holds them.
    expect(Object.keys(listener.changes).filter((key) => !/^(duplicate|unknown-withdraw) /.test(key))).toEqual([]);
    expect(listener.changes['duplicate replay']).toBeGreaterThan(0);
  });

  test('a session that is shut down is lost at both ends, with its NOTIFICATION, and its routes with it', async () => {
    frr.vtysh('configure terminal', `router bgp ${FRR_AS}`, `neighbor ${GOBGP} shutdown`);
    await until('both ends', () => listener.told('peer-down').length === 4);
    // FRR 8 does not tell the NOTIFICATION that it sends.
    expect(listener.told('notification')).toEqual([`notification adj-in-pre ${FRR} received`]);
    expect(listener.told('peer-down').sort()).toEqual([
      `peer-down adj-in-post ${FRR} withdrawn Cease: Administrative Shutdown`,
      `peer-down adj-in-post ${GOBGP} withdrawn closed by the router`,
      `peer-down adj-in-pre ${FRR} withdrawn Cease: Administrative Shutdown`,
      `peer-down adj-in-pre ${GOBGP} withdrawn closed by the router`,
    ]);
    expect([...ofFrr('adj-in-pre'), ...ofFrr('adj-in-post'), ...ofGobgp('adj-in-pre')]).toEqual([]);
    await until('the Loc-RIB', () => locRib().length === 2);
    expect(locRib()).toEqual(gobgp.all(UNICAST));
  });

  test('and comes back', async () => {
    frr.vtysh('configure terminal', `router bgp ${FRR_AS}`, `no neighbor ${GOBGP} shutdown`);
    await until(
      'the tables',
      () => ofFrr('adj-in-pre').length === 2 && ofFrr('adj-in-post').length === 2 && ofGobgp('adj-in-pre').length === 4
    );
    expect(ofFrr('adj-in-pre')).toEqual(sentToFrr());
    expect(ofGobgp('adj-in-pre')).toEqual(gobgp.received(FRR, UNICAST));
  });

  test('a router that is killed is not heard any more; its session is lost at the other end alone', async () => {
    const downBefore = listener.told('peer-down').length;
    frr.signal('SIGKILL');
    const feedsLost = (): string[] => listener.told('feed-lost').filter((line) => line.endsWith(' kept'));
    await until('the end of the feed', () => feedsLost().length === 2);
    expect(feedsLost()).toEqual([`feed-lost adj-in-pre ${GOBGP} kept`, `feed-lost adj-in-post ${GOBGP} kept`]);
    await until('the loss', () => listener.told('peer-down').length === downBefore + 2);
    expect(ofFrr('adj-in-pre')).toHaveLength(2);
    expect(ofGobgp('adj-in-pre')).toEqual([]);
  });
});

/** The lines of the guide, and a peer with a policy. */
function frrConfig(bgpPort: number, stationPort: number): string {
  return `
hostname frr-0
ip prefix-list bad permit 10.66.0.0/16
route-map in deny 10
 match ip address prefix-list bad
exit
route-map in permit 20
 match ip address prefix-list any
 set metric 77
exit
route-map in permit 30
exit
ip prefix-list any permit 0.0.0.0/0 le 32
ip prefix-list own permit 10.0.0.0/14 le 16
route-map out permit 10
 match ip address prefix-list own
 set ip next-hop 192.0.2.9
exit
route-map out6 permit 10
 match as-path local
 set ipv6 next-hop global 2001:db8::9
exit
bgp as-path access-list local permit ^$
route-map rich permit 10
 set community 65010:7 65010:8
 set large-community 65010:1:2
 set extcommunity rt 65010:3
 set metric 20
exit
router bgp ${FRR_AS}
 bgp router-id 10.0.0.81
 no bgp ebgp-requires-policy
 no bgp network import-check
 no bgp default ipv4-unicast
 neighbor ${GOBGP} remote-as ${GOBGP_AS}
 neighbor ${GOBGP} port ${bgpPort}
 neighbor ${GOBGP} update-source ${FRR}
 neighbor ${GOBGP} ebgp-multihop 5
 neighbor ${GOBGP} timers connect 1
 neighbor ${GOBGP} advertisement-interval 0
 address-family ipv4 unicast
  network 10.1.0.0/16 route-map rich
  network 10.2.0.0/16
  neighbor ${GOBGP} activate
  neighbor ${GOBGP} soft-reconfiguration inbound
  neighbor ${GOBGP} route-map in in
  neighbor ${GOBGP} route-map out out
 exit-address-family
 address-family ipv6 unicast
  network 2001:db8:1::/48 route-map rich
  network 2001:db8:2::/48
  neighbor ${GOBGP} activate
  neighbor ${GOBGP} soft-reconfiguration inbound
  neighbor ${GOBGP} route-map out6 out
 exit-address-family
 bmp targets earshot
  bmp connect ${HERE} port ${stationPort} min-retry 100 max-retry 500
  bmp monitor ipv4 unicast pre-policy
  bmp monitor ipv4 unicast post-policy
  bmp monitor ipv6 unicast pre-policy
  bmp monitor ipv6 unicast post-policy
  bmp stats interval 1000
 exit
exit
`;
}
