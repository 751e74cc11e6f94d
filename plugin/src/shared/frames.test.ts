import { FieldType, toDataFrame } from '@grafana/data';
import { fieldNamed, noticesOf, numberAt, textAt, timeMsAt } from './frames';

const frame = toDataFrame({
  meta: { notices: [{ severity: 'warning', text: '3 of 4 routes' }] },
  fields: [
    { name: 'AS path', type: FieldType.string, values: ['65010', null, ''] },
    { name: 'origin_as', type: FieldType.number, values: [65010, null, Number.NaN] },
    { name: 'n', config: { displayName: 'Next hop' }, type: FieldType.string, values: ['10.0.0.1', '7', 'x'] },
    { name: 'since', type: FieldType.time, values: [1_700_000_000_000, null, 0] },
    { name: 'text_time', type: FieldType.string, values: ['2026-03-10T18:00:00Z', 'yesterday', null] },
  ],
});
const field = (name: string) => fieldNamed(frame, name);

it('finds a field by its name, a name for people or the first of several', () => {
  expect(field('as_path')?.name).toBe('AS path');
  expect(field('next_hop')?.name).toBe('n');
  expect(fieldNamed(frame, 'prefix', 'origin_as')?.name).toBe('origin_as');
  expect(field('prefix')).toBeUndefined();
});

it('reads cells and tells which ones are empty', () => {
  expect([0, 1, 2].map((row) => textAt(field('as_path'), row))).toEqual(['65010', '', '']);
  expect([0, 1, 2].map((row) => numberAt(field('origin_as'), row))).toEqual([65010, undefined, undefined]);
  expect([0, 1, 2].map((row) => numberAt(field('next_hop'), row))).toEqual([undefined, 7, undefined]);
  expect([0, 1, 2].map((row) => timeMsAt(field('since'), row))).toEqual([1_700_000_000_000, undefined, 0]);
  const [first, ...others] = [0, 1, 2].map((row) => timeMsAt(field('text_time'), row));
  expect([new Date(first!).toISOString(), ...others]).toEqual(['2026-03-10T18:00:00.000Z', undefined, undefined]);
  expect(textAt(undefined, 0)).toBe('');
});

it('passes on what the data source says, once', () => {
  expect(noticesOf([frame, frame])).toEqual(['3 of 4 routes']);
});
