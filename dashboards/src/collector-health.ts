import { BarAlignment, GraphDrawStyle } from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, uids } from './dashboard.ts';
import { trend } from './figures.ts';
import { listOf } from './lists.ts';
import { interval, legend, tooltip } from './look.ts';
import { dataSource, target, type Query } from './source.ts';
import { moment, width } from './tables.ts';

const notTold =
  'No collector told of itself in this range: it is not running, or cannot write, or what is shown was imported from files.';

function of(metric: string): Query {
  return { queryType: 'collector', format: 'timeseries', metric };
}

/** Does the collector keep up, and did it lose anything? */
export function collectorHealth(): Dashboard {
  return finished(
    dashboard(
      uids.collector,
      'Collector health',
      'Does the collector keep up, and did it lose anything? What arrives, what is written, what waits, what was dropped, and what each source cannot show.'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withPanel(now('lag', 'Lag', 'How long what was taken in last had waited.', 'text').unit('s').id(1).span(6))
      .withPanel(now('queued', 'Waiting', 'Points that no database has answered for yet.', 'orange').id(2).span(6))
      .withPanel(
        sum('dropped', 'Dropped', 'Points that were lost in the range; the reasons are in the last table.', 'red')
          .id(3)
          .span(6)
      )
      .withPanel(
        sum('dead', 'Refused', 'Points that a database refused for good; they lie in the dead-letter file.', 'red')
          .id(4)
          .span(6)
      )
      .withPanel(
        bars('received', 'Messages received', 'Records and messages that came in, of each source.')
          .id(5)
          .span(12)
          .height(9)
      )
      .withPanel(
        bars('written', 'Points written', 'Points that the databases stored, of each store.').id(6).span(12).height(9)
      )
      .withPanel(parts().id(7).span(24).height(9))
      .withPanel(losses().id(8).span(24).height(7))
  );
}

function now(metric: string, title: string, description: string, color: string) {
  return trend({ title, description, query: of(metric), calc: 'lastNotNull', color, noValue: 'Not told' });
}

function sum(metric: string, title: string, description: string, color: string) {
  return trend({ title, description, query: of(metric), calc: 'sum', color, noValue: 'None' });
}

function bars(metric: string, title: string, description: string) {
  return new TimeSeriesBuilder()
    .title(title)
    .description(`${description} Where nothing is drawn the collector told nothing.`)
    .datasource(dataSource)
    .withTarget(target(of(metric)))
    .interval(interval)
    .drawStyle(GraphDrawStyle.Bars)
    .barAlignment(BarAlignment.After)
    .fillOpacity(75)
    .lineWidth(0)
    .min(0)
    .decimals(0)
    .unit('short')
    .tooltip(tooltip())
    .legend(legend('sum'))
    .noValue(notTold);
}

function parts() {
  const names = {
    collector: 'Collector',
    part: 'Part',
    state: 'State',
    words: 'In words',
    blind_spots: 'What cannot be seen there',
    connections: 'Connections',
    connections_up: 'Up',
    silent: 'Silent for',
    time: 'Told',
  };
  return listOf({ queryType: 'collector', format: 'table', limit: 1000 }, names, {
    title: 'Sources and stores',
    description: 'The newest state of each source and store, in words, with what cannot be seen from a source.',
    noValue: notTold,
  })
    .overrideByName('In words', [{ id: 'custom.minWidth', value: 240 }])
    .overrideByName('What cannot be seen there', [{ id: 'custom.minWidth', value: 300 }])
    .overrideByName('Silent for', [width(110), { id: 'unit', value: 's' }])
    .overrideByName('Told', [width(165), moment]);
}

function losses() {
  const names = {
    collector: 'Collector',
    part: 'Part',
    reason: 'Reason',
    count: 'Count',
    dropped: 'Dropped',
    left_out: 'Left out',
    time: 'Told',
  };
  return listOf({ queryType: 'collector', format: 'table', limit: 1000 }, names, {
    title: 'What was lost or left out, and why',
    description:
      'The newest count of each reason for which something was lost or left out. None stands for all of a part together.',
    noValue: notTold,
  }).overrideByName('Told', [width(165), moment]);
}
