import { dateTimeFormat } from '@grafana/data';
import type { TimeZone } from '@grafana/schema';
import type { RowsTableProps } from '../../shared/RowsTable';
import type { EventKind, ReplayModel } from './fields';

export const kindWords: Readonly<Record<EventKind, string>> = {
  session: 'session',
  announce: 'announce',
  'path-change': 'path change',
  withdraw: 'withdraw',
};

export function timeText(timeMs: number, timeZone: TimeZone): string {
  return dateTimeFormat(timeMs, { timeZone, format: 'YYYY-MM-DD HH:mm:ss' });
}

/** The events as rows, in the order of time. */
export function tableOf({ events }: ReplayModel, timeZone: TimeZone): RowsTableProps {
  return {
    caption: 'Events in the order of time',
    columns: [
      { title: 'Time' },
      { title: 'Event' },
      { title: 'Peer' },
      { title: 'Prefix', isMonospace: true },
      { title: 'AS path', isMonospace: true },
      { title: 'Label' },
      { title: 'What' },
    ],
    rows: events.map((event) => {
      const route = 'route' in event ? event.route : undefined;
      const prefix = event.kind === 'withdraw' ? event.prefix : (route?.prefix ?? '');
      return [
        timeText(event.timeMs, timeZone),
        kindWords[event.kind],
        event.peer,
        prefix,
        route?.asPath ?? '',
        route?.label ?? '',
        event.text,
      ];
    }),
  };
}
