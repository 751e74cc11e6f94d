import { IdMap, type SavedIdMap } from './id-map.ts';
import type { AttributesId } from './ids.ts';

/** What is kept of a route: its attributes, and in the lowest bit whether it is stale. 0 for no route. */
export type Held = number;

const STALE = 1;

/** 0 where there is no route. */
export function attributesOf(held: Held): AttributesId {
  return held >>> 1;
}

/** Whether it is not known if the route still holds. */
export function isStale(held: Held): boolean {
  return (held & STALE) !== 0;
}

export interface SavedRoutes {
  readonly held: SavedIdMap;
  readonly sinceUs: SavedIdMap<Float64Array<ArrayBuffer>>;
  readonly stale: number;
}

/** Routes by dense keys, and since when each is what it is, as far as that is known. */
export class HeldRoutes {
  #held = new IdMap(Uint32Array);
  /** Unix microseconds. */
  #sinceUs = new IdMap(Float64Array);
  #stale = 0;

  /** Routes of what `save` gave. */
  static load({ held, sinceUs, stale }: SavedRoutes): HeldRoutes {
    const routes = new HeldRoutes();
    routes.#held = IdMap.load(held);
    routes.#sinceUs = IdMap.load(sinceUs);
    routes.#stale = stale;
    return routes;
  }

  save(): SavedRoutes {
    return { held: this.#held.save(), sinceUs: this.#sinceUs.save(), stale: this.#stale };
  }

  get size(): number {
    return this.#held.size;
  }

  /** Number of routes of which it is not known whether they still hold. */
  get stale(): number {
    return this.#stale;
  }

  get(key: number): Held {
    return this.#held.get(key);
  }

  /** Undefined where that was before the route was heard. Unix microseconds. */
  sinceUs(key: number): number | undefined {
    return this.#sinceUs.get(key) || undefined;
  }

  /** Puts a route in, which is what it is since `sinceUs` unless it was that before. Gives the one in its place before. */
  set(key: number, attributes: AttributesId, sinceUs: number | undefined): Held {
    const before = this.#held.set(key, (attributes << 1) >>> 0);
    this.#stale -= before & STALE;
    if (attributesOf(before) !== attributes) {
      this.#date(key, before, sinceUs);
    }
    return before;
  }

  /** Puts a route in as it is elsewhere. */
  takeOver(key: number, held: Held, sinceUs: number | undefined): void {
    this.#held.set(key, held);
    this.#date(key, 0, sinceUs);
    this.#stale += held & STALE;
  }

  /** Takes a route out. Gives it. */
  delete(key: number): Held {
    const before = this.#held.delete(key);
    this.#stale -= before & STALE;
    this.#date(key, before, undefined);
    return before;
  }

  /** Visits all routes in the order of their keys. */
  forEach(visit: (key: number, held: Held) => void): void {
    this.#held.forEach(visit);
  }

  /** From now on it is not known whether the routes still hold, each until it is told again. */
  markStale(): void {
    this.#held.forEach((key, held) => this.#held.set(key, (held | STALE) >>> 0));
    this.#stale = this.size;
  }

  /** The routes that are stale still hold. */
  unmarkStale(): void {
    this.#held.forEach((key, held) => this.#held.set(key, (held & ~STALE) >>> 0));
    this.#stale = 0;
  }

  #date(key: number, before: Held, sinceUs: number | undefined): void {
    if (sinceUs !== undefined) {
      this.#sinceUs.set(key, sinceUs);
    } else if (before !== 0) {
      this.#sinceUs.delete(key);
    }
  }
}
