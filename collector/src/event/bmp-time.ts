/** A router's clock that is further off is not believed. */
const MAX_SKEW_US = 5 * 60 * 1_000_000;

/**
 * When something happened, by the time in a per-peer header and that of its receipt, Unix microseconds: what the router says where
 * it is near. A zero says nothing; in the telling of a table a time is that of the route, long ago; and clocks are wrong:
 * docs/decisions/0012-time-of-bmp.md.
 */
export function bmpTimeUs(saidUs: number | undefined, receivedUs: number): number {
  return isNear(saidUs, receivedUs) ? saidUs : receivedUs;
}

/** Whether a header's time is that of something that has just happened. */
export function isNear(saidUs: number | undefined, receivedUs: number): saidUs is number {
  return saidUs !== undefined && Math.abs(saidUs - receivedUs) <= MAX_SKEW_US;
}
