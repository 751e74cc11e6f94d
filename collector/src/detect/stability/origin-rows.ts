import { formatAsPath } from '../../bgp/as-path.ts';
import type { AttributeStore } from '../../rib/attribute-store.ts';
import type { Context } from '../context.ts';
import type { Observation } from '../observation.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import { prefixText } from '../prefix-text.ts';
import type { DomainRoute, RouteSet } from '../scope/route-set.ts';

/** Origin ASes of a prefix, ascending. */
export type Origins = readonly number[];

export type OriginRow = Extract<Observation, { kind: 'origin' }>;

/** Origins of a prefix that are told apart, the lowest ones. */
const MAX_ORIGINS = 16;

/** A path that is empty or ends in a set has no origin. */
export function originsOf(attributes: AttributeStore, routes: RouteSet): Origins {
  const origins: number[] = [];
  for (const route of routes) {
    const origin = attributes.originAs(route.attributes);
    if (origin !== undefined && !origins.includes(origin)) {
      origins.push(origin);
    }
  }
  return origins.length > 1 ? origins.sort((a, b) => a - b).slice(0, MAX_ORIGINS) : origins;
}

export function isSame(a: Origins, b: Origins): boolean {
  return a.length === b.length && a.every((origin, i) => origin === b[i]);
}

/** The row of a change, with the route that showed it. */
export function originRow(
  { labels, rib }: Context,
  change: PrefixChange,
  what: OriginRow['what'],
  state: OriginRow['state'],
  sinceUs: number,
  originsBefore: Origins,
  origins: Origins
): OriginRow {
  const { domain, family, prefix, timeUs } = change;
  const { table, attributes } = routeThatShows(change);
  return {
    kind: 'origin',
    timeNs: BigInt(timeUs) * 1000n,
    domain: domain.settings.name,
    familyName: family.name,
    what,
    state,
    sinceUs,
    prefix: prefixText(family, prefix),
    origins,
    originsBefore,
    peer: table.state.peer.address,
    label: labels.name(table, prefix, attributes),
    asPath: formatAsPath(rib.attributes.asPath(attributes)),
  };
}

/** The route that changed, as it is now or as it was. */
function routeThatShows({ table, before, after }: PrefixChange): DomainRoute {
  const isItsOwn = (route: DomainRoute): boolean => route.table === table;
  return after.find(isItsOwn) ?? before.find(isItsOwn)!;
}
