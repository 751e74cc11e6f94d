import type { IntervalBounds } from '../rtr/intervals.ts';

/** Where a cache listens. */
export interface RtrCache {
  readonly host: string;
  readonly port: number;
}

export interface RtrOptions {
  /** The one that is wanted most first. */
  readonly caches: readonly RtrCache[];
  /** What of the intervals of a cache is believed. */
  readonly bounds: IntervalBounds;
  readonly maxVrps: number;
  /** Silence after which a connection, or an answer that is due, is given up. */
  readonly silenceMs: number;
  /** Time for a whole answer. */
  readonly answerMs: number;
  /** First wait after a failure; it grows to the retry interval of the cache. */
  readonly firstRetryMs: number;
}

export interface RtrCounts {
  connections: number;
  /** Connections that could not be made, or ended. */
  failures: number;
  /** Answers with all that a cache has, and those with what changed. */
  answers: number;
  /** Times that the ROAs changed. */
  changes: number;
  /** Times that they were dropped since no cache could be asked for too long. */
  expiries: number;
}
