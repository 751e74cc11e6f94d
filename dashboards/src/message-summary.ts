import {
  BarAlignment,
  GraphDrawStyle,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import { RowBuilder, type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatusHistoryBuilder } from '@grafana/grafana-foundation-sdk/statushistory';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboard, finished, uids } from './dashboard.ts';
import { byThreshold, figure, fromOne, trend } from './figures.ts';
import {
  colorMessages,
  grey,
  interval,
  legend,
  messageColors,
  noMessages,
  tooltip,
  withoutEmptyFrames,
  type MessageType,
} from './look.ts';
import { sessionsDown, sessionStates, sessionsUp } from './session-panels.ts';
import { dataSource, peerVariable, routerVariable, target, type Query } from './source.ts';

const byType: Query = { queryType: 'messageRates', format: 'timeseries', per: 'interval', groupBy: ['type'] };
const byPeer: Query = { ...byType, groupBy: ['router', 'peer'] };

const absentType = 'A source that cannot carry this type leaves it out: the figure is then empty, not 0.';

/** Is BGP quiet, and if not, since when? */
export function messageSummary(): Dashboard {
  return finished(
    dashboard(
      uids.messages,
      'BGP message summary',
      'Is BGP quiet, and if not, since when? Messages by type over time, for all peers and for each.'
    )
      .time({ from: 'now-1h', to: 'now' })
      .withVariable(routerVariable())
      .withVariable(peerVariable())
      .withPanel(sessionsUp().id(1).span(4))
      .withPanel(sessionsDown().id(2).span(4))
      .withPanel(messagesPerMinute().id(3).span(4))
      .withPanel(updates().id(4).span(3))
      .withPanel(notifications().id(5).span(4))
      .withPanel(lastNotification().id(6).span(5))
      .withPanel(messagesByType().id(7).span(24).height(10))
      .withPanel(sessionStates().id(8).span(12).height(7))
      .withPanel(heardFrom().id(9).span(12).height(7))
      .withRow(new RowBuilder('Updates of each peer').id(10))
      .withPanel(updatesOfPeer().id(11).span(8).height(6))
  );
}

function messagesPerMinute() {
  return trend({
    title: 'Messages',
    description: 'Messages of all types per minute, on average over the times in which anything was heard.',
    query: { ...byType, per: 'minute', groupBy: [] },
    calc: 'mean',
    color: 'text',
    noValue: 'Not heard',
  }).decimals(1);
}

function typeFigure(type: MessageType, description: string) {
  return trend({
    title: type,
    description: `${description} ${absentType}`,
    query: byType,
    calc: 'sum',
    field: type,
    color: messageColors[type],
    noValue: 'Not heard',
  }).unit('short');
}

function updates() {
  return typeFigure('UPDATE', 'UPDATE messages in the range. One message can announce and withdraw many prefixes.');
}

function notifications() {
  return typeFigure(
    'NOTIFICATION',
    'NOTIFICATION messages in the range; each ends a session. A session can also end without one.'
  );
}

function lastNotification() {
  return figure({
    title: 'Last NOTIFICATION',
    description: 'How long ago the latest NOTIFICATION of the range was heard, to the precision of the bars below.',
    query: { ...byType, format: 'table' },
    calc: 'max',
    field: 'time',
    color: 'text',
    noValue: 'None in range',
  })
    .unit('dateTimeFromNow')
    .withTransformation({
      id: 'filterByValue',
      options: {
        type: 'include',
        match: 'all',
        filters: [
          { fieldName: 'type', config: { id: 'equal', options: { value: 'NOTIFICATION' } } },
          { fieldName: 'messages', config: { id: 'greater', options: { value: 0 } } },
        ],
      },
    });
}

function bars() {
  return new TimeSeriesBuilder()
    .datasource(dataSource)
    .interval(interval)
    .drawStyle(GraphDrawStyle.Bars)
    .barAlignment(BarAlignment.After)
    .barWidthFactor(0.9)
    .fillOpacity(75)
    .lineWidth(0)
    .min(0)
    .decimals(0)
    .unit('short')
    .noValue(noMessages)
    .tooltip(tooltip());
}

function messagesByType() {
  const panel = bars()
    .title('Messages by type')
    .description(
      'Messages counted per interval, one colour for each type. KEEPALIVE is the even floor; what stands out of it is news. ' +
        'Where nothing is drawn nothing was heard, neither a message nor silence: the session was down, or nobody listened. ' +
        'When one flood dwarfs all else, click its type in the legend, or edit the panel and set the scale to logarithmic without stacking.'
    )
    .withTarget(target(byType))
    .maxDataPoints(240)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .legend(legend('sum'));
  return colorMessages(panel);
}

function heardFrom() {
  return new StatusHistoryBuilder()
    .title('When each peer was heard')
    .description(
      'Messages of all types per interval and peer. Green: at least one. Grey 0: the session was up but sent nothing. ' +
        'A gap: nothing was counted, because the session was down or nobody listened.'
    )
    .datasource(dataSource)
    .withTarget(target(byPeer))
    .interval(interval)
    .maxDataPoints(60)
    .unit('short')
    .thresholds(fromOne('green', grey))
    .colorScheme(byThreshold())
    .fillOpacity(60)
    .lineWidth(1)
    .rowHeight(0.85)
    .showValue(VisibilityMode.Auto)
    .perPage(20)
    .withTransformation(withoutEmptyFrames)
    .legend(legend().showLegend(false))
    .noValue(noMessages);
}

function updatesOfPeer() {
  const panel = bars()
    .title('$peer')
    .description(
      'UPDATE messages of this peer per interval, of all chosen routers together. Each picture has its own scale.'
    )
    .repeat('peer')
    .repeatDirection('h')
    .maxPerRow(4)
    .withTarget(target(byType))
    .maxDataPoints(120)
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: ['time', 'UPDATE'] } } })
    .legend(legend().showLegend(false));
  return colorMessages(panel);
}
