import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { linkTo, uids } from './dashboard.ts';
import { answerOf, dataSource, otherPanel, target } from './source.ts';
import { columns, leadsTo, left, table, width } from './tables.ts';

/** The panel whose routes the tables of AS paths and origins count. */
export const routesId = 10;

const routesLimit = 10_000;

const noRoutes =
  'No route matches at the end of this range. Leave the prefix empty for all, or move the end to a time at which the peers were heard.';

const ofRoutes =
  `Counted over the routes in the table below, which holds at most ${routesLimit}; ` +
  'the prefix chosen above narrows them too.';

/** What the routes of the table of routes have in common: groups of equal routes, and how many different values each holds. */
function countedRoutes(groups: Record<string, string>, counted: Record<string, string>) {
  const operations = [
    ...Object.keys(groups).map((name) => [name, { operation: 'groupby', aggregations: [] }]),
    ...Object.keys(counted).map((name) => [name, { operation: 'aggregate', aggregations: ['distinctCount'] }]),
  ];
  const counts = Object.entries(counted).map(([name, title]) => [`${name} (distinctCount)`, title]);
  return table(noRoutes)
    .datasource(otherPanel)
    .withTarget(answerOf(routesId))
    .withTransformation({ id: 'groupBy', options: { fields: Object.fromEntries(operations) } })
    .withTransformation(columns({ ...groups, ...Object.fromEntries(counts) }))
    .sortBy([new TableSortByFieldStateBuilder().displayName('Prefixes').desc(true)]);
}

export function asPathTable() {
  return countedRoutes({ as_path: 'AS path', path_length: 'Length' }, { prefix: 'Prefixes', peer: 'Peers' })
    .title('AS paths in use')
    .description(
      'AS paths at the end of the range, the origin at the right, with their number of prefixes and of the peers that give them. ' +
        `Length counts prepended ASNs. ${ofRoutes}`
    )
    .overrideByName('Length', [width(110)])
    .overrideByName('Prefixes', [width(120)])
    .overrideByName('Peers', [width(100)]);
}

export function originTable() {
  return countedRoutes({ origin_as: 'Origin AS' }, { prefix: 'Prefixes', as_path: 'AS paths', peer: 'Peers' })
    .title('Origins')
    .description(
      'Origin ASNs at the end of the range. A dash: the path is empty, or it ends in a set and has no single origin. ' +
        ofRoutes
    )
    .overrideByName('Origin AS', [left]);
}

/** Columns of the table of routes in their order, as the back end and as people name them. */
const routeColumns = {
  prefix: 'Prefix',
  router: 'Router',
  peer: 'Peer',
  peer_as: 'Peer AS',
  as_path: 'AS path',
  origin_as: 'Origin AS',
  next_hop: 'Next hop',
  since: 'Since',
  med: 'MED',
  local_pref: 'Local pref',
  communities: 'Communities',
  large_communities: 'Large communities',
};

/** Columns that are rarely needed: the panel's table view and Explore show them. */
const leftOut =
  'path_length ext_communities origin path_id afi view vrf aggregator originator_id cluster_list atomic_aggregate otc other action';

export function routeTable() {
  return table(noRoutes)
    .title('Routes at the end of the range')
    .description(
      'The table of each chosen peer at the end of the range, or what of it lies within the prefix chosen above. ' +
        'Since: when the route became what it is; where nobody heard that, when its table was dumped. A dash: the route does not carry this attribute. ' +
        `At most ${routesLimit} routes, the first by prefix; the mark at the title says when there are more, ` +
        'and of which peers only a part of the table is known.'
    )
    .datasource(dataSource)
    .withTarget(
      target({
        queryType: 'routes',
        format: 'table',
        at: 'end',
        limit: routesLimit,
      })
    )
    .withTransformation(columns(routeColumns, leftOut.split(' ')))
    .overrideByName('Prefix', [
      width(175),
      leadsTo(
        'This prefix and its more specific ones',
        linkTo(uids.prefixes, 'var-prefix=${__value.raw:percentencode}', '${router:queryparam}', '${peer:queryparam}')
      ),
    ])
    .overrideByName('Peer', [
      width(130),
      leadsTo(
        'Messages of this peer',
        linkTo(uids.messages, 'var-peer=${__value.raw:percentencode}', '${router:queryparam}')
      ),
    ])
    .overrideByName('Peer AS', [width(100)])
    .overrideByName('AS path', [{ id: 'custom.minWidth', value: 300 }])
    .overrideByName('Origin AS', [width(110), left])
    .overrideByName('Next hop', [width(130)])
    .overrideByName('MED', [width(80)])
    .overrideByName('Local pref', [width(120)])
    .overrideByRegexp('.*ommunities', [{ id: 'custom.minWidth', value: 180 }])
    .overrideByName('Since', [width(165), { id: 'unit', value: 'dateTimeAsIso' }])
    .overrideByName('Router', [width(110)]);
}
