import type { Peer } from '../../event/types.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Remembers } from '../detector.ts';
import type { IncidentBook } from './incident-book.ts';
import type { IncidentKind, Trouble } from './incident.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import { PrefixRoster, type RosterRoom } from './prefix-roster.ts';

/** Prefixes that the incidents of one detector may speak of; more are only counted. */
const MAX_PREFIXES = 50_000;

/** Breaches that one detector follows at a time; routes of others are left out. */
const MAX_STANDING = 10_000;

/** How far a breach goes. */
export interface Extent {
  readonly prefixes: PrefixRoster;
  /** Number of peers whose routes are in it. */
  readonly peers: number;
}

/** A rule that a route breaks. What routes with equal keys do is one trouble. `details` are plain data, for its summary. */
export interface Breach<Details> {
  readonly key: string;
  readonly trouble: Pick<Trouble, 'severity' | 'domain' | 'router' | 'peer' | 'label'>;
  readonly details: Details;
}

/** A breach by a route of a table. */
export interface Found<Details> {
  readonly table: PeerTable;
  readonly breach: Breach<Details>;
}

/** The summary of a breach. */
export type Describe<Details> = (details: Details, extent: Extent) => string;

/** Which prefix, and when. */
interface Place {
  readonly family: FamilyTables;
  readonly prefix: PrefixId;
  readonly timeUs: number;
  readonly cause: PrefixChange['cause'];
}

interface Standing<Details> {
  readonly breach: Breach<Details>;
  readonly prefixes: PrefixRoster;
  /** How many prefixes each of the peers has in it. */
  readonly peers: Map<Peer, number>;
  readonly atStart: boolean;
  raised: boolean;
}

interface Memory<Details> {
  readonly room: RosterRoom;
  readonly standing: Map<string, Standing<Details>>;
  readonly changed: Set<Standing<Details>>;
}

/**
 * The rules that routes break, one incident each, from the first route that does until the last one is gone. Counts are exact,
 * as long as a route breaks the same rules when it goes as when it came, and there are not too many at a time.
 */
export class Breaches<Details> implements Remembers<Memory<Details>> {
  readonly #kind: IncidentKind;
  readonly #incidents: IncidentBook;
  readonly #resolveAfterUs: number;
  readonly #minPeers: number;
  readonly #describe: Describe<Details>;
  #room: RosterRoom = { left: MAX_PREFIXES };
  #standing = new Map<string, Standing<Details>>();
  /** Incidents that go further, or less far, than was last said. */
  #changed = new Set<Standing<Details>>();

  /** `minPeers`: how many peers it takes. */
  constructor(
    kind: IncidentKind,
    incidents: IncidentBook,
    resolveAfterUs: number,
    describe: Describe<Details>,
    minPeers = 1
  ) {
    this.#kind = kind;
    this.#incidents = incidents;
    this.#resolveAfterUs = resolveAfterUs;
    this.#describe = describe;
    this.#minPeers = minPeers;
  }

  save(): Memory<Details> {
    return { room: this.#room, standing: this.#standing, changed: this.#changed };
  }

  load({ room, standing, changed }: Memory<Details>): void {
    this.#room = room;
    this.#standing = standing;
    this.#changed = changed;
  }

  /** Takes in which rules the routes to a prefix broke before a change, and which they break after it. */
  update(place: Place, before: readonly Found<Details>[], after: readonly Found<Details>[]): void {
    if (before.length === 0 && after.length === 0) {
      return;
    }
    const [was, is] = [byKey(before), byKey(after)];
    for (const [key, { breach, peers }] of is) {
      const standing = this.#standingOf(breach, place.cause);
      if (standing === undefined) {
        this.#incidents.leaveOut();
        continue;
      }
      if (!was.has(key)) {
        standing.prefixes.add(place.family, place.prefix);
      }
      count(standing, peers, was.get(key)?.peers, 1);
      this.#judge(standing, place.timeUs);
    }
    for (const [key, { peers }] of was) {
      const standing = this.#standing.get(key);
      if (standing !== undefined) {
        if (!is.has(key)) {
          standing.prefixes.delete(place.family, place.prefix);
        }
        count(standing, peers, is.get(key)?.peers, -1);
        this.#judge(standing, place.timeUs);
      }
    }
  }

  /** Says how far the incidents go now. */
  tick(timeUs: number): void {
    for (const standing of this.#changed) {
      this.#raise(standing, timeUs);
    }
    this.#changed.clear();
  }

  #standingOf(breach: Breach<Details>, cause: Place['cause']): Standing<Details> | undefined {
    let standing = this.#standing.get(breach.key);
    if (standing === undefined && this.#standing.size < MAX_STANDING) {
      const prefixes = new PrefixRoster(this.#room);
      standing = { breach, prefixes, peers: new Map(), atStart: cause === 'replay', raised: false };
      this.#standing.set(breach.key, standing);
    }
    return standing;
  }

  #judge(standing: Standing<Details>, timeUs: number): void {
    const { breach, prefixes, peers } = standing;
    const stands = prefixes.size > 0 && peers.size >= this.#minPeers;
    if (stands && !standing.raised) {
      this.#raise(standing, timeUs);
    } else if (stands) {
      this.#changed.add(standing);
    } else if (standing.raised) {
      this.#changed.delete(standing);
      this.#incidents.clear(this.#kind, breach.key, timeUs, this.#resolveAfterUs);
    }
    standing.raised = stands;
    if (prefixes.size === 0) {
      this.#standing.delete(breach.key);
    }
  }

  #raise({ breach, prefixes, peers, atStart, raised }: Standing<Details>, timeUs: number): void {
    const firstPrefixes = prefixes.first();
    const trouble: Trouble = {
      ...breach.trouble,
      kind: this.#kind,
      key: breach.key,
      prefix: prefixes.size === 1 ? firstPrefixes[0] : undefined,
      summary: this.#describe(breach.details, { prefixes, peers: peers.size }),
      prefixes: prefixes.size,
      firstPrefixes,
      atStart,
    };
    if (!raised || !isSaid(trouble, this.#incidents.get(this.#kind, breach.key))) {
      this.#incidents.raise(trouble, timeUs);
    }
  }
}

function isSaid({ summary, prefixes, firstPrefixes }: Trouble, said: Trouble | undefined): boolean {
  return (
    said?.summary === summary &&
    said.prefixes === prefixes &&
    said.firstPrefixes.length === firstPrefixes.length &&
    said.firstPrefixes.every((prefix, i) => prefix === firstPrefixes[i])
  );
}

interface Side<Details> {
  readonly breach: Breach<Details>;
  readonly peers: Set<Peer>;
}

function byKey<Details>(found: readonly Found<Details>[]): Map<string, Side<Details>> {
  const sides = new Map<string, Side<Details>>();
  for (const { breach, table } of found) {
    let side = sides.get(breach.key);
    if (side === undefined) {
      side = { breach, peers: new Set() };
      sides.set(breach.key, side);
    }
    side.peers.add(table.state.peer);
  }
  return sides;
}

/** Counts the peers in (1) or out (-1) that are not on the other side of the change as well. */
function count(
  { peers: counts }: Pick<Standing<unknown>, 'peers'>,
  peers: ReadonlySet<Peer>,
  others: ReadonlySet<Peer> | undefined,
  difference: 1 | -1
): void {
  for (const peer of peers) {
    if (others?.has(peer) !== true) {
      const prefixes = (counts.get(peer) ?? 0) + difference;
      if (prefixes <= 0) {
        counts.delete(peer);
      } else {
        counts.set(peer, prefixes);
      }
    }
  }
}
