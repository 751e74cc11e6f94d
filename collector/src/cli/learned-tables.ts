import type { PathAttributes } from '../bgp/attributes.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import type { Peer } from '../event/types.ts';
import type { AddressText } from '../net/address.ts';
import { isWhole } from '../rib/peer-state.ts';
import type { PeerTable } from '../rib/peer-table.ts';
import type { Rib } from '../rib/rib.ts';

/** A route of a peer's table. */
export interface LearnedRoute {
  readonly peer: Peer;
  /** As in the tag `afi`. */
  readonly familyName: string;
  readonly prefix: NlriPrefix;
  readonly attributes: PathAttributes;
  readonly nextHop: AddressText | undefined;
}

/** The routes of all tables, as often as they are asked for. */
export function learnedRoutes(rib: Rib): Iterable<LearnedRoute> {
  return {
    *[Symbol.iterator]() {
      for (const { tables } of rib.peers()) {
        for (const table of tables.values()) {
          yield* routesOf(rib, table);
        }
      }
    },
  };
}

/** The peers that only a part of the table was heard of, as far as the input tells. */
export function partialPeers(rib: Rib): Peer[] {
  const partial = [...rib.peers()].filter(({ tables }) => ![...tables.values()].every(isWhole));
  return partial.map(({ peer }) => peer);
}

/** Routes with the same attributes share them. */
function routesOf({ attributes }: Rib, table: PeerTable): LearnedRoute[] {
  const { state, family } = table;
  const decoded = new Map<number, PathAttributes>();
  const routes: LearnedRoute[] = [];
  table.forEach((id, set, pathId) => {
    let known = decoded.get(set);
    if (known === undefined) {
      known = attributes.attributes(set);
      decoded.set(set, known);
    }
    routes.push({
      peer: state.peer,
      familyName: family.name,
      prefix: { ...family.prefixes.prefix(id), pathId, labels: undefined },
      attributes: known,
      nextHop: known.nextHop,
    });
  });
  return routes;
}
