import { TableSortByFieldStateBuilder, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatusHistoryBuilder } from '@grafana/grafana-foundation-sdk/statushistory';
import { linkTo, uids } from './dashboard.ts';
import { byThreshold, figure, rowCount } from './figures.ts';
import { incidentTable } from './incident-panels.ts';
import { grey, legend, withoutEmptyFrames } from './look.ts';
import { dataSource, target, type Query } from './source.ts';
import { columns, leadsTo, moment, table, width } from './tables.ts';

const whatFlaps =
  'A transition is a route that becomes reachable or unreachable by an UPDATE; lost sessions and replayed tables count nothing. ' +
  'Every 5 minutes the 50 routes of a family with the most of them are listed.';

const noFlaps =
  'No route is known to have become reachable or unreachable by an UPDATE in this range, for these choices.';

const flaps: Query = { queryType: 'flaps', format: 'table' };

export function flapping() {
  return rowCount({
    title: 'Routes that came or went',
    description: `Routes with at least one transition in the range. ${whatFlaps}`,
    query: { ...flaps, limit: 5000 },
    column: 'prefix',
    color: 'orange',
    noValue: 'None',
  });
}

export function transitions() {
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

export function flapTable() {
  return table(noFlaps)
    .title('Routes that came and went most')
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

export function flapsOverTime() {
  return new StatusHistoryBuilder()
    .title('When they came and went')
    .description(
      'Transitions of the 15 routes that came and went most, per 5 minutes. A gap: the route was not in the list of that time.'
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

export function flapIncidents() {
  return incidentTable(
    { kind: ['flapping', 'session-flapping'] },
    'No route or session is known to have flapped so much in this range that it is an incident.',
    ['prefixes']
  )
    .title('Flapping that is an incident')
    .description(
      'Routes that went up and down 4 times within 2 minutes or 6 times within an hour, and sessions that do so, open ones first. The family above does not narrow it.'
    );
}
