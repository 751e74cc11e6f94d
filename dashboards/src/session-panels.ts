import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { acrossSeries, figure, seriesToRows, trend } from './figures.ts';
import { fixed, interval, legend, withoutEmptyFrames } from './look.ts';
import { dataSource, target, type Query } from './source.ts';

const sessions: Query = { queryType: 'sessions', format: 'timeseries', groupBy: ['router', 'peer'] };

const noSessions = 'Not known';

const sessionsKnown =
  'A session is known once it is seen to change, and stays as last known in the range: a collector that stopped leaves it as it was.';

export function sessionsUp() {
  const title = 'Sessions up';
  return trend({
    title,
    description: `Sessions that are Established. ${sessionsKnown}`,
    query: sessions,
    calc: 'lastNotNull',
    color: 'green',
    noValue: noSessions,
  })
    .transformations(acrossSeries('sum', title))
    .decimals(0);
}

export function sessionsDown() {
  return figure({
    title: 'Sessions down',
    description: `Sessions that were up or tried to come up, and are not Established. ${sessionsKnown}`,
    query: { ...sessions, format: 'numeric' },
    calc: 'count',
    field: 'Field',
    color: 'red',
    noValue: noSessions,
  }).transformations([
    // Without an answer nothing is known, which is not the same as none down.
    withoutEmptyFrames,
    seriesToRows,
    {
      id: 'filterByValue',
      options: {
        type: 'include',
        match: 'all',
        filters: [{ fieldName: 'Last *', config: { id: 'lower', options: { value: 1 } } }],
      },
    },
  ]);
}

export function sessionStates() {
  return new StateTimelineBuilder()
    .title('Sessions')
    .description(
      'State of each session: the last one of each interval, so that a loss of a few seconds may not show. ' +
        'Nothing is drawn before a session is seen to change, nor while nobody listens.'
    )
    .datasource(dataSource)
    .withTarget(target(sessions))
    .interval(interval)
    .maxDataPoints(200)
    .mappings([upOrDown])
    .colorScheme(fixed('text'))
    .fillOpacity(70)
    .lineWidth(0)
    .mergeValues(true)
    .rowHeight(0.8)
    .perPage(20)
    .legend(legend().showLegend(false))
    .noValue('No session was seen to change before or in this range, so that the state of none is known.')
    .withTransformation(withoutEmptyFrames);
}

const upOrDown: ValueMap = {
  type: MappingType.ValueToText,
  options: { 0: { text: 'down', color: 'red', index: 0 }, 1: { text: 'up', color: 'green', index: 1 } },
};
