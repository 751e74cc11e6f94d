import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Family, IPV4_UNICAST, IPV6_UNICAST } from '../../src/net/family.ts';
import { BLOCK_PREFIXES, largeBlock, largePrefix } from '../build/large-table.ts';
import { freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Daemon, stopDaemons, unprivileged, until } from './daemon.ts';
import { Listener, peer } from './listener.ts';
import { type PlainRoute, heardRoutes, sorted } from './route.ts';

const ADDRESS = '127.0.0.31';
const HERE = '127.0.0.30';
const IPV4_VPN: Family = { afi: 1, safi: 128 };
const IPV6_VPN: Family = { afi: 2, safi: 128 };
const FAMILIES = [IPV4_UNICAST, IPV6_UNICAST, IPV4_VPN, IPV6_VPN];
const installed = hasTool('exabgp');
/** Of a large table. */
const BLOCKS = 25;

describe.skipIf(!installed)('ExaBGP', () => {
  let exabgp: Daemon;
  let listener: Listener;

  beforeAll(async () => {
    const port = await freePort();
    listener = await Listener.open({
      listen: [{ address: HERE, port }],
      peers: [peer({ address: ADDRESS, families: FAMILIES, addPath: [IPV4_UNICAST] })],
    });
    exabgp = new Daemon();
    exabgp.write('exabgp.conf', config(port));
    run(exabgp);
    await listener.endOfRib(ADDRESS, IPV6_VPN);
  });

  afterAll(async () => {
    await stopDaemons();
    await listener.close();
  });

  test('our table is what its configuration says: two paths to a prefix, IPv6, VPN, every kind of community', () => {
    const routes = heardRoutes(listener).filter(({ route }) => !isLarge(route));
    expect(routes).toEqual(sorted(SMALL));
    expect([...listener.table.keys()].filter((key) => key.includes(' 10.1.0.0/16')).sort()).toEqual([
      'ipv4 10.1.0.0/16 7',
      'ipv4 10.1.0.0/16 9',
    ]);
  });

  test(`${BLOCKS * BLOCK_PREFIXES} prefixes, each with the attributes of its block`, () => {
    const routes = heardRoutes(listener).filter(({ route }) => isLarge(route));
    expect(routes).toHaveLength(BLOCKS * BLOCK_PREFIXES);
    const byRoute = new Map(routes.map((route) => [route.route, route]));
    const wrong = largeTable().filter((route) => JSON.stringify(byRoute.get(route.route)) !== JSON.stringify(route));
    expect(wrong).toEqual([]);
  });

  test('RFC 4724 §4.2: killed, it wants its routes kept; it is back before that ends', async () => {
    exabgp.signal('SIGKILL');
    await until('the loss', () => listener.losses(ADDRESS).length === 1);
    const lost = listener.states(ADDRESS).find(({ from }) => from === 'Established')!;
    expect(lost.retained).toEqual({ families: expect.arrayContaining(FAMILIES) as Family[], forMs: 120_000 });
    run(exabgp);
    await listener.endOfRib(ADDRESS, IPV6_VPN, 2);
    expect(heardRoutes(listener)).toEqual(sorted([...SMALL, ...largeTable()]));
  });
});

function run(exabgp: Daemon): void {
  const user = 'uid' in unprivileged ? 'nobody' : process.env['USER']!;
  exabgp.start('exabgp', [exabgp.path('exabgp.conf')], { 'exabgp.daemon.user': user });
}

const BARE = {
  asPath: '65010',
  origin: 'IGP',
  med: undefined,
  communities: undefined,
  largeCommunities: undefined,
  extendedCommunities: undefined,
};

const SMALL: readonly PlainRoute[] = [
  {
    route: 'ipv4 10.1.0.0/16',
    nextHop: '192.0.2.1',
    asPath: '65010 65100 4200000001',
    origin: 'INCOMPLETE',
    med: 20,
    communities: ['65010:7', 'no-export'],
    largeCommunities: ['65010:1:2'],
    extendedCommunities: ['rt:65010:3'],
  },
  { ...BARE, route: 'ipv4 10.1.0.0/16', nextHop: '192.0.2.2' },
  { ...BARE, route: 'ipv6 2001:db8:1::/48', nextHop: '2001:db8::1', largeCommunities: ['65010:1:2'] },
  { ...BARE, route: 'ipv4-vpn 65010:9 10.9.0.0/16', nextHop: '192.0.2.1', extendedCommunities: ['rt:65010:9'] },
  { ...BARE, route: 'ipv6-vpn 65010:9 2001:db8:9::/48', nextHop: '2001:db8::1', extendedCommunities: ['rt:65010:9'] },
];

function isLarge(route: string): boolean {
  return /^ipv4 3[23]\./.test(route);
}

function largeTable(): PlainRoute[] {
  return Array.from({ length: BLOCKS * BLOCK_PREFIXES }, (_, n) => {
    const [block, i] = [Math.floor(n / BLOCK_PREFIXES), n % BLOCK_PREFIXES];
    return {
      route: `ipv4 ${largePrefix(block, i)}`,
      nextHop: `192.0.2.${block}`,
      asPath: `65010 65100 ${4_200_000_000 + block}`,
      origin: 'IGP',
      med: block,
      communities: [`65010:${block}`],
      largeCommunities: [`65010:1:${block}`],
      extendedCommunities: undefined,
    };
  });
}

/** The lines of the guide, and routes. */
function config(port: number): string {
  const blocks = Array.from(
    { length: BLOCKS },
    (_, i) =>
      `route ${largeBlock(i)}.0.0/12 split /24 next-hop 192.0.2.${i} as-path [65010 65100 ${4_200_000_000 + i}]` +
      ` med ${i} community [65010:${i}] large-community [65010:1:${i}] path-information 0.0.0.1;`
  );
  return `
neighbor ${HERE} {
  router-id 10.0.0.31;
  local-address ${ADDRESS};
  local-as 65010;
  peer-as 65001;
  connect ${port};
  hold-time 90;
  group-updates true;
  capability { add-path send; route-refresh enable; graceful-restart 120; extended-message enable; }
  family { ipv4 unicast; ipv6 unicast; ipv4 mpls-vpn; ipv6 mpls-vpn; }
  add-path { ipv4 unicast; }
  static {
    route 10.1.0.0/16 {
      next-hop 192.0.2.1; origin incomplete; as-path [65010 65100 4200000001]; med 20; community [65010:7 no-export];
      large-community [65010:1:2]; extended-community [target:65010:3]; path-information 0.0.0.7;
    }
    route 10.1.0.0/16 { next-hop 192.0.2.2; path-information 0.0.0.9; }
    route 2001:db8:1::/48 { next-hop 2001:db8::1; large-community [65010:1:2]; }
    route 10.9.0.0/16 { rd 65010:9; label 16; next-hop 192.0.2.1; extended-community [target:65010:9]; }
    route 2001:db8:9::/48 { rd 65010:9; label 17; next-hop 2001:db8::1; extended-community [target:65010:9]; }
    ${blocks.join('\n    ')}
  }
}
`;
}
