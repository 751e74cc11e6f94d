import { inNumber } from '../bytes/counted.ts';

/** Thousands separated, as `6,615`. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** A count with its noun: `1 file`, `2 files`. */
export function formatItems(count: number, noun: string): string {
  return `${formatCount(count)} ${inNumber(count, noun)}`;
}

/** `2010-02-27 16:00:00` in UTC, from Unix microseconds. */
export function formatTime(timeUs: number): string {
  return new Date(timeUs / 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** A duration as people say it: `45 s`, `2 min 14 s`, `3 h 5 min`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ];
  const whole = Math.round(seconds);
  const at = units.findIndex(([, size]) => whole >= size);
  if (at === -1) {
    return '0 s';
  }
  const [unit, size] = units[at]!;
  const next = units[at + 1];
  const rest = next ? Math.floor((whole % size) / next[1]) : 0;
  return `${Math.floor(whole / size)} ${unit}${rest > 0 ? ` ${rest} ${next![0]}` : ''}`;
}

export type Align = 'left' | 'right';

/** Lines of a table with aligned columns, two blanks between them; the last column is not padded. */
export function formatTable(header: readonly string[], align: readonly Align[], rows: readonly string[][]): string[] {
  const all = [[...header], ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    row
      .map((cell, column) =>
        align[column] === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
      )
      .join('  ')
      .trimEnd()
  );
}
