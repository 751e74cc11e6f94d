import {
  BarAlignment,
  GraphDrawStyle,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode, type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatusHistoryBuilder } from '@grafana/grafana-foundation-sdk/statushistory';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, linkTo, uids } from './dashboard.ts';
import { byThreshold, figure, rowCount, trend } from './figures.ts';
import { incidentMarks, incidentTable } from './incident-panels.ts';
import { grey, interval, legend, tooltip, updateColors, withoutEmptyFrames } from './look.ts';
import {
  dataSource,
  familyVariable,
  labelVariable,
  peerVariable,
  prefixVariable,
  routerVariable,
  target,
  type Query,
} from './source.ts';
import { columns, leadsTo, moment, table, width } from './tables.ts';

type Change = keyof typeof updateColors;

const whatFlaps =
  'A transition is a route that becomes reachable or unreachable by an UPDATE; lost sessions and replayed tables count nothing. ' +
  'Every 5 minutes the 50 routes of a family with the most of them are listed.';

const noUpdates =
  'No updates counted in this range. Choose a longer range or other peers; else see whether the collector is running.';
const noFlaps =
  'Nothing flaps: no route became reachable or unreachable by an UPDATE in this range, for these choices.';

/** What is flapping? */
export function routeStability(): Dashboard {
  return finished(
    dashboard(
      uids.stability,
      'BGP route stability',
      'What is flapping? Routes that come and go, and what the updates of each peer change.'
    )
      .time({ from: 'now-3h', to: 'now' })
      .withVariable(routerVariable())
      .withVariable(peerVariable())
      .withVariable(familyVariable())
      .withVariable(labelVariable())
      .withVariable(prefixVariable())
      .annotation(incidentMarks('Flapping', { kind: ['flapping', 'session-flapping'] }))
      .withPanel(flapping().id(1).span(5))
      .withPanel(transitions().id(2).span(5))
      .withPanel(
        perMinute('announced', 'Announced', 'Prefixes that UPDATE messages announced per minute.').id(3).span(5)
      )
      .withPanel(
        perMinute('withdrawn', 'Withdrawn', 'Prefixes that UPDATE messages withdrew per minute.').id(4).span(5)
      )
      .withPanel(
        perMinute('path_changes', 'Path changes', 'Announcements per minute that gave a known route another AS path.')
          .id(5)
          .span(4)
      )
      .withPanel(announcedAndWithdrawn().id(6).span(24).height(9))
      .withPanel(flapTable().id(7).span(24).height(9))
      .withPanel(flapsOverTime().id(8).span(24).height(8))
      .withPanel(whatChanged().id(9).span(12).height(8))
      .withPanel(byPeer().id(10).span(12).height(8))
      .withPanel(flapIncidents().id(11).span(24).height(7))
  );
}

const flaps: Query = { queryType: 'flaps', format: 'table' };

function flapping() {
  return rowCount({
    title: 'Routes that flap',
    description: `Routes with at least one transition in the range. ${whatFlaps}`,
    query: { ...flaps, limit: 5000 },
    column: 'prefix',
    color: 'orange',
    noValue: 'None',
  });
}

function transitions() {
  return figure({
    title: 'Transitions',
    description: `Transitions of all those routes together. ${whatFlaps}`,
    query: { ...flaps, limit: 5000 },
    calc: 'sum',
    field: 'transitions',
    color: 'orange',
    noValue: 'None',
  });
}

function rates(metric: Change): Query {
  return { queryType: 'updateRates', format: 'timeseries', metric, groupBy: [] };
}

function perMinute(metric: Change, title: string, description: string) {
  return trend({
    title,
    description: `${description} On average over the times in which anything was counted.`,
    query: { ...rates(metric), per: 'minute' },
    calc: 'mean',
    color: updateColors[metric],
    noValue: 'Not heard',
  }).decimals(1);
}

function bars() {
  return new TimeSeriesBuilder()
    .datasource(dataSource)
    .interval(interval)
    .maxDataPoints(240)
    .drawStyle(GraphDrawStyle.Bars)
    .barAlignment(BarAlignment.After)
    .barWidthFactor(0.9)
    .fillOpacity(75)
    .lineWidth(0)
    .decimals(0)
    .unit('short')
    .noValue(noUpdates)
    .tooltip(tooltip());
}

/** Bars of what updates do, each in its colour. */
function barsOfChanges() {
  const panel = bars();
  for (const [name, color] of Object.entries(updateColors)) {
    panel.overrideByName(name, [
      { id: 'color', value: { mode: 'fixed', fixedColor: color } },
      { id: 'displayName', value: updateWords[name] },
    ]);
  }
  return panel;
}

const updateWords: Record<string, string> = {
  announced: 'announced',
  withdrawn: 'withdrawn',
  path_changes: 'path changes',
  attribute_changes: 'attribute changes',
  duplicates: 'duplicates',
  replayed: 'replayed table',
};

