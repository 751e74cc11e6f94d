import type { AsPath } from '../../bgp/as-path.ts';

/** A step of a path: an AS, or a set, in which nobody is next to anybody. */
export type Hop = number | readonly number[];

/**
 * The steps of a path from the peer to the origin: prepends are one step, confederation segments none, since an AS shows itself
 * to others as one (RFC 5065 §3).
 */
export function pathHops(path: AsPath): Hop[] {
  const hops: Hop[] = [];
  for (const { kind, asns } of path) {
    if (kind === 'set') {
      hops.push(asns);
    } else if (kind === 'sequence') {
      for (const as of asns) {
        if (hops.at(-1) !== as) {
          hops.push(as);
        }
      }
    }
  }
  return hops;
}

/** Whether a step is one of these ASes, all members of a set being. */
export function isAmong(hop: Hop, asns: readonly number[]): boolean {
  return typeof hop === 'number' ? asns.includes(hop) : hop.every((as) => asns.includes(as));
}

/** The first AS that a path comes back to after others; undefined where it has no loop. */
export function loopedAs(hops: readonly Hop[]): number | undefined {
  const seen = new Set<number>();
  for (const hop of hops) {
    if (typeof hop === 'number') {
      if (seen.has(hop)) {
        return hop;
      }
      seen.add(hop);
    }
  }
  return undefined;
}

/** Whether an AS number is for private use (RFC 6996 §5) or the last of its range, which is reserved (RFC 7300 §3). */
export function isPrivateAs(as: number): boolean {
  return (as >= 64512 && as <= 65535) || as >= 4_200_000_000;
}
