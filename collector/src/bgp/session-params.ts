import { type Family, includesFamily } from '../net/family.ts';
import type { Open } from './open.ts';

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
  /** Whether the speaker's own routes are among them, as in a Loc-RIB: without an AS_PATH, theirs is empty. */
  readonly ownRoutes?: boolean;
  /** AS number that the router has put in front of the AS_PATHs of others, where it has no place. */
  readonly prependedAs?: number | undefined;
}

/** Directions of ADD-PATH in an OPEN; both where both bits are set. RFC 7911 §4 */
export const RECEIVES_PATHS = 1;
export const SENDS_PATHS = 2;

/**
 * How the messages from `sender` to `receiver` are encoded, by their OPENs. AS numbers are as wide as both speakers can
 * (RFC 6793 §3). Path identifiers are there in a family that the one can send and the other receive with them (RFC 7911 §4).
 */
export function sessionParams(sender: Open, receiver: Open): SessionParams {
  const sends = addPathFamilies(sender, SENDS_PATHS);
  const receives = addPathFamilies(receiver, RECEIVES_PATHS);
  return {
    asBytes: isFourOctet(sender) && isFourOctet(receiver) ? 4 : 2,
    addPath: (family) => includesFamily(sends, family) && includesFamily(receives, family),
    external: sender.myAs !== receiver.myAs,
  };
}

/** The families for which an OPEN offers one of the `directions`. */
export function addPathFamilies({ capabilities }: Open, directions: number): Family[] {
  return capabilities.flatMap((capability) =>
    capability.kind === 'add-path'
      ? capability.families.filter(({ sendReceive }) => offers(sendReceive, directions))
      : []
  );
}

/** Any other value than these counts as if the family was not there. RFC 7911 §4 */
function offers(sendReceive: number, directions: number): boolean {
  return sendReceive <= (RECEIVES_PATHS | SENDS_PATHS) && (sendReceive & directions) !== 0;
}

function isFourOctet({ capabilities }: Open): boolean {
  return capabilities.some(({ kind }) => kind === 'four-octet-as');
}
