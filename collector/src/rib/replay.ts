import { type Held, isStale } from './held-routes.ts';
import type { Cause } from './change.ts';

/** Why a peer tells its whole table: after its session came up, or in a table dump; or since it was asked for it. */
export type ReplayCause = 'replay' | 'refresh';

/** A table that is being told again: what it repeats is no change. */
export interface Replay {
  readonly cause: ReplayCause;
  /** What ends it: End-of-RIB (RFC 4724), the end of an enhanced refresh (RFC 7313), that of a table dump, or nothing but silence. */
  readonly endsWith: 'end-of-rib' | 'end-of-refresh' | 'table-end' | 'silence';
  /** Unix microseconds. */
  readonly startedUs: number;
  /** When it last told a route that the table did not have, or had as a stale one. Unix microseconds, Infinity before the first. */
  lastToldUs: number;
  /** Whether routes that it did not repeat are gone when it falls quiet, and not only when it is said to have ended. */
  readonly sweepsWhenQuiet: boolean;
}

/** After this long without a route of the replay, what comes is news. For peers that do not say when it ends. */
const QUIET_US = 30 * 1_000_000;
/** A table takes minutes; where there is news all the time, it never falls quiet. */
const LONGEST_US = 30 * 60 * 1_000_000;

/** Whether a replay has to be taken as ended although nothing said so. A dump always says so: the end of its file does. */
export function isOver({ endsWith, startedUs, lastToldUs }: Replay, timeUs: number): boolean {
  if (endsWith === 'table-end') {
    return false;
  }
  return timeUs - lastToldUs > QUIET_US || timeUs - startedUs > LONGEST_US;
}

/** The first telling of a table after the session came up. It is not quiet before it has begun, where that takes its turn. RFC 4724 §2 */
export function firstTelling(upUs: number, sweepsWhenQuiet: boolean, inTurn: boolean): Replay {
  const lastToldUs = inTurn ? Infinity : upUs;
  return { cause: 'replay', endsWith: 'end-of-rib', startedUs: upUs, lastToldUs, sweepsWhenQuiet };
}

export function tellingOfDump(timeUs: number): Replay {
  return { cause: 'replay', endsWith: 'table-end', startedUs: timeUs, lastToldUs: timeUs, sweepsWhenQuiet: false };
}

/** Of a peer that was asked for it. RFC 2918 */
export function tellingOnRequest(timeUs: number): Replay {
  return { cause: 'refresh', endsWith: 'silence', startedUs: timeUs, lastToldUs: timeUs, sweepsWhenQuiet: false };
}

/** Of a peer that says that it tells its table, and when it has: `replay` where that is the first telling of it. RFC 7313 §4 */
export function tellingBetweenMarks(timeUs: number, cause: ReplayCause): Replay {
  return { cause, endsWith: 'end-of-refresh', startedUs: timeUs, lastToldUs: timeUs, sweepsWhenQuiet: false };
}

/** The cause of an announcement in the place of `held`. */
export function causeOf(replay: Replay | undefined, held: Held, timeUs: number): Cause {
  if (replay === undefined) {
    return 'update';
  }
  if (held === 0 || isStale(held)) {
    replay.lastToldUs = timeUs;
  }
  // In a refresh the table stands already: what is new in it, or told twice, is news.
  return replay.cause === 'replay' || isStale(held) ? replay.cause : 'update';
}
