import type { PeerSettings } from '../detect/settings.ts';
import type { AddressText } from '../net/address.ts';
import { partOf } from '../observe/collector-rows.ts';
import type { CollectorState } from '../observe/collector-state.ts';
import type { PeerSummary } from '../observe/peer-summary.ts';
import { type Finding, findingsOf } from './check-finding.ts';
import { peerTitle } from './peer-title.ts';

const finding = findingsOf('Blind spot');

/** AS of Azure's route servers and gateways. */
const AZURE_AS = 65_515;

/** What cannot be seen with these sources and peers, with the cure where there is one. */
export function blindSpots(
  { sources, peers }: Pick<CollectorState, 'sources' | 'peers'>,
  settings: ReadonlyMap<AddressText, PeerSettings>
): Finding[] {
  return [
    ...sources.flatMap((source) => source.blindSpots.map((words) => finding('note', words, partOf(source)))),
    ...missingPeers(peers, settings),
    ...peers.flatMap((peer) => unseededTables(peer, peerTitle(peer, peers))),
    ...peers
      .filter(({ bestOnly }) => bestOnly)
      .map((peer) =>
        finding('note', 'sends its best path only: the loss of a backup is not seen here', peerTitle(peer, peers))
      ),
    ...onlyVnets(peers),
    ...singleInstances(peers, settings),
  ];
}

/** Peers that the configuration names and nobody heard. Of a group that is heard elsewhere, it is half of what should be. */
function missingPeers(peers: readonly PeerSummary[], settings: ReadonlyMap<AddressText, PeerSettings>): Finding[] {
  const heard = new Set<AddressText>(peers.filter(({ session }) => session !== 'down').map(({ address }) => address));
  const groups = new Set([...heard].map((address) => settings.get(address)?.group));
  return [...settings]
    .filter(([address]) => !heard.has(address))
    .map(([address, { name, group }]) => {
      const about = name === undefined ? address : `${name} (${address})`;
      return group !== undefined && groups.has(group)
        ? finding('problem', `is not heard, although others of group ${group} are: peer with each of them`, about)
        : finding('note', 'stands under peers and is not heard', about);
    });
}

/** Their counts are left out of the database until they are whole. */
function unseededTables(peer: PeerSummary, title: string): Finding[] {
  const families = peer.tables.filter(({ whole }) => !whole).map(({ familyName }) => familyName);
  const cures = 'a table dump, a new session, or a refresh between marks (RFC 7313) gives it';
  if (families.length > 0) {
    const words = `${families.join(', ')}: what was heard since the start, not the whole table; ${cures}`;
    return [finding('note', words, title)];
  }
  return peer.tables.length === 0 && peer.session === 'up' && !peer.fromItsStart
    ? [finding('note', `its session was up before the start, so its table is not known; ${cures}`, title)]
    : [];
}

/** An Azure route server has two instances, and looks whole with one. Where they have a group, a missing one is told already. */
function singleInstances(peers: readonly PeerSummary[], settings: ReadonlyMap<AddressText, PeerSettings>): Finding[] {
  const heard = peers.filter(({ as, session }) => as === AZURE_AS && session !== 'down');
  const isGrouped = (address: AddressText): boolean => {
    const group = settings.get(address)?.group;
    return group !== undefined && [...settings].some(([other, one]) => other !== address && one.group === group);
  };
  const words =
    `the only peer of AS ${AZURE_AS} that is heard here: a route server has two instances, and the loss of one looks like the ` +
    'loss of all; peer with both, in one group under peers';
  return heard
    .filter(({ router, address }) => !heard.some((other) => other.router === router && other.address !== address))
    .filter(({ address }) => !isGrouped(address))
    .map((peer) => finding('note', words, peerTitle(peer, peers)));
}

/** A route server that is not asked to pass on what its gateways learn tells the prefixes of virtual networks alone. */
function onlyVnets(peers: readonly PeerSummary[]): Finding[] {
  const tables = peers.flatMap((peer) => peer.tables).filter(({ routes }) => routes > 0);
  const words =
    `every AS path is ${AZURE_AS} alone: only prefixes of virtual networks are heard, none over ExpressRoute or VPN; ` +
    'turn branch-to-branch on at the route server, if there is a gateway beside it';
  return tables.length > 0 && tables.every(({ onlyAs }) => onlyAs === AZURE_AS)
    ? [finding('note', words, 'Azure')]
    : [];
}
