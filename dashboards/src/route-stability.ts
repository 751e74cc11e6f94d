import {
  BarAlignment,
  GraphDrawStyle,
  StackingConfigBuilder,
  StackingMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, uids } from './dashboard.ts';
import { trend } from './figures.ts';
import { flapIncidents, flapping, flapsOverTime, flapTable, transitions } from './flap-panels.ts';
import { incidentMarks } from './incident-panels.ts';
import { interval, legend, tooltip, updateColors } from './look.ts';
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

type Change = keyof typeof updateColors;

const noUpdates =
  'No updates counted in this range. Choose a longer range or other peers; else see whether the collector is running.';
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
