import {
  LineInterpolation,
  TableSortByFieldStateBuilder,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, linkTo, uids } from './dashboard.ts';
import { figure, largestOf, seriesToRows, trendWithChange } from './figures.ts';
import { interval, legend, legendTable, noTables, tooltip } from './look.ts';
import {
  answerOf,
  dataSource,
  otherPanel,
  peerVariable,
  prefixVariable,
  routerVariable,
  target,
  type Query,
} from './source.ts';

type Metric = NonNullable<Query['metric']>;

/** The panel whose routes the tables of AS paths and origins count. */
const routesId = 10;

const routesLimit = 10_000;

const unknownTable =
  'A peer is left out, not 0, while its whole table is not known: that takes a table dump, or its session seen to come up.';

const noRoutes =
  'No route matches at the end of this range. Leave the prefix empty for all, or move the end to a time at which the peers were heard.';

/** What routes do I have, and from where? */
export function prefixSummary(): Dashboard {
  return dashboard(
    uids.prefixes,
    'BGP prefix summary',
    'What routes do I have, and from where? Table sizes of each peer over time, and the routes at the end of the range.'
  )
    .time({ from: 'now-6h', to: 'now' })
    .withVariable(routerVariable())
    .withVariable(peerVariable())
    .withVariable(prefixVariable())
    .withPanel(knownTables().id(1).span(6))
    .withPanel(largest('prefixes', 'Largest table', 'The most prefixes that any one peer gives.').id(2).span(6))
    .withPanel(largest('as_paths', 'Most AS paths', 'The most distinct AS paths of one peer and family.').id(3).span(6))
    .withPanel(
      largest('origins', 'Most origin ASNs', 'The most distinct origin ASNs of one peer and family.').id(4).span(6)
    )
    .withPanel(prefixesOverTime().id(5).span(24).height(10))
    .withPanel(
      overTime('as_paths', 'AS paths', 'Distinct AS paths in the table of each peer and family.')
        .id(6)
        .span(12)
        .height(7)
    )
    .withPanel(
      overTime('origins', 'Origin ASNs', 'Distinct origin ASNs in the table of each peer and family.')
        .id(7)
        .span(12)
        .height(7)
    )
    .withPanel(asPathTable().id(8).span(14).height(9))
    .withPanel(originTable().id(9).span(10).height(9))
    .withPanel(routeTable().id(routesId).span(24).height(14))
    .build();
}

function perPeer(metric: Metric): Query {
  return { queryType: 'prefixCounts', format: 'timeseries', metric, groupBy: ['peer'] };
}

function knownTables() {
  return figure({
    title: 'Peers with a known table',
    description: `Peers whose table size was known at any time in the range. ${unknownTable}`,
    query: perPeer('prefixes'),
    calc: 'count',
    field: 'Field',
    color: 'text',
    noValue: 'None',
  }).withTransformation(seriesToRows);
}

function largest(metric: Metric, title: string, description: string) {
  return trendWithChange({
    title,
    description:
      `${description} The percentage compares with the start of the range. ` +
      'It is no total: peers give many of the same prefixes, so their tables do not add up.',
    query: perPeer(metric),
    calc: 'lastNotNull',
    color: 'text',
    noValue: 'Not known',
  })
    .transformations(largestOf(title))
    .unit('short');
}

/** Sizes do not change between two rows, so the line goes on level to the next; a longer gap stays open. */
function lines(metric: Metric) {
  return new TimeSeriesBuilder()
    .datasource(dataSource)
    .withTarget(target(perPeer(metric)))
    .interval(interval)
    .lineInterpolation(LineInterpolation.StepAfter)
    .lineWidth(2)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .min(0)
    .decimals(0)
    .unit('short')
    .noValue(noTables)
    .tooltip(tooltip())
    .withTransformation({ id: 'renameByRegex', options: { regex: '^(.+) none$', renamePattern: '$1' } });
}

function prefixesOverTime() {
  return lines('prefixes')
    .title('Prefixes of each peer')
    .description(
      'Distinct prefixes in the table of each peer. The lines are not stacked: peers give many of the same prefixes, so that their sum means nothing. ' +
        `A line ends where the session ends. ${unknownTable}`
    )
    .fillOpacity(6)
    .legend(legendTable('lastNotNull', 'min', 'max'));
}

