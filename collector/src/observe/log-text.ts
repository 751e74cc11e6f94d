/** Fields that the line begins with, or that say nothing to somebody at a terminal. */
const SHOWN_FIRST = ['level', 'time', 'collector', 'event', 'words', 'repeated'];

interface Entry {
  readonly level: string;
  readonly time: string;
  readonly words: string;
  readonly repeated?: number;
  readonly [field: string]: unknown;
}

/** A JSON line of the log as people read it: `22:30:01 warn  words  about=store general (12 times since)`. */
export function logLineForTerminal(line: string): string {
  const entry = JSON.parse(line) as Entry;
  const fields = Object.entries(entry)
    .filter(([name]) => !SHOWN_FIRST.includes(name))
    .map(([name, value]) => `${name}=${String(value)}`);
  const since = entry.repeated === undefined ? [] : [`(${entry.repeated} more since)`];
  return `${[entry.time.slice(11, 19), entry.level.padEnd(5), entry.words, ...fields, ...since].join(' ')}\n`;
}
