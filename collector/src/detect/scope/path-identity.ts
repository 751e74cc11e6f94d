import type { AddressText } from '../../net/address.ts';
import type { AttributeStore } from '../../rib/attribute-store.ts';
import type { AttributesId, PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { RouteLabels } from './route-labels.ts';
import type { PathIdentityPart, PeerSettings } from '../settings.ts';

/** When two paths are really two: equal exactly where the configured parts are. Holds as long as both routes do. */
export type PathIdentity = string | number;

/** Two numbers below this are one number without loss. */
const SHARE = 2 ** 26;

type Part = (table: PeerTable, prefix: PrefixId, attributes: AttributesId) => string | number;

/** Tells the paths of a domain apart by the configured parts of a route. */
export class PathIdentities {
  readonly #parts: readonly Part[];

  constructor(
    parts: readonly PathIdentityPart[],
    attributes: AttributeStore,
    labels: RouteLabels,
    peers: ReadonlyMap<AddressText, PeerSettings>
  ) {
    const settingsOf = (table: PeerTable): PeerSettings | undefined => peers.get(table.state.peer.address);
    const known: Record<PathIdentityPart, Part> = {
      // Prepending leads a path through no other AS.
      full_path: (_table, _prefix, id) => attributes.plainAsPathId(id),
      // Instances of one speaker give next hops of their own to one path.
      next_hop: (table, _, id) => settingsOf(table)?.group ?? attributes.nextHopId(id),
      first_as: (_table, _prefix, id) => attributes.firstAs(id) ?? -1,
      origin_as: (_table, _prefix, id) => attributes.originAs(id) ?? -1,
      label: (table, prefix, id) => labels.of(table, prefix, id),
      site: (table) => settingsOf(table)?.site ?? table.state.peer.address,
    };
    this.#parts = parts.map((part) => known[part]);
  }

  of(table: PeerTable, prefix: PrefixId, attributes: AttributesId): PathIdentity {
    let identity: PathIdentity = this.#parts.length === 0 ? '' : this.#parts[0]!(table, prefix, attributes);
    for (let i = 1; i < this.#parts.length; i++) {
      identity = both(identity, this.#parts[i]!(table, prefix, attributes));
    }
    return identity;
  }
}

/** Two parts as one: a number where both are and one number holds them, which spares a text for nearly every route. */
function both(first: PathIdentity, second: PathIdentity): PathIdentity {
  const numbers = typeof first === 'number' && typeof second === 'number';
  return numbers && first < SHARE && second >= 0 && second < SHARE && first >= 0
    ? first * SHARE + second
    : `${first} ${second}`;
}
