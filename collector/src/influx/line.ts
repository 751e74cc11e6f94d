import { plainText } from '../bytes/text.ts';
import { type FieldType, MEASUREMENTS, type MeasurementName, type Point } from './schema.gen.ts';
import type { Row } from './points/rows.ts';
import { type SavedSeries, type SeriesCounts, SeriesGuard } from './points/series-guard.ts';

/** A character that may have to be changed before it stands in quotes: hardly any text has one. */
const NOT_ASCII_OR_QUOTED = /[^ !#-[\]-~]/;
/** No text of a tag is longer, UTF-16 units: InfluxDB takes 65,535 bytes of measurement and tags together. */
const MAX_TAG_LENGTH = 256;

/** What is remembered of lines: the last row time of each series that is numbered here, Unix nanoseconds, and all series there are. */
export interface SavedLines {
  readonly last: Map<string, bigint>;
  readonly series: SavedSeries;
}

/** Makes lines of rows and numbers those that have no time of their own. One for each file, with the guard of all files. */
export class LineBuilder {
  readonly #guard: SeriesGuard;
  readonly #last: Map<string, bigint>;

  /** Goes on from what `save` gave. */
  constructor(saved?: SavedLines, guard = new SeriesGuard(saved?.series)) {
    this.#last = saved?.last ?? new Map<string, bigint>();
    this.#guard = guard;
  }

  save(): SavedLines {
    return { last: this.#last, series: this.#guard.save() };
  }

  get seriesCounts(): SeriesCounts {
    return this.#guard.counts;
  }

  /** Line protocol without the line end; undefined for a row of one series too many. */
  toLine({ point, timeNs, numbered, tags, fields }: Row): string | undefined {
    const { measurement } = point;
    const series = tags?.text ?? this.#admitted(point, tags);
    if (series === undefined) {
      return undefined;
    }
    let text = formatFields(measurement, point.fields);
    if (fields !== undefined) {
      for (const part of fields) {
        text += `,${(part.text ??= formatFields(measurement, part.value))}`;
      }
    }
    return `${series} ${text} ${numbered ? timeNs : this.#number(series, timeNs)}`;
  }

  /** Measurement and tags, kept for the rows that have them alike; undefined for one series too many. */
  #admitted(point: Point, tags: Row['tags']): string | undefined {
    const series = formatSeries(point);
    if (!this.#guard.admits(point.measurement, series)) {
      return undefined;
    }
    if (tags !== undefined) {
      tags.text = series;
    }
    return series;
  }

  /** `max(time, last + 1)` within measurement and tags, so that no two rows of a series are one point. */
  #number(series: string, timeNs: bigint): bigint {
    const last = this.#last.get(series);
    const next = last === undefined || timeNs > last ? timeNs : last + 1n;
    this.#last.set(series, next);
    return next;
  }
}

function formatSeries({ measurement, tags }: Point): string {
  let series: string = measurement;
  for (const [name, value] of Object.entries(tags)) {
    series += `,${name}=${escapeTag(value)}`;
  }
  return series;
}

/**
 * A tag is never empty: InfluxDB would drop it, and the series would be another. Nor has it a backslash: 1.x has no way to write one
 * before a character that has to be escaped, or at the end.
 */
function escapeTag(value: string): string {
  const text = plainText(value.slice(0, MAX_TAG_LENGTH)).replaceAll('\\', '/');
  return text === '' ? 'none' : text.replace(/[,= ]/g, '\\$&');
}

function formatFields(measurement: MeasurementName, fields: Point['fields']): string {
  const types: Readonly<Record<string, FieldType>> = MEASUREMENTS[measurement].fields;
  const values = fields as Readonly<Record<string, string | number | bigint | undefined>>;
  let text = '';
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) {
      text += `${text === '' ? '' : ','}${name}=${formatValue(value, types[name]!)}`;
    }
  }
  return text;
}

function formatValue(value: string | number | bigint, type: FieldType): string {
  switch (type) {
    case 'integer':
      return `${value}i`;
    case 'float':
      return String(value);
    case 'string':
      return `"${escapeString(String(value))}"`;
  }
}

function escapeString(value: string): string {
  // Two searches for nothing cost more than all else about a field.
  return NOT_ASCII_OR_QUOTED.test(value) ? plainText(value).replace(/["\\]/g, '\\$&') : value;
}
