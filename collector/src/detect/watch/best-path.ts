import type { PathAttributes } from '../../bgp/attributes.ts';
import type { AttributeStore } from '../../rib/attribute-store.ts';
import type { AttributesId } from '../../rib/ids.ts';

/** One of the paths that a peer has to a prefix. */
export interface Path {
  readonly attributes: AttributesId;
  readonly pathId: number | undefined;
}

interface Candidate {
  readonly path: Path;
  readonly decoded: PathAttributes;
  readonly pathLength: number;
  readonly neighbourAs: number | undefined;
}

/** What a path without LOCAL_PREF counts as, as routers commonly set it. */
const DEFAULT_LOCAL_PREF = 100;
const ORIGINS: readonly (string | undefined)[] = ['IGP', 'EGP'];

/**
 * The best of the paths that a peer has to a prefix, as far as their attributes tell: highest LOCAL_PREF, shortest AS path, lowest
 * origin, lowest MED among those of one neighbouring AS, then lowest path identifier. RFC 4271 §9.1.1, §9.1.2.2
 */
export function bestPath(attributes: AttributeStore, paths: readonly Path[]): Path | undefined {
  if (paths.length < 2) {
    return paths[0];
  }
  let left: readonly Candidate[] = paths.map((path) => ({
    path,
    decoded: attributes.attributes(path.attributes),
    pathLength: attributes.pathLength(path.attributes),
    neighbourAs: attributes.firstAs(path.attributes),
  }));
  left = lowest(left, ({ decoded }) => -(decoded.localPref ?? DEFAULT_LOCAL_PREF));
  left = lowest(left, ({ pathLength }) => pathLength);
  left = lowest(left, ({ decoded }) => originRank(decoded.origin));
  left = left.filter((one) =>
    left.every((other) => other.neighbourAs !== one.neighbourAs || medOf(one) <= medOf(other))
  );
  return lowest(left, ({ path }) => path.pathId ?? -1)[0]!.path;
}

function lowest(candidates: readonly Candidate[], rank: (candidate: Candidate) => number): readonly Candidate[] {
  const best = Math.min(...candidates.map(rank));
  return candidates.filter((candidate) => rank(candidate) === best);
}

/** INCOMPLETE, and whatever is no known origin, comes last. */
function originRank(origin: PathAttributes['origin']): number {
  const rank = ORIGINS.indexOf(origin);
  return rank < 0 ? ORIGINS.length : rank;
}

/** A missing MED is the lowest. RFC 4271 §9.1.2.2 */
function medOf({ decoded }: Candidate): number {
  return decoded.med ?? 0;
}
