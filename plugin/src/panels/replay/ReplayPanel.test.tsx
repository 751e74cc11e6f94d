import {
  DataHoverEvent,
  dateTime,
  EventBusSrv,
  FieldType,
  LoadingState,
  type PanelProps,
  toDataFrame,
} from '@grafana/data';
import { fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { defaults, type ReplayOptions } from './options';
import { ReplayPanel } from './ReplayPanel';

const history = toDataFrame({
  fields: [
    { name: 'time', type: FieldType.time, values: [4000, 2000] },
    { name: 'action', type: FieldType.string, values: ['withdraw', 'announce'] },
    { name: 'prefix', type: FieldType.string, values: ['10.0.0.0/8', '10.0.0.0/8'] },
    { name: 'peer', type: FieldType.string, values: ['a', 'a'] },
    { name: 'as_path', type: FieldType.string, values: ['', '65001'] },
  ],
});

/** Times at which the shared crosshair of the dashboard was set: nothing, until somebody moves the play head. */
function crosshairOf(options: Partial<ReplayOptions>): unknown[] {
  const eventBus = new EventBusSrv();
  const times: unknown[] = [];
  eventBus.subscribe(DataHoverEvent, ({ payload }) => times.push(payload.point['time']));
  const timeRange = { from: dateTime(0), to: dateTime(5000), raw: { from: '', to: '' } };
  const props = {
    data: { series: [history], state: LoadingState.Done, timeRange },
    timeRange,
    timeZone: 'utc',
    width: 800,
    height: 400,
    eventBus,
    options: { ...defaults, view: 'table', ...options },
  } as unknown as PanelProps<ReplayOptions>;
  render(<ReplayPanel {...props} />);
  expect(times).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Event before' }));
  fireEvent.click(screen.getByRole('button', { name: 'Next event' }));
  return times;
}

it('takes the shared crosshair along', () => {
  expect(crosshairOf({})).toEqual([2000, 4000]);
});

it('leaves the crosshair alone when it is told to', () => {
  expect(crosshairOf({ movesCrosshair: false })).toEqual([]);
});
