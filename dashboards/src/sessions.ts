import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, finished, uids } from './dashboard.ts';
import { figure, rowCount } from './figures.ts';
import { incidentFigure, incidentMarks, incidentTable, newestFirst } from './incident-panels.ts';
import { listOf, logOf } from './lists.ts';
import { sessionsDown, sessionStates, sessionsUp } from './session-panels.ts';
import { peerVariable, routerVariable, type Query } from './source.ts';
import { moment, width } from './tables.ts';

const notifications: Query = { queryType: 'notifications', format: 'table', limit: 1000 };

/** Incidents that are about a session as a whole. */
const ofSessions = ['session-down', 'session-flapping', 'silent-feed', 'prefix-limit'];

/** Which sessions are up, and why did those end that are not? */
export function sessions(): Dashboard {
  return finished(
    dashboard(
      uids.sessions,
      'BGP sessions',
      'Which sessions are up, and why did the others end? States over time, NOTIFICATION messages with their reasons, and what it cost.'
    )
      .time({ from: 'now-6h', to: 'now' })
      .withVariable(routerVariable())
      .withVariable(peerVariable())
      .annotation(incidentMarks('Session incidents', { kind: ofSessions }))
      .withPanel(sessionsUp().id(1).span(5))
      .withPanel(sessionsDown().id(2).span(5))
      .withPanel(openIncidents().id(3).span(4))
      .withPanel(notificationCount().id(4).span(5))
      .withPanel(lastNotification().id(5).span(5))
      .withPanel(sessionStates().id(6).span(24).height(9))
      .withPanel(notificationTable().id(7).span(24).height(8))
      .withPanel(sessionLog().id(8).span(24).height(7))
      .withPanel(incidents().id(9).span(24).height(8))
  );
}

function openIncidents() {
  return incidentFigure(
    { kind: ofSessions, state: 'open' },
    {
      title: 'Open incidents',
      description:
        'Incidents of sessions that are open at the end of the range: down, flapping, silent, or near a prefix limit.',
      color: 'red',
      noValue: 'None',
    }
  );
}

function notificationCount() {
  return rowCount({
    title: 'NOTIFICATIONs',
    description:
      'NOTIFICATION messages in the range, each of which ended a session. A session can also end without one.',
    query: notifications,
    column: 'code',
    color: 'red',
    noValue: 'None in range',
  });
}

function lastNotification() {
  return figure({
    title: 'Last NOTIFICATION',
    description: 'How long ago the latest NOTIFICATION of the range was sent or received.',
    query: notifications,
    calc: 'max',
    field: 'time',
    color: 'text',
    noValue: 'None in range',
  }).unit('dateTimeFromNow');
}

function notificationTable() {
  const names = {
    time: 'Time',
    direction: 'Direction',
    router: 'Router',
    peer: 'Peer',
    peer_as: 'Peer AS',
    text: 'Reason',
    code: 'Code',
    subcode: 'Subcode',
    data: 'Data',
  };
  return listOf(notifications, names, {
    title: 'NOTIFICATION messages',
    description:
      'Who ended a session and why, the newest first. Received: the peer ended it. Data is in hex, as the message carried it.',
    noValue: 'No NOTIFICATION message in this range.',
  })
    .overrideByName('Time', [width(165), moment])
    .overrideByName('Direction', [width(95)])
    .overrideByName('Router', [width(90)])
    .overrideByName('Peer', [width(150)])
    .overrideByName('Peer AS', [width(175)])
    .overrideByName('Reason', [{ id: 'custom.minWidth', value: 320 }])
    .overrideByName('Code', [width(70)])
    .overrideByName('Subcode', [width(90)])
    .overrideByName('Data', [width(150), { id: 'unit', value: 'string' }])
    .sortBy([new TableSortByFieldStateBuilder().displayName('Time').desc(true)]);
}

function sessionLog() {
  return logOf(
    { queryType: 'sessions', format: 'logs', limit: 1000, filter: { view: ['adj-in-pre'] } },
    {
      title: 'Up and down',
      description: 'Each time that a session came up or went down, with the reason where one was given.',
      noValue: 'No session came up or went down in this range.',
    }
  );
}

function incidents() {
  return incidentTable({ kind: ofSessions }, 'No session was down, silent or near its prefix limit in this range.', [
    'prefix',
    'label',
    'router',
  ])
    .title('Incidents of sessions')
    .description('What the loss of a session took along, in words and as a number of prefixes, the newest first.')
    .sortBy([newestFirst]);
}
