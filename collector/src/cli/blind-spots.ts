import type { PeerSettings } from '../detect/settings.ts';
import type { AddressText } from '../net/address.ts';
import { partOf } from '../observe/collector-rows.ts';
import type { CollectorState } from '../observe/collector-state.ts';
import type { PeerSummary } from '../observe/peer-summary.ts';
import { type Finding, findingsOf } from './check-finding.ts';

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
    ...peers.flatMap((peer) => unseededTables(peer)),
    ...peers
      .filter(({ bestOnly }) => bestOnly)
      .map((peer) => finding('note', 'sends its best path only: the loss of a backup is not seen here', nameOf(peer))),
    ...onlyVnets(peers),
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

function unseededTables(peer: PeerSummary): Finding[] {
  const families = peer.tables.filter(({ whole }) => !whole).map(({ familyName }) => familyName);
  const words = `${families.join(', ')}: what was heard since the start, not the whole table; a table dump, a route refresh or a new session gives it`;
  return families.length === 0 ? [] : [finding('note', words, nameOf(peer))];
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

function nameOf({ name, address }: PeerSummary): string {
  return name === undefined ? address : `${name} (${address})`;
}
