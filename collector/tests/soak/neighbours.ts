import type { GobgpNeighbor, GobgpOptions } from '../bgp/gobgp.ts';

/** Where the speaker under test listens, and who has a session with it. */
export const HERE = '127.0.3.1';
export const PEERS = { bird: '127.0.3.2', gobgp: '127.0.3.3', exabgp: '127.0.3.4' } as const;
export const FRR = '127.0.3.5';
/** Two speakers in one BIRD, which it writes a mrtdump of. */
const [ONE, TWO] = ['127.0.3.6', '127.0.3.7'];
export const AS = {
  here: 65001,
  bird: 65010,
  gobgp: 65020,
  exabgp: 65030,
  frr: 65040,
  one: 65050,
  two: 65060,
} as const;

/** Prefixes that ExaBGP has from its start on: a table that goes and comes when it is killed. */
const EXABGP_TABLE = '10.64.0.0/12 split /24';

export interface Ports {
  readonly speaker: number;
  readonly station: number;
  readonly bird: number;
  readonly one: number;
  readonly two: number;
  readonly bgp: number;
  readonly rtr: number;
  readonly metrics: number;
}

export function birdConfig({ speaker, bird, one, two }: Ports, round: number): string {
  const session = (name: string, local: string, more: string): string =>
    `protocol bgp ${name} { local ${local}; multihop; ${more} hold time 9; connect delay time 1; error wait time 1, 2; }`;
  const routes = [1, 2, 3, ...(round % 2 === 0 ? [4] : []), 10 + (round % 20)];
  return `router id 10.0.0.2;
mrtdump "bgp.mrt";
mrtdump protocols all;
ipv4 table second;
protocol device { }
protocol static { ipv4; ${routes.map((n) => `route 10.${n}.0.0/16 blackhole;`).join(' ')} }
protocol mrt { table "second"; filename "table.mrt"; period 60; }
${session('one', `${ONE} port ${one} as ${AS.one}`, `neighbor ${TWO} port ${two} as ${AS.two}; ipv4 { import none; export all; };`)}
${session('two', `${TWO} port ${two} as ${AS.two}`, `neighbor ${ONE} port ${one} as ${AS.one}; ipv4 { table second; import all; export none; };`)}
${session('heard', `${PEERS.bird} port ${bird} as ${AS.bird}`, `neighbor ${HERE} port ${speaker} as ${AS.here}; ipv4 { import none; export all; };`)}
`;
}

export function gobgpOptions({ bgp, station }: Ports): GobgpOptions {
  const timers = ['hold-time = 9', 'keepalive-interval = 3', 'connect-retry = 5', 'idle-hold-time-after-reset = 2'];
  const neighbor = (address: string, as: number): GobgpNeighbor => ({
    ...{ address, as, timers, families: ['ipv4-unicast'] },
  });
  return {
    ...{ as: AS.gobgp, routerId: '10.0.0.3', address: PEERS.gobgp, port: bgp },
    neighbors: [neighbor(HERE, AS.here), neighbor(FRR, AS.frr)],
    station: { address: '127.0.0.1', port: station },
  };
}

export function frrConfig({ bgp, station }: Ports): string {
  return `
hostname frr-0
router bgp ${AS.frr}
 bgp router-id 10.0.0.5
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor ${PEERS.gobgp} remote-as ${AS.gobgp}
 neighbor ${PEERS.gobgp} port ${bgp}
 neighbor ${PEERS.gobgp} update-source ${FRR}
 neighbor ${PEERS.gobgp} ebgp-multihop 5
 neighbor ${PEERS.gobgp} timers 3 9
 neighbor ${PEERS.gobgp} timers connect 1
 neighbor ${PEERS.gobgp} advertisement-interval 0
 address-family ipv4 unicast
  network 10.40.0.0/16
  neighbor ${PEERS.gobgp} soft-reconfiguration inbound
 exit-address-family
 bmp targets earshot
  bmp connect 127.0.0.1 port ${station} min-retry 100 max-retry 500
  bmp monitor ipv4 unicast pre-policy
  bmp monitor ipv4 unicast post-policy
  bmp stats interval 1000
 exit
exit
`;
}

export const EXABGP_CHURN = `n=0
while true; do
  n=$(( (n + 1) % 200 ))
  echo "announce route 10.50.$n.0/24 next-hop 192.0.2.9 med $n"
  sleep 1
  echo "withdraw route 10.50.$(( (n + 100) % 200 )).0/24 next-hop 192.0.2.9"
  sleep 1
done
`;

export function exabgpConfig({ speaker }: Ports, churn: string): string {
  return `
process churn { run /bin/sh ${churn}; encoder text; }
neighbor ${HERE} {
  router-id 10.0.0.4;
  local-address ${PEERS.exabgp};
  local-as ${AS.exabgp};
  peer-as ${AS.here};
  connect ${speaker};
  hold-time 9;
  group-updates true;
  family { ipv4 unicast; }
  api { processes [ churn ]; }
  static { route ${EXABGP_TABLE} next-hop 192.0.2.4 as-path [${AS.exabgp} 64513]; }
}
`;
}
