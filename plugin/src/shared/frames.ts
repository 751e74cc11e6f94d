import { type DataFrame, type Field, FieldType } from '@grafana/data';

/** A row of the answer. */
export interface CellRef {
  frame: number;
  row: number;
}

/**
 * The field of this name. A name that was changed for people counts too: `AS path` is `as_path`, as is what a transformation or
 * a display name made of it.
 */
export function fieldNamed(frame: DataFrame, ...names: string[]): Field | undefined {
  for (const name of names) {
    const found =
      frame.fields.find((field) => field.name === name) ??
      frame.fields.find((field) => plain(field.name) === name || plain(field.config.displayName ?? '') === name);
    if (found) {
      return found;
    }
  }
  return undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}

/** The text of a cell; empty where there is none. */
export function textAt(field: Field | undefined, row: number): string {
  const value: unknown = field?.values[row];
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

/** The number of a cell, also where it is written as text; undefined where there is none. */
export function numberAt(field: Field | undefined, row: number): number | undefined {
  const value: unknown = field?.values[row];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The time of a cell in milliseconds since 1970; undefined where there is none. */
export function timeMsAt(field: Field | undefined, row: number): number | undefined {
  const value: unknown = field?.values[row];
  if (field?.type === FieldType.time || typeof value === 'number') {
    return numberAt(field, row);
  }
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** What the data source has to say about an answer, such as what it left out. */
export function noticesOf(frames: readonly DataFrame[]): string[] {
  return [...new Set(frames.flatMap((frame) => (frame.meta?.notices ?? []).map(({ text }) => text)))];
}
