import type { RoaTable } from '../detect/rpki/roa-table.ts';
import type { RtrCache } from './rtr-options.ts';
import type { SourceStatus } from './source-status.ts';
import { counted } from '../bytes/counted.ts';

/** ROAs in force. */
export interface HeldRoas {
  readonly roas: RoaTable;
  /** That which told them. */
  readonly cache: RtrCache;
  /** Until when they may be used, Unix milliseconds. */
  readonly expiresMs: number;
}

interface RtrState {
  readonly caches: readonly RtrCache[];
  readonly current: RtrCache | undefined;
  readonly version: number | undefined;
  readonly held: HeldRoas | undefined;
  readonly problems: ReadonlyMap<RtrCache, string>;
  /** Whether ROAs have expired before. */
  readonly expired: boolean;
  readonly lastHeardMs: number | undefined;
  readonly counts: Readonly<Record<string, number>>;
}

const BLIND_SPOTS: readonly string[] = [
  'the ROAs are what the cache has validated: it is trusted, over a connection that is not protected',
  'router keys, for BGPsec, and ASPA are not used',
];

/** What a client of caches says of itself. */
export function rtrStatus(state: RtrState): SourceStatus {
  const { caches, current, version, held, problems, lastHeardMs, counts } = state;
  return {
    type: 'rtr',
    name: caches.map(nameOf).join(', '),
    state: current !== undefined ? 'hearing' : problems.size === 0 ? 'waiting' : 'trouble',
    words: wordsOf(state),
    lastHeardMs,
    connections: caches.map((cache) => ({
      name: nameOf(cache),
      up: cache === current,
      words: cache === current ? `in use, version ${version}` : (problems.get(cache) ?? 'not asked yet'),
      families: [],
      lastHeardMs: cache === held?.cache ? lastHeardMs : undefined,
    })),
    counts,
    blindSpots: BLIND_SPOTS,
  };
}

function wordsOf({ caches, current, held, problems, expired }: RtrState): string {
  if (held !== undefined && current !== undefined) {
    return `${counted(held.roas.size, 'ROA')} from ${nameOf(held.cache)}`;
  }
  const why = caches.flatMap((cache) => {
    const problem = problems.get(cache);
    return problem === undefined ? [] : [`${nameOf(cache)}: ${problem}`];
  });
  if (held !== undefined) {
    const until = new Date(held.expiresMs).toISOString();
    return `${counted(held.roas.size, 'ROA')} from ${nameOf(held.cache)}, good until ${until}; ${why.join('; ')}`;
  }
  const none = expired ? 'the ROAs have expired, every route counts as not-found' : 'no ROAs yet';
  return why.length === 0 ? `${none}: asking ${nameOf(caches[0]!)}` : `${none}; ${why.join('; ')}`;
}

function nameOf({ host, port }: RtrCache): string {
  return `${host} port ${port}`;
}
