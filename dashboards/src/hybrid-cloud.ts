import {
  BarGaugeDisplayMode,
  LineInterpolation,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import { ThresholdsConfigBuilder, ThresholdsMode, type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, uids } from './dashboard.ts';
import { byThreshold, trend } from './figures.ts';
import { incidentFigure, incidentMarks, incidentTable, newestFirst } from './incident-panels.ts';
import { countNames, listOf } from './lists.ts';
import { interval, legendTable, noTables, tooltip } from './look.ts';
import { dataSource, domainVariable, familyVariable, labelVariable, target, type Query } from './source.ts';
import { moment, width } from './tables.ts';

/** Prefixes of each label, over all peers of a domain. */
const byLabel: Query = { queryType: 'totals', format: 'timeseries', metric: 'prefixes', groupBy: ['label'] };

/** What an engineer of a hybrid cloud has to know of. */
const news = ['new-prefixes', 'vanished-prefixes'];
const trouble = ['overlap', 'redundancy', 'path-policy', 'prefix-limit', 'hijack', 'session-down'];

/** Does each part of the hybrid cloud hear the others, and what was added? */
export function hybridCloud(): Dashboard {
  return finished(
    dashboard(
      uids.hybrid,
      'BGP hybrid cloud',
      'What comes from the VNets, over ExpressRoute, over VPN and from on-premises? How near is each to its limit, and what was added?'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withVariable(domainVariable())
      .withVariable(familyVariable())
      .withVariable(labelVariable())
      .annotation(incidentMarks('New and vanished prefixes', { kind: news }))
      .withPanel(prefixesNow().id(1).span(14).height(5))
      .withPanel(
        count(
          ['new-prefixes'],
          'Added',
          'Times that prefixes were added in the range, such as a VNet or a circuit.',
          'green'
        )
          .id(2)
          .span(5)
          .height(5)
      )
      .withPanel(openTrouble().id(3).span(5).height(5))
      .withPanel(overTime().id(4).span(16).height(10))
      .withPanel(limits().id(5).span(8).height(10))
      .withPanel(whence().id(6).span(24).height(8))
      .withPanel(added().id(7).span(24).height(8))
      .withPanel(incidents().id(8).span(24).height(9))
  );
}

function prefixesNow() {
  return trend({
    title: 'Prefixes by label',
    description:
      'How many different prefixes each label has at the end of the range, over all peers of the domain and each family by itself. ' +
      'The labels are those of the configuration; none is what no label fits.',
    query: byLabel,
    calc: 'lastNotNull',
    color: 'text',
    noValue: 'Not known',
  });
}

function count(kind: string[], title: string, description: string, color: string) {
  return incidentFigure({ kind }, { title, description, color, noValue: 'None' });
}

function openTrouble() {
  return incidentFigure(
    { kind: trouble, state: 'open' },
    {
      title: 'Open incidents',
      description:
        'Overlaps, lost paths, unexpected paths, limits and lost sessions that are open at the end of the range.',
      color: 'red',
      noValue: 'None',
    }
  );
}

function overTime() {
  return new TimeSeriesBuilder()
    .title('Prefixes by label over time')
    .description(
      'Different prefixes of each label, stacked. A prefix that comes over ExpressRoute and over VPN counts in both. ' +
        'A step up is something that was added; a step down is something that went.'
    )
    .datasource(dataSource)
    .withTarget(target(byLabel))
    .interval(interval)
    .lineInterpolation(LineInterpolation.StepAfter)
    .lineWidth(1)
    .fillOpacity(50)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    .min(0)
    .decimals(0)
    .unit('short')
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .tooltip(tooltip())
    .legend(legendTable('lastNotNull', 'min', 'max'))
    .noValue(noTables);
}

function limits() {
  return new BarGaugeBuilder()
    .title('Used of the prefix limit')
    .description(
      'How much of its limit each label of a peer uses. At 100 % the other side ends the session. ' +
        'Only those show for which the configuration names a limit.'
    )
    .datasource(dataSource)
    .withTarget(
      target({
        queryType: 'prefixCounts',
        format: 'timeseries',
        metric: 'limit_used_percent',
        groupBy: ['peer', 'label'],
      })
    )
    .interval(interval)
    .unit('percent')
    .decimals(1)
    .min(0)
    .max(100)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .thresholds(
      new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
        { value: null, color: 'green' },
        { value: 80, color: 'orange' },
        { value: 95, color: 'red' },
      ])
    )
    .colorScheme(byThreshold())
    .noValue('No limit is configured (expect: with limit), or no table is known.');
}

function whence() {
  const names = { label: 'Label', router: 'Router', peer: 'Peer', ...countNames, since: 'Oldest since' };
  return listOf(
    { queryType: 'routes', format: 'table', at: 'end', groupBy: ['label', 'router', 'peer'], limit: 1000 },
    names,
    {
      title: 'From where',
      description: 'What each peer gives under each label at the end of the range. A peer leads to its sessions.',
      noValue: 'No table is known at the end of this range.',
    }
  ).overrideByName('Oldest since', [width(165), moment]);
}

function added() {
  return incidentTable({ kind: news }, 'Nothing was added and nothing vanished in this range.', ['severity', 'prefix'])
    .title('Added and vanished')
    .description(
      'VNets, circuits and sites that were added, and prefixes to which the last path went, the newest first.'
    )
    .sortBy([newestFirst]);
}

function incidents() {
  return incidentTable({ kind: trouble }, 'Nothing of this kind happened in this range.')
    .title('What went wrong')
    .description('Overlaps, lost paths, unexpected paths, limits and lost sessions of the range, the newest first.')
    .sortBy([newestFirst]);
}
