import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { figure, seriesToRows } from './figures.ts';
import { fixed, interval, legend, withoutEmptyFrames } from './look.ts';
import { dataSource, target, type Query } from './source.ts';

const sessions: Query = { queryType: 'sessions', format: 'timeseries', groupBy: ['router', 'peer'] };

const sessionsKnown =
  'A session is known once it is seen to change, and stays as last known in the range: a collector that stopped leaves it as it was.';

/** The last state of each session by itself: in the newest interval not all may have one yet. */
function sessionFigure(title: string, description: string, calc: string, color: string) {
  return figure({
    title,
    description: `${description} ${sessionsKnown}`,
    query: { ...sessions, format: 'numeric' },
    calc,
    field: 'Last \\*',
    color,
    noValue: 'Not known',
  }).transformations([withoutEmptyFrames, seriesToRows]);
}

export function sessionsUp() {
  return sessionFigure('Sessions up', 'Sessions that are Established.', 'sum', 'green');
}

export function sessionsDown() {
  const isDown = { fieldName: 'Last *', config: { id: 'lower', options: { value: 1 } } };
  return sessionFigure(
    'Sessions down',
    'Sessions that were up or tried to come up, and are not Established.',
    'count',
    'red'
  ).withTransformation({ id: 'filterByValue', options: { type: 'include', match: 'all', filters: [isDown] } });
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
