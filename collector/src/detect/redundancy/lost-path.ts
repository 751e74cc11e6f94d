import type { Peer } from '../../event/types.ts';
import type { AttributesId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import type { DomainRoute, RouteSet } from '../scope/route-set.ts';

/** A path that a prefix lost: what is told of it. */
export interface LostPath {
  readonly timeUs: number;
  readonly peer: Peer;
  readonly label: string;
  /** Whether it was not the best one: it has a lower LOCAL_PREF, or else a longer AS path, than one that is left. RFC 4271 §9.1 */
  readonly wasBackup: boolean;
}

/** How many paths there were to a prefix, and are. */
export interface PathCounts {
  readonly before: number;
  readonly after: number;
}

/** Whether a prefix lost something by what a peer said, not with its session or in the repetition of a table. */
export function isLoss({ cause, route }: PrefixChange, paths: PathCounts): boolean {
  const said = cause === 'update' || cause === 'malformed';
  return said && route !== undefined && route.before !== 0 && paths.after < paths.before;
}

/** What was lost by a change that is a loss. */
export function lostPath(
  { rib: { attributes }, labels, settings }: Context,
  { timeUs, table, prefix, route }: PrefixChange,
  left: RouteSet
): LostPath {
  const lost = route!.before;
  const { peer } = table.state;
  const bestOnly = settings.peers.get(peer.address)?.bestOnly ?? false;
  const localPref = (set: AttributesId): number | undefined => attributes.attributes(set).localPref;
  const isBetter = (other: DomainRoute): boolean => {
    const [ofOther, ofLost] = [localPref(other.attributes), localPref(lost)];
    if (ofOther === undefined || ofLost === undefined || ofOther === ofLost) {
      return ofOther === ofLost && attributes.pathLength(other.attributes) < attributes.pathLength(lost);
    }
    return ofOther > ofLost;
  };
  return { timeUs, peer, label: labels.name(table, prefix, lost), wasBackup: !bestOnly && left.some(isBetter) };
}
