import { CommandError, EXIT } from './exit.ts';

/** How far to move a capture, microseconds, so that it ends at `end`: whole seconds, so that times within a second stay. */
export function shiftUs(end: Date, lastUs: number): number {
  return Math.floor((end.getTime() * 1000 - lastUs) / 1e6) * 1e6;
}

/** The value of --shift-time: a time in RFC 3339, or `now`. */
export function parseShiftTime(text: string, now: Date): Date {
  const end = text === 'now' ? new Date(Math.floor(now.getTime() / 1000) * 1000) : new Date(text);
  const absolute = text === 'now' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  if (!absolute || Number.isNaN(end.getTime())) {
    throw new CommandError(`--shift-time ${text}: a time such as 2026-01-31T22:30:00Z, or now`, EXIT.usage);
  }
  return end;
}
