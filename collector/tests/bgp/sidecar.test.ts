import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IPV4_UNICAST } from '../../src/net/family.ts';
import { freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Bird } from './bird.ts';
import { stopDaemons, until } from './daemon.ts';
import { LOCAL_AS, Listener, peer } from './listener.ts';
import { heardRoutes } from './route.ts';

const ROUTER = '127.0.0.71';
const SIDECAR = '127.0.0.72';
const HERE = '127.0.0.73';
const installed = hasTool('birdc');

describe.skipIf(!installed)('BIRD as a sidecar, for a router that wants TCP MD5', () => {
  let router: Bird;
  let sidecar: Bird;
  let listener: Listener;

  beforeAll(async () => {
    const port = await freePort();
    listener = await Listener.open({
      listen: [{ address: HERE, port }],
      peers: [peer({ address: SIDECAR, as: LOCAL_AS, addPath: [IPV4_UNICAST] })],
    });
    router = await Bird.start(routerConfig(port));
    sidecar = await Bird.start(sidecarConfig(port));
    await until('the table', () => listener.table.size === 3);
  });

  afterAll(async () => {
    await stopDaemons();
    await listener.close();
  });

  test('hands on what the router sends: each path to a prefix, with the router’s AS path, next hop and communities', () => {
    const routes = heardRoutes(listener);
    const theirs = router.exported(65010);
    expect(routes.map(({ route }) => route)).toEqual(['ipv4 10.1.0.0/16', 'ipv4 10.1.0.0/16', 'ipv6 2001:db8:1::/48']);
    expect(routes).toEqual(theirs);
  });

  test('the session with the router is with a password', () => {
    expect(router.birdc('show', 'protocols', 'earshot')).toContain('Established');
    expect(sidecar.birdc('show', 'protocols', 'edge')).toContain('Established');
  });

  test('without the password there is none, with it there is one again', async () => {
    const before = heardRoutes(listener);
    const config = sidecar.ask('cat', 'bird.conf');
    sidecar.write('bird.conf', config.replace(/password "[^"]*";/, ''));
    sidecar.birdc('configure');
    await until('the routes to go', () => listener.table.size === 0);
    sidecar.write('bird.conf', config);
    sidecar.birdc('configure');
    await until('the routes to come back', () => listener.table.size === 3);
    expect(heardRoutes(listener)).toEqual(before);
    expect(listener.losses(SIDECAR)).toEqual([]);
  });
});

function routerConfig(ownPort: number): string {
  return `
router id 10.0.0.71;
protocol device { }
protocol static one {
  ipv4 { import filter { bgp_path.prepend(65100); bgp_community.add((65010, 7)); accept; }; };
  route 10.1.0.0/16 blackhole;
}
protocol static two {
  ipv4 { import filter { bgp_path.prepend(65200); bgp_large_community.add((65010, 1, 2)); accept; }; };
  route 10.1.0.0/16 blackhole;
}
protocol static three { ipv6; route 2001:db8:1::/48 blackhole; }
protocol bgp earshot {
  local ${ROUTER} port ${ownPort} as 65010;
  neighbor ${SIDECAR} port ${ownPort} as 65001;
  password "a secret of both";
  strict bind;
  multihop;
  connect delay time 1;
  ipv4 { import none; export filter { bgp_med = 20; accept; }; add paths tx; next hop address 192.0.2.1; };
  ipv6 { import none; export all; next hop address 2001:db8::1; };
}
`;
}

/** The lines of the guide. */
function sidecarConfig(ownPort: number): string {
  return `
router id 10.0.0.72;
protocol device { }
protocol bgp edge {
  local ${SIDECAR} port ${ownPort} as 65001;
  neighbor ${ROUTER} port ${ownPort} as 65010;
  password "a secret of both";
  strict bind;
  multihop;
  connect delay time 1;
  ipv4 { import all; export none; add paths rx; };
  ipv6 { import all; export none; };
}
protocol bgp earshot {
  local ${SIDECAR} port ${ownPort} as 65001;
  neighbor ${HERE} port ${ownPort} as 65001;
  strict bind;
  multihop;
  connect delay time 1;
  ipv4 { import none; export where proto = "edge"; add paths tx; };
  ipv6 { import none; export where proto = "edge"; };
}
`;
}
