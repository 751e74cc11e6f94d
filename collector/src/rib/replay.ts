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
