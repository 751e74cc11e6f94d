import type { Intervals } from './pdu.ts';

type Bounds = readonly [min: number, max: number];

/** What of a cache's intervals is believed, seconds. */
export interface IntervalBounds {
  readonly refresh: Bounds;
  readonly retry: Bounds;
  readonly expire: Bounds;
}

/** RFC 8210 §6 */
export const RFC_BOUNDS: IntervalBounds = { refresh: [1, 86_400], retry: [1, 7200], expire: [600, 172_800] };

/** Those of RFC 8210 §6, for a cache that gives none: version 0. */
export const DEFAULT_INTERVALS: Intervals = { refreshSeconds: 3600, retrySeconds: 600, expireSeconds: 7200 };

/** The intervals of a cache within bounds, and so that it is asked again before its data expire. */
export function withinBounds(intervals: Intervals, { refresh, retry, expire }: IntervalBounds): Intervals {
  const expireSeconds = clamp(intervals.expireSeconds, expire);
  return {
    refreshSeconds: Math.min(clamp(intervals.refreshSeconds, refresh), expireSeconds / 2),
    retrySeconds: Math.min(clamp(intervals.retrySeconds, retry), expireSeconds / 2),
    expireSeconds,
  };
}

function clamp(value: number, [min, max]: Bounds): number {
  return Math.min(Math.max(value, min), max);
}
