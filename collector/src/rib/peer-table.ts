import type { FamilyTables, RouteVisitor } from './family-tables.ts';
import { type Held, HeldRoutes, type SavedRoutes, attributesOf, isStale } from './held-routes.ts';
import type { AttributesId, PrefixId } from './ids.ts';
import type { PeerState } from './peer-state.ts';
import type { Replay } from './replay.ts';

/** What `set` gives where there are too many paths to the prefix already. */
export const REFUSED: Held = -1;

export interface SavedPeerTable {
  readonly whole: boolean;
  readonly replay: Replay | undefined;
  readonly plain: SavedRoutes;
  readonly keyed: SavedRoutes;
}

/** The routes of one peer in one family. 12 to 20 bytes a route, attributes and prefix apart. */
export class PeerTable {
  readonly state: PeerState;
  readonly family: FamilyTables;
  /** Whether the whole table was told since the session came up, or by a dump. */
  whole = false;
  /** The peer is telling its table again. */
  replay: Replay | undefined;
  /** Routes without path identifier by prefix; those with one by path key. */
  #plain = new HeldRoutes();
  #keyed = new HeldRoutes();

  constructor(state: PeerState, family: FamilyTables) {
    this.state = state;
    this.family = family;
  }

  /** A table of what `save` gave. */
  static load({ whole, replay, plain, keyed }: SavedPeerTable, state: PeerState, family: FamilyTables): PeerTable {
    const table = new PeerTable(state, family);
    table.whole = whole;
    table.replay = replay && { ...replay };
    table.#plain = HeldRoutes.load(plain);
    table.#keyed = HeldRoutes.load(keyed);
    return table;
  }

  save(): SavedPeerTable {
    const { whole, replay } = this;
    return { whole, replay: replay && { ...replay }, plain: this.#plain.save(), keyed: this.#keyed.save() };
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
    return this.#plain.stale + this.#keyed.stale;
  }

  /**
   * Puts a route in, which is what it is since `sinceUs` unless it was that before; undefined where that is not known. Gives the one
   * in its place before. References to prefix and attributes are the caller's affair.
   */
  set(prefix: PrefixId, pathId: number | undefined, attributes: AttributesId, sinceUs: number | undefined): Held {
    if (pathId === undefined) {
      return this.#plain.set(prefix, attributes, sinceUs);
    }
    const { pathKeys } = this.family;
    const key = pathKeys.acquire(prefix, pathId);
    if (key === 0) {
      return REFUSED;
    }
    const before = this.#keyed.set(key, attributes, sinceUs);
    if (before !== 0) {
      pathKeys.release(key);
    }
    return before;
  }

  /** Takes all routes over, one by one, from a table that is given up. `visit` is told of each when it is in. */
  takeOver(
    other: PeerTable,
    visit: (prefix: PrefixId, attributes: AttributesId, pathId: number | undefined) => void
  ): void {
    const { pathKeys } = this.family;
    other.#plain.forEach((prefix, held) => {
      this.#plain.takeOver(prefix, held, other.#plain.sinceUs(prefix));
      visit(prefix, attributesOf(held), undefined);
    });
    other.#keyed.forEach((key, held) => {
      const [prefix, pathId] = [pathKeys.prefixOf(key), pathKeys.pathIdOf(key)];
      this.#keyed.takeOver(pathKeys.acquire(prefix, pathId), held, other.#keyed.sinceUs(key));
      visit(prefix, attributesOf(held), pathId);
    });
    other.dissolve(() => {});
  }

  /** Takes a route out. Gives it. */
  delete(prefix: PrefixId, pathId: number | undefined): Held {
    if (pathId === undefined) {
      return this.#plain.delete(prefix);
    }
    const { pathKeys } = this.family;
    const key = pathKeys.find(prefix, pathId);
    const before = key === 0 ? 0 : this.#keyed.delete(key);
    if (before !== 0) {
      pathKeys.release(key);
    }
    return before;
  }

  /** Since when a route is what it is, Unix microseconds; undefined where that was before it was heard, or without a route. */
  sinceUs(prefix: PrefixId, pathId: number | undefined): number | undefined {
    if (pathId === undefined) {
      return this.#plain.sinceUs(prefix);
    }
    const key = this.family.pathKeys.find(prefix, pathId);
    return key === 0 ? undefined : this.#keyed.sinceUs(key);
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
    this.#plain.markStale();
    this.#keyed.markStale();
  }

  /** The routes that are stale still hold. */
  unmarkStale(): void {
    this.#plain.unmarkStale();
    this.#keyed.unmarkStale();
  }
}