function overTime(metric: Metric, title: string, description: string) {
  return lines(metric).title(title).description(`${description} ${unknownTable}`).legend(legend('lastNotNull'));
}

function table() {
  return new TableBuilder().unit('none').decimals(0).filterable(true).noValue(noRoutes);
}

/** What the routes below have in common, counted by one column or more. */
function countedRoutes(groups: string[], counted: string[], names: Record<string, string>) {
  const fields = [
    ...groups.map((name) => [name, { operation: 'groupby', aggregations: [] }]),
    ...counted.map((name) => [name, { operation: 'aggregate', aggregations: ['distinctCount'] }]),
  ];
  const order = [...groups, ...counted.map((name) => `${name} (distinctCount)`)];
  return table()
    .datasource(otherPanel)
    .withTarget(answerOf(routesId))
    .withTransformation({ id: 'groupBy', options: { fields: Object.fromEntries(fields) } })
    .withTransformation(columns(order, names));
}

/** Orders columns, names them in words and leaves the others out. */
function columns(order: string[], names: Record<string, string>) {
  return {
    id: 'organize',
    options: { indexByName: Object.fromEntries(order.map((name, at) => [name, at])), renameByName: names },
  };
}

const ofRoutes = `Counted over the routes in the table below, of which there are at most ${routesLimit}; the prefix above narrows them too.`;

function asPathTable() {
  return countedRoutes(['as_path', 'path_length'], ['prefix', 'peer'], {
    as_path: 'AS path',
    path_length: 'Length',
    'prefix (distinctCount)': 'Prefixes',
    'peer (distinctCount)': 'Peers',
  })
    .title('AS paths in use')
    .description(
      `AS paths at the end of the range, the origin at the right, with their prefixes and the peers that give them. ${ofRoutes}`
    )
    .sortBy([new TableSortByFieldStateBuilder().displayName('Prefixes').desc(true)]);
}

function originTable() {
  return countedRoutes(['origin_as'], ['prefix', 'as_path', 'peer'], {
    origin_as: 'Origin AS',
    'prefix (distinctCount)': 'Prefixes',
    'as_path (distinctCount)': 'AS paths',
    'peer (distinctCount)': 'Peers',
  })
    .title('Origins')
    .description(
      `Origin ASNs at the end of the range. Empty: the path is empty, or it ends in a set and has no single origin. ${ofRoutes}`
    )
    .sortBy([new TableSortByFieldStateBuilder().displayName('Prefixes').desc(true)]);
}

/** Columns of the table of routes in their order, as the back end and as people name them. */
const routeColumns = {
  prefix: 'Prefix',
  peer: 'Peer',
  peer_as: 'Peer AS',
  as_path: 'AS path',
  origin_as: 'Origin AS',
  path_length: 'Path length',
  next_hop: 'Next hop',
  med: 'MED',
  local_pref: 'Local pref',
  communities: 'Communities',
  large_communities: 'Large communities',
  since: 'Since',
  router: 'Router',
};

const routeColumnsLeftOut = [
  'ext_communities',
  'origin',
  'path_id',
  'afi',
  'view',
  'vrf',
  'aggregator',
  'originator_id',
  'cluster_list',
  'atomic_aggregate',
  'otc',
  'other',
  'action',
];

function routeTable() {
  return table()
    .title('Routes at the end of the range')
    .description(
      'The table of each chosen peer at the end of the range, or what of it lies within the prefix above. Since: when the route was last announced or dumped. ' +
        `At most ${routesLimit} routes, the first by prefix; the mark at the title says when there are more, and of which peers only a part of the table is known.`
    )
    .datasource(dataSource)
    .withTarget(
      target({
        queryType: 'routes',
        format: 'table',
        at: 'end',
        limit: routesLimit,
        filter: { prefix: '$prefix', match: 'longer' },
      })
    )
    .withTransformation({
      id: 'organize',
      options: {
        ...columns(Object.keys(routeColumns), routeColumns).options,
        excludeByName: Object.fromEntries(routeColumnsLeftOut.map((name) => [name, true])),
      },
    });
}

void linkTo;
void uids;
