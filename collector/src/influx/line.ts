import { type FieldType, MEASUREMENTS, type MeasurementName, type Point } from './schema.gen.ts';
import type { Row } from './points/rows.ts';

/** A C0 or C1 control character: none has a place in a row, and some would break a line or a terminal. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
/** Whatever cannot stand in quotes as it is. */
const NOT_PLAIN = /["\\\u0000-\u001f\u007f-\u009f]/;

/** Makes lines of rows and numbers those that have no time of their own. One for each file. */
export class LineBuilder {
  /** Last row time of each series that is numbered here, Unix nanoseconds. */
  readonly #last: Map<string, bigint>;

  /** Goes on from what `save` gave. */
  constructor(last = new Map<string, bigint>()) {
    this.#last = last;
  }

  save(): Map<string, bigint> {
    return this.#last;
  }

  /** Line protocol without the line end. */
  toLine({ point, timeNs, numbered, tags, fields }: Row): string {
    const { measurement } = point;
    const series = tags === undefined ? formatSeries(point) : (tags.text ??= formatSeries(point));
    let text = formatFields(measurement, point.fields);
    if (fields !== undefined) {
      for (const part of fields) {
        text += `,${(part.text ??= formatFields(measurement, part.value))}`;
      }
    }
    return `${series} ${text} ${numbered ? timeNs : this.#number(series, timeNs)}`;
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

/** A tag is never empty: InfluxDB would drop it, and the series would be another. */
function escapeTag(value: string): string {
  const text = value.replace(CONTROL, ' ').replace(/[,= ]/g, '\\$&');
  // A backslash at the end would escape the comma behind it.
  return text === '' ? 'none' : text.endsWith('\\') ? `${text}\\ ` : text;
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
  // Hardly any has to be changed, and two searches for nothing cost more than all else about a field.
  return NOT_PLAIN.test(value) ? value.replace(CONTROL, ' ').replace(/["\\]/g, '\\$&') : value;
}
