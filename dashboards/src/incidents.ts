import {
  BarAlignment,
  GraphDrawStyle,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import { MappingType, type Dashboard, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, linkTo, uids } from './dashboard.ts';
import { figure } from './figures.ts';
import { incidentFigure, incidentTable, incidentsAsTable, newestFirst } from './incident-panels.ts';
import { fixed, interval, legend, severityColors, tooltip, withoutEmptyFrames } from './look.ts';
import {
  dataSource,
  everyPeerVariable,
  kindVariable,
  labelVariable,
  prefixVariable,
  routerVariable,
  severityVariable,
  target,
} from './source.ts';
import { columns, leadsTo, moment, table, width } from './tables.ts';

/** Kinds of incidents, those that end a service first. */
export const incidentKinds = [
  'session-down',
  'session-flapping',
  'hijack',
  'path-policy',
  'prefix-limit',
  'silent-feed',
  'redundancy',
  'overlap',
  'flapping',
  'origin-change',
  'moas',
  'rpki-invalid',
  'visibility',
  'flood',
  'drought',
  'new-prefixes',
  'vanished-prefixes',
];

const noIncident = 'No incident in this range for these choices.';

/** What is wrong now, and what was? */
export function incidents(): Dashboard {
  return finished(
    dashboard(uids.incidents, 'BGP incidents', 'What is wrong now, and what was? Everything that began and ended.')
      .time({ from: 'now-24h', to: 'now' })
      .withVariable(kindVariable(incidentKinds))
      .withVariable(severityVariable())
      .withVariable(routerVariable())
      .withVariable(everyPeerVariable())
      .withVariable(labelVariable())
      .withVariable(prefixVariable())
      .withPanel(
        openOf('critical', 'Critical', 'Incidents that take reachability away or break a rule that was set.')
          .id(1)
          .span(4)
      )
      .withPanel(
        openOf('warning', 'Warning', 'Incidents that take safety away, or that should be looked at.').id(2).span(4)
      )
      .withPanel(openOf('info', 'Info', 'What is good to know, such as new prefixes.').id(3).span(4))
      .withPanel(unheard().id(4).span(4))
      .withPanel(ended().id(5).span(4))
      .withPanel(lastHeard().id(11).span(4))
      .withPanel(openNow().id(6).span(24).height(10))
      .withPanel(timeline().id(7).span(24).height(11))
      .withPanel(openOverTime().id(8).span(14).height(8))
      .withPanel(byKind().id(9).span(10).height(8))
      .withPanel(history().id(10).span(24).height(11))
  );
}

function openOf(severity: keyof typeof severityColors, title: string, description: string) {
  return incidentFigure(
    { state: 'open', severity: [severity] },
    {
      title: `${title}, open`,
      description: `${description} Those that are open at the end of the range.`,
      color: severityColors[severity],
      noValue: 'None',
    }
  );
}

function unheard() {
  return incidentFigure(
    { state: 'unknown' },
    {
      title: 'Unknown',
      description:
        'Incidents that were open when their collector last wrote, more than 3 minutes before the end of the range. They may have ended since, and nobody heard.',
      color: 'yellow',
      noValue: 'None',
    }
  );
}

function ended() {
  return incidentFigure(
    { state: 'resolved' },
    {
      title: 'Ended',
      description: 'Incidents that ended in the range, whenever they began.',
      color: 'text',
      noValue: 'None',
    }
  );
}

function lastHeard() {
  return figure({
    title: 'Last judged',
    description:
      'When a collector last wrote its totals, to the precision of a step of the range. Without a collector no incident begins, and none is known to end.',
    query: { queryType: 'totals', format: 'table' },
    calc: 'max',
    field: 'time',
    color: 'text',
    noValue: 'Not in range',
  }).unit('dateTimeFromNow');
}

function openNow() {
  return incidentTable(
    { state: 'open' },
    'No incident is open at the end of this range. Whether anybody listened then is what the last figure above says.',
    ['state', 'timeEnd']
  )
    .title('Open at the end of the range')
    .description(
      'What is wrong now, the newest first. A prefix leads to its routes, a peer to its messages, a kind to all incidents of that kind.'
    );
}

function timeline() {
  return new StateTimelineBuilder()
    .title('When each was open')
    .description(
      'A bar for each incident from its begin to its end; without an end it is still open, or its collector fell silent. At most 60 incidents: choose a kind or severity to see others.'
    )
    .datasource(dataSource)
    .withTarget(target({ queryType: 'incidents', format: 'timeseries', limit: 60 }))
    .interval(interval)
    .maxDataPoints(300)
    .mappings([openOrNot])
    .colorScheme(fixed('text'))
    .fillOpacity(70)
    .lineWidth(0)
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.75)
    .perPage(20)
    .legend(legend().showLegend(false))
    .noValue(noIncident)
    .withTransformation(withoutEmptyFrames);
}

const openOrNot: ValueMap = {
  type: MappingType.ValueToText,
  options: { 0: { text: 'ended', color: 'transparent', index: 0 }, 1: { text: 'open', color: 'orange', index: 1 } },
};

function openOverTime() {
  const panel = new TimeSeriesBuilder()
    .title('Open incidents over time')
    .description('How many incidents were open in each interval, by severity. Where nothing is drawn none was open.')
    .datasource(dataSource)
    .withTarget(target({ queryType: 'incidents', format: 'timeseries', groupBy: ['severity'], limit: 1000 }))
    .interval(interval)
    .maxDataPoints(240)
    .drawStyle(GraphDrawStyle.Bars)
    .barAlignment(BarAlignment.After)
    .barWidthFactor(1)
    .fillOpacity(75)
    .lineWidth(0)
    .min(0)
    .decimals(0)
    .unit('short')
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .tooltip(tooltip())
    .legend(legend('max'))
    .noValue(noIncident);
  for (const [severity, color] of Object.entries(severityColors)) {
    panel.overrideByName(severity, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]);
  }
  return panel;
}

function byKind() {
  return table(noIncident)
    .title('By kind')
    .description('Incidents of each kind that were open at any time in the range. A kind leads to its incidents alone.')
    .datasource(dataSource)
    .withTarget(target(incidentsAsTable({})))
    .withTransformation({
      id: 'groupBy',
      options: {
        fields: {
          kind: { operation: 'groupby', aggregations: [] },
          id: { operation: 'aggregate', aggregations: ['count'] },
          time: { operation: 'aggregate', aggregations: ['max'] },
        },
      },
    })
    .withTransformation(columns({ kind: 'Kind', 'id (count)': 'Incidents', 'time (max)': 'Last began' }))
    .overrideByName('Kind', [
      leadsTo('Only this kind', linkTo(uids.incidents, 'var-kind=${__value.raw:percentencode}')),
    ])
    .overrideByName('Incidents', [width(130)])
    .overrideByName('Last began', [width(165), moment])
    .sortBy([new TableSortByFieldStateBuilder().displayName('Incidents').desc(true)]);
}

function history() {
  return incidentTable({}, noIncident)
    .title('All of this range')
    .description(
      'Every incident that was open at any time in the range, the newest first. Of one that comes back each time is a row of its own. ' +
        'What a collector left open when it was stopped, and did not take up again when it started, is not listed once another row follows.'
    )
    .sortBy([newestFirst]);
}
