/** Share of a pause that is left to chance, so that many collectors do not come back in step. */
const JITTER = 0.25;

/**
 * The pause before a connection is tried again after so many failures in a row: it doubles up to the longest. `random` is from 0 to 1.
 */
export function retryPauseMs(
  failures: number,
  { firstMs, longestMs }: { readonly firstMs: number; readonly longestMs: number },
  random: number
): number {
  return Math.min(firstMs * 2 ** failures, longestMs) * (1 - JITTER * random);
}
