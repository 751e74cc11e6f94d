import {
  BigValueColorMode,
  BigValueGraphMode,
  PercentChangeColorMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { interval } from './look.ts';
import { dataSource, target, type Query } from './source.ts';

export interface Figure {
  title: string;
  description: string;
  query: Query;
  /** How the values of the range become one number, in Grafana's words. */
  calc: string;
  /** Of numbers from 1 on; 0 and no number at all stay neutral. */
  color: string;
  /** What stands in place of the number when there is none. */
  noValue: string;
  /** The series or field shown; without it, every number. */
  field?: string;
}

/** One number over the range. */
export function figure({ title, description, query, calc, color, noValue, field }: Figure): StatBuilder {
  return new StatBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .withTarget(target(query))
    .interval(interval)
    .height(4)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs([calc]).fields(field ? `/^${field}$/` : ''))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .thresholds(fromOne(color))
    .colorScheme(byThreshold())
    .noValue(noValue);
}

/** The number with its course over the range beneath. */
export function trend(options: Figure): StatBuilder {
  return figure(options).graphMode(BigValueGraphMode.Area).maxDataPoints(120);
}

/** A course with the change since the start of the range, which is neither good nor bad in itself. */
export function trendWithChange(options: Figure): StatBuilder {
  return trend(options).showPercentChange(true).percentChangeColorMode(PercentChangeColorMode.SameAsValue);
}

/** One colour below 1, another from 1 on. */
export function fromOne(color: string, below = 'text') {
  const base = { value: null, color: below };
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([base, { value: 1, color }]);
}

export function byThreshold() {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

/** How many rows a table has, by a column that each of them fills. */
export function rowCount({ query, column, ...words }: Omit<Figure, 'calc' | 'field'> & { column: string }) {
  return figure({ ...words, query, calc: 'lastNotNull', field: 'Count' }).transformations(countOf(column));
}

/** Makes of a table the number of its rows. The count of a column of text alone would be text, without a colour. */
export function countOf(column: string) {
  return [
    { id: 'filterFieldsByName', options: { include: { names: [column] } } },
    { id: 'reduce', options: { reducers: ['count'], mode: 'seriesToRows' } },
  ];
}

/** Makes a row of each series, so that the series can be counted. */
export const seriesToRows = { id: 'reduce', options: { reducers: ['lastNotNull'], mode: 'seriesToRows' } };

/** The largest of all series at each time, under this name. */
export function largestOf(alias: string) {
  return [
    { id: 'joinByField', options: { byField: 'time', mode: 'outer' } },
    {
      id: 'calculateField',
      options: { mode: 'reduceRow', reduce: { reducer: 'max' }, nullValueMode: 'null', replaceFields: true, alias },
    },
  ];
}
