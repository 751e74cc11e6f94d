import { LineInterpolation, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, uids } from './dashboard.ts';
import { figure, largestOf, seriesToRows, trendWithChange } from './figures.ts';
import { interval, legend, legendTable, noTables, tooltip } from './look.ts';
import { asPathTable, originTable, routeTable, routesId } from './route-tables.ts';
import { dataSource, peerVariable, prefixVariable, routerVariable, target, type Query } from './source.ts';

type Metric = 'prefixes' | 'as_paths' | 'origins';

const unknownTable =
  'A peer is left out, not 0, while its whole table is not known: that takes a table dump, or its session seen to come up.';

/** What routes do I have, and from where? */
export function prefixSummary(): Dashboard {
  return finished(
    dashboard(
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
      .withPanel(
        largest('as_paths', 'Most AS paths', 'The most distinct AS paths of one peer and family.').id(3).span(6)
      )
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
  );
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
        `A lost session empties its table, so that the line falls to 0. ${unknownTable}`
    )
    .fillOpacity(6)
    .legend(legendTable('lastNotNull', 'min', 'max'));
}

function overTime(metric: Metric, title: string, description: string) {
  return lines(metric).title(title).description(`${description} ${unknownTable}`).legend(legend('lastNotNull'));
}