function announcedAndWithdrawn() {
  return barsOfChanges()
    .title('Announced and withdrawn prefixes')
    .description(
      'Prefixes that UPDATE messages announced, upwards, and withdrew, downwards, per interval. A peak upwards alone is a table that is sent anew. ' +
        'The prefix chosen above does not narrow it.'
    )
    .withTarget(target(rates('announced'), 'A'))
    .withTarget(target(rates('withdrawn'), 'B'))
    .overrideByName('withdrawn', [{ id: 'custom.transform', value: 'negative-Y' }])
    .legend(legend('sum'));
}

function whatChanged() {
  const panel = barsOfChanges()
    .title('What announcements of known routes changed')
    .description(
      'Announcements that gave a known route another AS path, other attributes, or nothing new at all. A replayed table follows a reset or a refresh and is not news. ' +
        'What is missing up to all announcements were new routes. The prefix chosen above does not narrow it.'
    )
    .min(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .legend(legend('sum'));
  const changes: Change[] = ['path_changes', 'attribute_changes', 'duplicates', 'replayed'];
  changes.forEach((metric, index) => panel.withTarget(target(rates(metric), 'ABCD'.charAt(index))));
  return panel;
}

function byPeer() {
  return bars()
    .title('Announced prefixes of each peer')
    .description(
      'Who is talking: prefixes that each peer announced per interval. The prefix chosen above does not narrow it.'
    )
    .withTarget(target({ ...rates('announced'), groupBy: ['router', 'peer'] }))
    .min(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .legend(legend('sum'));
}

const flapColumns = {
  prefix: 'Prefix',
  router: 'Router',
  peer: 'Peer',
  label: 'Label',
  transitions: 'Transitions',
  announces: 'Announced',
  withdraws: 'Withdrawn',
  changes: 'Path changes',
  lists: 'Lists of 5 min',
  last: 'Last listed',
};

function flapTable() {
  return table(noFlaps)
    .title('Routes that flap most')
    .description(
      `${whatFlaps} The sums are over the lists that a route stands in, whose number is in the last column but one: ` +
        'for a route with few transitions among many that flap they are the least that there were.'
    )
    .datasource(dataSource)
    .withTarget(target({ ...flaps, limit: 100 }))
    .withTransformation(columns(flapColumns, ['path_id', 'afi', 'collector']))
    .overrideByName('Prefix', [
      width(190),
      leadsTo('Routes to this prefix', linkTo(uids.prefixes, 'var-prefix=${__value.raw:percentencode}')),
    ])
    .overrideByName('Router', [width(120)])
    .overrideByName('Peer', [
      width(150),
      leadsTo(
        'Messages of this peer',
        linkTo(uids.messages, 'var-peer=${__value.raw:percentencode}', '${router:queryparam}')
      ),
    ])
    .overrideByName('Label', [width(130)])
    .overrideByName('Transitions', [
      { id: 'custom.minWidth', value: 220 },
      { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'orange' } },
      { id: 'min', value: 0 },
    ])
    .overrideByName('Announced', [width(120)])
    .overrideByName('Withdrawn', [width(120)])
    .overrideByName('Path changes', [width(130)])
    .overrideByName('Lists of 5 min', [width(140)])
    .overrideByName('Last listed', [width(170), moment])
    .sortBy([new TableSortByFieldStateBuilder().displayName('Transitions').desc(true)]);
}

function flapsOverTime() {
  return new StatusHistoryBuilder()
    .title('When they flapped')
    .description(
      'Transitions of the 15 routes that flap most, per 5 minutes. A gap: the route was not in the list of that time.'
    )
    .datasource(dataSource)
    .withTarget(target({ ...flaps, format: 'timeseries', limit: 15 }))
    .interval('5m')
    .maxDataPoints(60)
    .unit('short')
    .thresholds(
      new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
        { value: null, color: grey },
        { value: 2, color: 'yellow' },
        { value: 6, color: 'orange' },
        { value: 20, color: 'red' },
      ])
    )
    .colorScheme(byThreshold())
    .fillOpacity(60)
    .lineWidth(1)
    .rowHeight(0.85)
    .showValue(VisibilityMode.Auto)
    .perPage(20)
    .withTransformation(withoutEmptyFrames)
    .legend(legend().showLegend(false))
    .noValue(noFlaps);
}

function flapIncidents() {
  return incidentTable(
    { kind: ['flapping', 'session-flapping'] },
    'No route or session flapped so much in this range that it is an incident.',
    ['prefixes']
  )
    .title('Flapping that is an incident')
    .description(
      'Routes that went up and down 4 times within 2 minutes or 6 times within an hour, and sessions that do so, open ones first. The family above does not narrow it.'
    );
}
