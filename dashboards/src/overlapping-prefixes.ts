import {
  LineInterpolation,
  TableSortByFieldStateBuilder,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, linkTo, uids } from './dashboard.ts';
import { countOf, figure, rowCount } from './figures.ts';
import { incidentMarks, incidentTable, newestFirst } from './incident-panels.ts';
import { interval, legendTable, tooltip } from './look.ts';
import { prefixSpacePanel } from './prefix-space-panel.ts';
import {
  dataSource,
  domainVariable,
  everyPeerVariable,
  familyVariable,
  labelVariable,
  prefixVariable,
  target,
  type Query,
} from './source.ts';
import { columns, leadsTo, left, moment, table, width, words } from './tables.ts';

const pairs: Query = { queryType: 'overlaps', format: 'table', at: 'end', limit: 10_000 };

const whatOverlaps =
  'Two routes overlap when one prefix is or covers the other and they are really two paths, by the path identity of the domain. ' +
  'Default routes and the listed aggregates are left out.';

const noPairs = 'No overlap is open at the end of this range for these choices.';

/** Who else uses my addresses? */
export function overlappingPrefixes(): Dashboard {
  return finished(
    dashboard(
      uids.overlaps,
      'BGP overlapping prefixes',
      'Who else uses my addresses? Prefixes that stand twice or lie within another, with both sides.'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withVariable(domainVariable())
      .withVariable(familyVariable())
      .withVariable(labelVariable())
      .withVariable(everyPeerVariable())
      .withVariable(prefixVariable())
      .annotation(incidentMarks('Overlap incidents', { kind: ['overlap'] }))
      .withPanel(count('Overlapping pairs', 'Pairs that are open at the end of the range.').id(1).span(5))
      .withPanel(count('Stand twice', 'Pairs of one and the same prefix.', 'equal').id(2).span(5))
      .withPanel(
        count('Lie within', 'Prefixes that lie within a larger one of another path.', 'covering').id(3).span(5)
      )
      .withPanel(began().id(4).span(4))
      .withPanel(newest().id(5).span(5))
      .withPanel(plan().id(9).span(24).height(15))
      .withPanel(overTime().id(6).span(24).height(8))
      .withPanel(pairTable().id(7).span(24).height(11))
      .withPanel(overlapIncidents().id(8).span(24).height(8))
  );
}

function count(title: string, description: string, kind?: 'equal' | 'covering') {
  return rowCount({
    title,
    description: `${description} ${whatOverlaps}`,
    query: { ...pairs, ...(kind && { filter: { kind: [kind] } }) },
    column: 'prefix',
    color: 'orange',
    noValue: 'None',
  });
}

function began() {
  const isNew = { fieldName: 'age', config: { id: 'equal', options: { value: 'new' } } };
  const ofNew = { id: 'filterByValue', options: { type: 'include', match: 'all', filters: [isNew] } };
  const panel = rowCount({
    title: 'New in this range',
    description: 'Open pairs that began in the range. What the first table showed began before, and is not new.',
    query: pairs,
    column: 'prefix',
    color: 'red',
    noValue: 'None',
  });
  return panel.transformations([ofNew, ...countOf('prefix')]);
}

function newest() {
  return figure({
    title: 'Newest',
    description: 'How long ago the newest of the open pairs began.',
    query: pairs,
    calc: 'max',
    field: 'since',
    color: 'text',
    noValue: 'None',
  }).unit('dateTimeFromNow');
}

/** What the pairs overlap in. */
const plannedRoutes: Query = { queryType: 'routes', format: 'table', at: 'end', limit: 10_000 };

function plan() {
  return prefixSpacePanel()
    .title('Prefixes in their place at the end of the range')
    .description(
      'Each prefix lies below the one that contains it; addresses run from the left to the right. Hatched, with an exclamation mark: ' +
        'it overlaps another path, as listed beside. A double click, or Zoom in, shows what is within.'
    )
    .withTarget(target(plannedRoutes))
    .withTarget(target(pairs, 'B'))
    .noValue('No route is known at the end of this range for these choices.');
}

function overTime() {
  return new TimeSeriesBuilder()
    .title('Overlapping prefixes over time')
    .description(
      'Prefixes that overlap another, for each family and label. They are no stack: a prefix that stands in two labels counts in both. ' +
        'Peer and prefix chosen above do not narrow this picture.'
    )
    .datasource(dataSource)
    .withTarget(target({ queryType: 'overlaps', format: 'timeseries' }))
    .interval(interval)
    .lineInterpolation(LineInterpolation.StepAfter)
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .min(0)
    .decimals(0)
    .unit('short')
    .tooltip(tooltip())
    .legend(legendTable('lastNotNull', 'min', 'max'))
    .noValue('No number of overlaps in this range: there is none until a whole table is known.');
}

const sides = ['label', 'origin', 'peer', 'next_hop', 'as_path'];
const sideTitles: Record<string, string> = {
  label: 'Label',
  origin: 'Origin',
  peer: 'Peer',
  next_hop: 'Next hop',
  as_path: 'AS path',
};

/** Both sides of a pair, one after the other. */
const pairColumns = {
  prefix: 'Prefix',
  kind: 'Kind',
  age: 'Age',
  since: 'Since',
  ...Object.fromEntries(sides.map((name) => [name, String(sideTitles[name])])),
  covering: 'Covered by',
  ...Object.fromEntries(sides.map((name) => [`covering_${name}`, `Its ${lower(sideTitles[name])}`])),
};

function lower(title = ''): string {
  return title.startsWith('AS') ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** Leaves room in narrow columns for their names. */
const unfiltered = { id: 'custom.filterable', value: false };

function pairTable() {
  const panel = table(noPairs)
    .title('Pairs that are open at the end of the range')
    .description(
      'Both sides of each pair: the more specific prefix or the one that stands twice, and to the right the one that covers it. ' +
        'Of a covered prefix the more specific route wins for its addresses; of one that stands twice it is up to the best path of each router. ' +
        'Age: new is what began in the range, before start is what the first table showed already.'
    )
    .datasource(dataSource)
    .withTarget(target(pairs))
    .withTransformation(columns(pairColumns, ['domain', 'afi', 'collector']))
    .overrideByName('Prefix', [
      width(135),
      leadsTo('Routes to this prefix', linkTo(uids.prefixes, 'var-prefix=${__value.raw:percentencode}')),
    ])
    .overrideByName('Covered by', [
      width(135),
      leadsTo('Routes within this prefix', linkTo(uids.prefixes, 'var-prefix=${__value.raw:percentencode}')),
    ])
    .overrideByName('Kind', [width(80)])
    .overrideByName('Age', [width(100), ...words({ new: 'red', known: 'text', 'before start': 'text' })])
    .overrideByName('Since', [width(150), moment])
    .overrideByRegexp('(Its )?[Ll]abel', [width(98)])
    .overrideByRegexp('(Its )?[Oo]rigin', [width(74), left, unfiltered])
    .overrideByRegexp('(Its )?[Pp]eer', [
      width(90),
      unfiltered,
      leadsTo('Messages of this peer', linkTo(uids.messages, 'var-peer=${__value.raw:percentencode}')),
    ])
    .overrideByRegexp('(Its )?[Nn]ext hop', [width(98), unfiltered])
    .overrideByRegexp('(Its )?AS path', [{ id: 'custom.minWidth', value: 110 }, unfiltered]);
  return panel.sortBy([new TableSortByFieldStateBuilder().displayName('Since').desc(true)]);
}

function overlapIncidents() {
  return incidentTable(
    { kind: ['overlap'] },
    'No overlap is known to have begun, ended or been open in this range for these choices.',
    ['kind', 'router']
  )
    .title('Overlaps of this range, also those that ended')
    .description(
      'One incident for each prefix that covers others, with their number. The family above does not narrow it.'
    )
    .sortBy([newestFirst]);
}
