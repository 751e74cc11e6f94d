import { attribute, message, update } from './bgp.ts';
import { join, u16, u32, u8 } from './bytes.ts';
import {
  BRANCHES,
  FAR_VNETS,
  type HybridCloud,
  LYON,
  MILAN,
  MUNICH,
  byExpressRoute,
  byExpressRouteToo,
  byLine,
  byVNet,
  byVpn,
  hybridCloud,
} from './hybrid-cloud.ts';

const START = '2026-03-10T17:30:00Z';
const END = '01:30:00';

/** Cease and its subcodes. RFC 4486 §4 */
const CEASE = 6;
const MAXIMUM_PREFIXES = 1;
const ADMINISTRATIVE_SHUTDOWN = 2;

/** An hour and a half of a hybrid cloud in which something happens every few minutes, and has passed before the next. */
export function hybridIncidents(): Uint8Array {
  const cloud = hybridCloud(START, END);
  vnetIsAdded(cloud);
  siteJoinsTheCircuit(cloud);
  adjacencyIsTornDown(cloud);
  backupIsLost(cloud);
  twoVNetsHaveTheSameAddresses(cloud);
  microsoftPrefixesAreReoriginated(cloud);
  microsoftPathsArePassedOn(cloud);
  branchFlaps(cloud);
  milanFailsOver(cloud);
  twoOriginsAnnounceOnePrefix(cloud);
  partOfAPrefixIsHijacked(cloud);
  limitOfTheRouteServerIsReached(cloud);
  rareMessages(cloud);
  return cloud.scenario.play(END);
}

function vnetIsAdded({ scenario, rs0, rs1 }: HybridCloud): void {
  const added = ['10.60.0.0/16', 'fd00:60::/48'];
  scenario.at('00:05:00', () => rs0.announce(added, byVNet(65515)));
  scenario.at('00:05:01', () => rs1.announce(added, byVNet(65515)));
}

function siteJoinsTheCircuit({ scenario, er0 }: HybridCloud): void {
  const path = byExpressRoute(12076, 65010, 65013);
  scenario.at('00:09:00', () => er0.announce(MUNICH.slice(0, 5), path));
  scenario.at('00:09:02', () => er0.announce(MUNICH.slice(5, 10), path));
  scenario.at('00:09:04', () => er0.announce(MUNICH.slice(10), path));
}

function adjacencyIsTornDown({ scenario, vpn0 }: HybridCloud): void {
  const words = Buffer.from('Maintenance CHG-2207: new firmware, back in 3 min');
  scenario.at('00:13:00', () => vpn0.end(CEASE, ADMINISTRATIVE_SHUTDOWN, join(u8(words.length), words)));
  scenario.at('00:16:00', () => vpn0.up());
}

/** Nobody misses it: the way over ExpressRoute works. */
function backupIsLost({ scenario, vpn0 }: HybridCloud): void {
  const [lost] = LYON as [string];
  scenario.at('00:20:00', () => vpn0.withdraw([lost]));
  scenario.at('00:24:00', () => vpn0.announce([lost], byVpn(65020, 65010, 65010, 65011)));
}

/** Both are behind one circuit, and have the AS of all VNets: only the next hop tells them apart. */
function twoVNetsHaveTheSameAddresses({ scenario, er0 }: HybridCloud): void {
  const [taken] = FAR_VNETS as [string];
  const otherId = 2;
  scenario.at('00:28:00', () => er0.announce([taken], byExpressRouteToo(12076, 65515), otherId));
  scenario.at('00:32:00', () => er0.withdraw([taken], otherId));
}

/** The headquarters announces what it hears of Microsoft's services as its own. */
function microsoftPrefixesAreReoriginated({ scenario, er0 }: HybridCloud): void {
  const leaked = ['13.107.6.0/24', '40.96.0.0/13', '52.96.0.0/14'];
  scenario.at('00:36:00', () => er0.announce(leaked, byExpressRoute(12076, 65010)));
  scenario.at('00:39:00', () => er0.withdraw(leaked));
}

/** The same with the path left as it was. */
function microsoftPathsArePassedOn({ scenario, er0 }: HybridCloud): void {
  const leaked = ['20.33.0.0/16', '20.190.128.0/18'];
  scenario.at('00:43:00', () => er0.announce(leaked, byExpressRoute(12076, 65010, 12076, 8075)));
  scenario.at('00:46:00', () => er0.withdraw(leaked));
}

function branchFlaps({ scenario, hq0 }: HybridCloud): void {
  const flapping = BRANCHES[5]!;
  for (const second of [0, 20, 40]) {
    scenario.at(`00:50:${second}`, () => hq0.withdraw([flapping]));
    scenario.at(`00:50:${second + 5}`, () => hq0.announce([flapping], byLine(65010)));
  }
}

/**
 * From ExpressRoute to VPN and back: the first prefix without a gap, the one inside it half a minute later, the others with a
 * gap of three seconds. For the time between, the two nested ones go by different paths.
 */
function milanFailsOver({ scenario, er0, vpn0 }: HybridCloud): void {
  const [first, inside, ...others] = MILAN as [string, string, ...string[]];
  const byVpnToMilan = byVpn(65020, 65010, 65012);
  scenario.at('00:58:00', () => vpn0.announce([first], byVpnToMilan));
  scenario.at('00:58:01', () => er0.withdraw([first]));
  scenario.at('00:58:30', () => er0.withdraw([inside, ...others]));
  scenario.at('00:58:33', () => vpn0.announce([inside, ...others], byVpnToMilan));

  scenario.at('01:02:00', () => er0.announce([first], byExpressRoute(12076, 65010, 65012)));
  scenario.at('01:02:20', () => er0.announce([inside, ...others], byExpressRoute(12076, 65010, 65012)));
  scenario.at('01:02:25', () => vpn0.withdraw(MILAN));
}

function twoOriginsAnnounceOnePrefix({ scenario, vpn0 }: HybridCloud): void {
  scenario.at('01:06:00', () => vpn0.announce(['10.130.0.0/16'], byVpn(65020)));
  scenario.at('01:10:00', () => vpn0.withdraw(['10.130.0.0/16']));
}

function partOfAPrefixIsHijacked({ scenario, vpn0 }: HybridCloud): void {
  scenario.at('01:14:00', () => vpn0.announce(['10.100.66.0/24'], byVpn(65020, 64999)));
  scenario.at('01:18:00', () => vpn0.withdraw(['10.100.66.0/24']));
}

/** The appliance announced more than the route server takes. */
function limitOfTheRouteServerIsReached({ scenario, rs1 }: HybridCloud): void {
  const ipv4Unicast = join(u16(1), u8(1));
  scenario.at('01:22:00', () => rs1.end(CEASE, MAXIMUM_PREFIXES, join(ipv4Unicast, u32(1000))));
  scenario.at('01:25:00', () => rs1.up());
}

/** A request for the table, and an AGGREGATOR that is too short, so that it is left out. RFC 2918 §3, RFC 7606 §7.7 */
function rareMessages({ scenario, rs0, hq0 }: HybridCloud): void {
  scenario.at('00:03:00', () => rs0.send(message(5, join(u16(1), u8(0), u8(1)))));
  const more = [attribute(0xc0, 7, u16(65010))];
  scenario.at('00:04:00', () =>
    hq0.send(update({ announced: [BRANCHES[1]!], asPath: [65010], nextHop: '10.0.4.10', more }))
  );
}
