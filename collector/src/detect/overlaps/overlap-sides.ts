import { formatAsPath } from '../../bgp/as-path.ts';
import { formatPrefix } from '../../net/prefix.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { OverlapSide } from '../observation.ts';
import type { OverlapIndex } from './overlap-index.ts';
import type { DomainRoute } from '../scope/route-set.ts';

/** The prefix, and what it overlaps with: by the first two routes that show it. Undefined where none do any more. */
export function overlapSides(
  { rib: { attributes }, labels }: Context,
  index: OverlapIndex,
  { prefix, covering }: { readonly prefix: PrefixId; readonly covering: PrefixId }
): readonly [OverlapSide, OverlapSide] | undefined {
  const { family } = index.routes;
  const sideOf = (id: PrefixId, { table, attributes: set }: DomainRoute): OverlapSide => ({
    prefix: prefixText(family, id),
    peer: table.state.peer.address,
    asPath: formatAsPath(attributes.asPath(set)),
    originAs: attributes.originAs(set),
    label: labels.name(table, id, set),
    nextHop: attributes.nextHop(set),
  });
  const routes = index.overlappingRoutes(prefix, covering);
  return routes && [sideOf(prefix, routes.route), sideOf(covering, routes.covering)];
}

/** In a VPN family after its route distinguisher. */
export function prefixText({ prefixes }: FamilyTables, id: PrefixId): string {
  const prefix = prefixes.prefix(id);
  return prefix.rd === undefined ? formatPrefix(prefix) : `${prefix.rd} ${formatPrefix(prefix)}`;
}
