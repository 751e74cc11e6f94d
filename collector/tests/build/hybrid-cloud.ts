import { Scenario } from './scenario.ts';
import type { ScriptedPath, ScriptedPeer } from './scripted-peer.ts';

/** The peers of `nva-0`, an appliance in the hub of a hybrid cloud. */
export interface HybridCloud {
  readonly scenario: Scenario;
  /** Two instances of one route server. */
  readonly rs0: ScriptedPeer;
  readonly rs1: ScriptedPeer;
  /** ExpressRoute edge; has ADD-PATH. */
  readonly er0: ScriptedPeer;
  readonly vpn0: ScriptedPeer;
  /** Router of the headquarters, over a line of its own. */
  readonly hq0: ScriptedPeer;
}

const blocks = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `10.${first + i}.0.0/16`);

/** Hub and spokes. */
export const VNETS = [...blocks(0, 14), 'fd00::/48', 'fd00:1::/48', 'fd00:2::/48'];
/** VNets of another region, heard over the circuit. */
export const FAR_VNETS = blocks(70, 2);
export const HEADQUARTERS = [...blocks(100, 8), 'fd00:100::/48'];
export const LYON = blocks(110, 4);
/** Sends its routes by VPN only while ExpressRoute does not take them. */
export const MILAN = ['10.120.0.0/16', '10.120.8.0/24', '10.121.0.0/16', '10.122.0.0/16'];
/** Joins the circuit later. */
export const MUNICH = [...blocks(200, 12), 'fd00:200::/48', 'fd00:201::/48'];
const VPN_SITES = blocks(140, 4);
/** What the headquarters announces over its own line; the second summarises what its sites announce in parts. */
const MANAGEMENT = ['0.0.0.0/0', '10.96.0.0/11', '10.130.0.0/16'];
export const BRANCHES = Array.from({ length: 10 }, (_, i) => `172.20.${i}.0/24`);

const via =
  (nextHop: string, nextHopIPv6: string) =>
  (...asPath: number[]): ScriptedPath => ({ asPath, nextHop, nextHopIPv6 });

export const byVNet = via('10.0.0.4', 'fd00::4');
export const byExpressRoute = via('10.0.2.20', 'fd00:0:0:2::20');
/** The other way into the circuit. */
export const byExpressRouteToo = via('10.0.2.36', 'fd00:0:0:2::36');
export const byVpn = via('10.0.3.4', 'fd00:0:0:3::4');
export const byLine = via('10.0.4.10', 'fd00:0:0:4::10');

/** Brings the sessions up within half a minute, each with its table, and lets the peers say until `end` what changes nothing. */
export function hybridCloud(start: string, end: string): HybridCloud {
  const scenario = new Scenario(start, '10.0.0.68');
  const cloud = {
    scenario,
    rs0: scenario.peer({ address: '10.0.1.4', as: 65515 }),
    rs1: scenario.peer({ address: '10.0.1.5', as: 65515 }),
    er0: scenario.peer({ address: '10.0.2.4', as: 12076, addPath: true }),
    vpn0: scenario.peer({ address: '10.0.3.4', as: 65020 }),
    hq0: scenario.peer({ address: '10.0.4.10', as: 65010 }),
  };
  fillTables(cloud);
  const { rs0, rs1, er0, vpn0, hq0 } = cloud;
  [rs0, rs1, er0, vpn0, hq0].forEach((peer, i) => scenario.at(`00:00:${6 * i}`, () => peer.up()));
  addHarmlessUpdates(cloud, end);
  return cloud;
}

function fillTables({ rs0, rs1, er0, vpn0, hq0 }: HybridCloud): void {
  rs0.announce(VNETS, byVNet(65515));
  rs1.announce(VNETS, byVNet(65515));

  er0.announce(HEADQUARTERS, { ...byExpressRoute(12076, 65010), med: 50 });
  er0.announce(LYON, byExpressRoute(12076, 65010, 65011));
  er0.announce(MILAN, byExpressRoute(12076, 65010, 65012));
  er0.announce(FAR_VNETS, byExpressRoute(12076, 65515));

  vpn0.announce(HEADQUARTERS, byVpn(65020, 65010, 65010));
  vpn0.announce(LYON, byVpn(65020, 65010, 65010, 65011));
  vpn0.announce(VPN_SITES, byVpn(65020));

  hq0.announce(MANAGEMENT, byLine(65010));
  hq0.announce(BRANCHES, byLine(65010));
}

/** Other MEDs and communities, a longer path in the place of another, and a lot that is said twice. */
function addHarmlessUpdates({ scenario, rs0, rs1, er0, vpn0, hq0 }: HybridCloud, end: string): void {
  scenario.every(40, '00:02:00', end, (time) => {
    const round = Math.floor(time / HEADQUARTERS.length);
    er0.repeat(HEADQUARTERS[time % HEADQUARTERS.length]!, { med: round % 2 === 0 ? 70 : 50 });
  });
  scenario.every(50, '00:02:10', end, (time) => {
    rs0.repeat(VNETS[time % VNETS.length]!);
    rs1.repeat(VNETS[time % VNETS.length]!);
  });
  scenario.every(70, '00:02:20', end, (time) => {
    const round = Math.floor(time / LYON.length);
    vpn0.repeat(LYON[time % LYON.length]!, { communities: [`65020:${100 + (round % 3)}`] });
  });
  scenario.every(45, '00:02:30', end, (time) => hq0.repeat(BRANCHES[time % BRANCHES.length]!));
  scenario.every(600, '00:08:00', end, (time) => {
    const prepended = time % 2 === 0 ? [65010, 65010, 65010] : [65010, 65010];
    vpn0.repeat('10.103.0.0/16', { asPath: [65020, ...prepended] });
  });
}
