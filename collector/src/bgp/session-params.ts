import type { Family } from '../net/family.ts';

/** What the bytes of a session cannot tell of themselves: how its two speakers agreed to encode. */
export interface SessionParams {
  /** Width of an AS number in AS_PATH and AGGREGATOR: 4 with the 4-octet AS capability (RFC 6793). */
  readonly asBytes: 2 | 4;
  /** Whether that is only what a type of record claims, which some collectors choose wrongly: then AS_PATH may overrule it. */
  readonly widthClaimed?: boolean;
  /**
   * Whether NLRI of a family carry a path identifier (RFC 7911). `likely` where the session agreed on it, but the messages are
   * those of a router that wrote them anew: without one where they make no sense with. Undefined where nobody says: then they
   * are decoded without one, and with one where that fails.
   */
  readonly addPath: (family: Family) => boolean | 'likely' | undefined;
  /** Whether the peer is of another AS (RFC 7606 treats LOCAL_PREF and reflection attributes by it); undefined if unknown. */
  readonly external: boolean | undefined;
}
