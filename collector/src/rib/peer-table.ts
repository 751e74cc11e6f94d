import type { FamilyTables, RouteVisitor } from './family-tables.ts';
import { IdMap, type SavedIdMap } from './id-map.ts';
import type { AttributesId, PrefixId } from './ids.ts';
import type { PeerState } from './peer-state.ts';
import type { Replay } from './replay.ts';

/** What a table keeps of a route: its attributes, and in the lowest bit whether it is stale. 0 for no route. */
export type Held = number;

const STALE = 1;
/** What `set` gives where there are too many paths to the prefix already. */
export const REFUSED: Held = -1;

/** 0 where there is no route. */
export function attributesOf(held: Held): AttributesId {
  return held >>> 1;
}

/** Whether it is not known if the route still holds. */
export function isStale(held: Held): boolean {
  return (held & STALE) !== 0;
}

export interface SavedPeerTable {
  readonly whole: boolean;
  readonly replay: Replay | undefined;
  readonly plain: SavedIdMap;
  readonly keyed: SavedIdMap;
  readonly stale: number;
}

/** The routes of one peer in one family. 4 to 8 bytes a route, attributes and prefix apart. */
export class PeerTable {
  readonly state: PeerState;
  readonly family: FamilyTables;
  /** Whether the whole table was told since the session came up, or by a dump. */
  whole = false;
  /** The peer is telling its table again. */
  replay: Replay | undefined;
  /** Routes without path identifier by prefix; those with one by path key. */
  #plain = new IdMap();
  #keyed = new IdMap();
  #stale = 0;

  constructor(state: PeerState, family: FamilyTables) {
    this.state = state;
    this.family = family;
  }

  /** A table of what `save` gave. */
  static load(
    { whole, replay, plain, keyed, stale }: SavedPeerTable,
    state: PeerState,
    family: FamilyTables
  ): PeerTable {
    const table = new PeerTable(state, family);
    table.whole = whole;
    table.replay = replay && { ...replay };
    table.#plain = IdMap.load(plain);
    table.#keyed = IdMap.load(keyed);
    table.#stale = stale;
    return table;
  }

  save(): SavedPeerTable {
    const { whole, replay } = this;
    const [plain, keyed] = [this.#plain.save(), this.#keyed.save()];
    return { whole, replay: replay && { ...replay }, plain, keyed, stale: this.#stale };
  }

  /** A table without routes, of which as much is known as of this one. */
  emptied(): PeerTable {
    const empty = new PeerTable(this.state, this.family);
    empty.whole = this.whole;
    empty.replay = this.replay;
    return empty;
  }

  /** Number of routes. */
  get size(): number {
    return this.#plain.size + this.#keyed.size;
  }

  /** Number of routes of which it is not known whether they still hold. */
  get stale(): number {
    return this.#stale;
  }

  /** Puts a route in. Gives the one in its place before. References to prefix and attributes are the caller's affair. */
  set(prefix: PrefixId, pathId: number | undefined, attributes: AttributesId): Held {
    const held = (attributes << 1) >>> 0;
    if (pathId === undefined) {
      return this.#leaves(this.#plain.set(prefix, held));
    }
    const { pathKeys } = this.family;
    const key = pathKeys.acquire(prefix, pathId);
    if (key === 0) {
      return REFUSED;
    }
    const before = this.#keyed.set(key, held);
    if (before !== 0) {
      pathKeys.release(key);
    }
    return this.#leaves(before);
  }

  /** Takes a route over from a table that is given up, as stale as it is there. */
  takeOver(prefix: PrefixId, pathId: number | undefined, attributes: AttributesId, stale: boolean): void {
    const held = ((attributes << 1) | (stale ? STALE : 0)) >>> 0;
    if (pathId === undefined) {
      this.#plain.set(prefix, held);
    } else {
      this.#keyed.set(this.family.pathKeys.acquire(prefix, pathId), held);
    }
    this.#stale += stale ? 1 : 0;
  }

  /** Takes a route out. Gives it. */
  delete(prefix: PrefixId, pathId: number | undefined): Held {
    if (pathId === undefined) {
      return this.#leaves(this.#plain.delete(prefix));
    }
    const { pathKeys } = this.family;
    const key = pathKeys.find(prefix, pathId);
    const before = key === 0 ? 0 : this.#keyed.delete(key);
    if (before !== 0) {
      pathKeys.release(key);
    }
    return this.#leaves(before);
  }

  /** Whether it has a route to a prefix. */
  hasRoute(prefix: PrefixId): boolean {
    let found = this.#plain.get(prefix) !== 0;
    if (!found && this.#keyed.size > 0) {
      this.forEachRouteTo(prefix, () => {
        found = true;
      });
    }
    return found;
  }

  /** Visits the routes to a prefix: one, or with ADD-PATH several. */
  forEachRouteTo(prefix: PrefixId, visit: RouteVisitor): void {
    const plain = this.#plain.get(prefix);
    if (plain !== 0) {
      visit(this, attributesOf(plain), undefined);
    }
    if (this.#keyed.size === 0) {
      return;
    }
    const { pathKeys } = this.family;
    for (let key = pathKeys.first(prefix); key !== 0; key = pathKeys.next(key)) {
      const held = this.#keyed.get(key);
      if (held !== 0) {
        visit(this, attributesOf(held), pathKeys.pathIdOf(key));
      }
    }
  }

  /** Visits all routes, in an order that depends on nothing but what was heard. */
  forEach(
    visit: (prefix: PrefixId, attributes: AttributesId, pathId: number | undefined, stale: boolean) => void
  ): void {
    const { pathKeys } = this.family;
    this.#plain.forEach((prefix, held) => visit(prefix, attributesOf(held), undefined, isStale(held)));
    this.#keyed.forEach((key, held) =>
      visit(pathKeys.prefixOf(key), attributesOf(held), pathKeys.pathIdOf(key), isStale(held))
    );
  }

  /** The table is given up: gives back what its routes refer to. It must not be used any more. */
  dissolve(release: (prefix: PrefixId, attributes: AttributesId) => void): void {
    const { pathKeys } = this.family;
    this.#plain.forEach((prefix, held) => release(prefix, attributesOf(held)));
    this.#keyed.forEach((key, held) => {
      const prefix = pathKeys.prefixOf(key);
      pathKeys.release(key);
      release(prefix, attributesOf(held));
    });
  }

  /** From now on it is not known whether the routes still hold, each until it is told again. */
  markStale(): void {
    this.#plain.forEach((prefix, held) => this.#plain.set(prefix, (held | STALE) >>> 0));
    this.#keyed.forEach((key, held) => this.#keyed.set(key, (held | STALE) >>> 0));
    this.#stale = this.size;
  }

  /** The routes that are stale still hold. */
  unmarkStale(): void {
    this.#plain.forEach((prefix, held) => this.#plain.set(prefix, (held & ~STALE) >>> 0));
    this.#keyed.forEach((key, held) => this.#keyed.set(key, (held & ~STALE) >>> 0));
    this.#stale = 0;
  }

  /** Counts a route that goes. */
  #leaves(held: Held): Held {
    this.#stale -= held & STALE;
    return held;
  }
}
