import {
  LineInterpolation,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TextBuilder } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, uids } from './dashboard.ts';
import { figure, trend } from './figures.ts';
import { incidentFigure, incidentMarks, incidentTable, newestFirst } from './incident-panels.ts';
import { interval, legend, legendTable, tooltip } from './look.ts';
import { dataSource, domainVariable, familyVariable, labelVariable, target, type Query } from './source.ts';

const byPaths: Query = { queryType: 'redundancy', format: 'timeseries', groupBy: ['paths'] };

const noPaths =
  'No number of paths in this range: there is none until a whole table is known, from a table dump or from a session seen to come up.';

const ofPaths =
  'Paths count as two when they differ by the path identity of the domain; peers of one group count as one.';

/** From one path, which the next failure takes away, to many. */
const pathColors: Record<string, string> = {
  '1 path': 'orange',
  '2 paths': 'light-green',
  '3 paths': 'semi-dark-green',
  '4 paths': 'dark-green',
  '5 paths': 'light-blue',
  '6 paths': 'blue',
  '7 paths': 'semi-dark-blue',
  '8 paths': 'dark-blue',
  '9 paths': 'purple',
  '10+ paths': 'dark-purple',
};

/** What would one more failure take down? */
export function redundancy(): Dashboard {
  return finished(
    dashboard(
      uids.redundancy,
      'BGP redundancy',
      'What would one more failure take down? Prefixes by their number of paths, and which of them lost one.'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withVariable(domainVariable())
      .withVariable(familyVariable())
      .withVariable(labelVariable())
      .annotation(incidentMarks('Redundancy incidents', { kind: ['redundancy'] }))
      .withPanel(onePath().id(1).span(6))
      .withPanel(morePaths().id(2).span(6))
      .withPanel(
        lost('open', 'Open incidents', 'Prefixes that lost a path and have not got it back.', 'orange').id(3).span(6)
      )
      .withPanel(
        lost(
          'resolved',
          'Restored',
          'Losses of a path that ended in the range: the path came back, or the prefix went for good.',
          'text'
        )
          .id(4)
          .span(6)
      )
      .withPanel(overTime().id(5).span(24).height(10))
      .withPanel(openIncidents().id(6).span(24).height(7))
      .withPanel(onePathByLabel().id(7).span(14).height(8))
      .withPanel(bestOnly().id(8).span(10).height(8))
      .withPanel(history().id(9).span(24).height(8))
  );
}

function onePath() {
  return trend({
    title: 'Prefixes with one path',
    description: `What one more failure takes away. ${ofPaths}`,
    query: byPaths,
    calc: 'lastNotNull',
    field: '1 path',
    color: 'orange',
    noValue: 'None, or not known',
  });
}

function morePaths() {
  const total = {
    id: 'calculateField',
    options: {
      mode: 'reduceRow',
      reduce: { reducer: 'sum', include: Object.keys(pathColors).filter((name) => name !== '1 path') },
      replaceFields: true,
      alias: 'More paths',
    },
  };
  return figure({
    title: 'Prefixes with more paths',
    description: `Prefixes that have at least two paths. ${ofPaths}`,
    query: byPaths,
    calc: 'lastNotNull',
    color: 'green',
    noValue: 'None, or not known',
  }).transformations([{ id: 'joinByField', options: { byField: 'time', mode: 'outer' } }, total]);
}

function lost(state: 'open' | 'resolved', title: string, description: string, color: string) {
  return incidentFigure({ kind: ['redundancy'], state }, { title, description, color, noValue: 'None' });
}

function overTime() {
  const panel = new TimeSeriesBuilder()
    .title('Prefixes by number of paths')
    .description(
      `Every prefix of the chosen domains, stacked by how many paths lead to it. Orange is what has one only. ${ofPaths} ` +
        'A path that is lost for less than a minute shows here, but opens no incident.'
    )
    .datasource(dataSource)
    .withTarget(target(byPaths))
    .interval(interval)
    .lineInterpolation(LineInterpolation.StepAfter)
    .lineWidth(1)
    .fillOpacity(55)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    .min(0)
    .decimals(0)
    .unit('short')
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .tooltip(tooltip())
    .legend(legendTable('lastNotNull', 'min', 'max'))
    .noValue(noPaths);
  for (const [name, color] of Object.entries(pathColors)) {
    panel.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]);
  }
  return panel;
}

function openIncidents() {
  return incidentTable(
    { kind: ['redundancy'], state: 'open' },
    'No prefix is known to be short of a path at the end of this range, as far as the routers show their paths.',
    ['kind', 'state', 'timeEnd']
  )
    .title('Short of a path at the end of the range')
    .description(
      'Prefixes that lost a path and have not got it back. Where a lost session is the cause it is one incident with the number of its prefixes. The family above does not narrow it.'
    );
}

function onePathByLabel() {
  return new TimeSeriesBuilder()
    .title('Prefixes with one path, by label')
    .description(
      'Where those prefixes come from. They are no stack: a prefix that has its one path in two labels over time counts in each.'
    )
    .datasource(dataSource)
    .withTarget(target({ queryType: 'totals', format: 'timeseries', metric: 'single_path' }))
    .interval(interval)
    .lineInterpolation(LineInterpolation.StepAfter)
    .lineWidth(2)
    .fillOpacity(6)
    .spanNulls(false)
    .min(0)
    .decimals(0)
    .unit('short')
    .tooltip(tooltip())
    .legend(legend('lastNotNull'))
    .noValue(noPaths);
}

function bestOnly() {
  return new TextBuilder()
    .title('What cannot be seen')
    .description('A note on peers that send their best path only, where a lost backup leaves no trace.')
    .content(
      [
        'A peer that sends **best paths only**, such as a route server, never shows its backups: while the best path works, **a lost backup is not observable there**.',
        '',
        'Backups become visible by',
        '- ADD-PATH on the session (RFC 7911),',
        '- BMP from the router itself, before policy (RFC 7854),',
        '- a further session at the other edge.',
        '',
        'Peers that are one `group` in the configuration, such as both instances of a route server, count as one path.',
      ].join('\n')
    );
}

function history() {
  return incidentTable({ kind: ['redundancy'] }, 'No loss of a path for longer than a minute is known in this range.', [
    'kind',
    'router',
  ])
    .title('Lost paths of this range, also those that came back')
    .description(
      'Every loss of a path that lasted for longer than a minute, the newest first, with when it was restored.'
    )
    .sortBy([newestFirst]);
}
