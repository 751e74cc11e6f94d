import type { AttributeStore } from '../../rib/attribute-store.ts';
import { IdMap, type SavedIdMap } from '../../rib/id-map.ts';
import type { AttributesId } from '../../rib/ids.ts';
import type { TableCounts } from '../observation.ts';

/** Longer AS paths are taken as this long. */
const MAX_HOPS = 1023;

export interface SavedRouteTally {
  readonly prefixes: number;
  readonly asPaths: SavedIdMap;
  readonly origins: Map<number, number>;
  readonly hops: number[];
  readonly routes: number;
  readonly sumHops: number;
}

/** Distinct AS paths and origins of some routes, and their path lengths, kept up as routes come and go. */
export class RouteTally {
  prefixes = 0;
  readonly #attributes: AttributeStore;
  #asPaths = new IdMap(Uint32Array);
  #origins = new Map<number, number>();
  /** Number of routes by AS path length. */
  #hops: number[] = [];
  #routes = 0;
  #sumHops = 0;

  constructor(attributes: AttributeStore) {
    this.#attributes = attributes;
  }

  static load(saved: SavedRouteTally, attributes: AttributeStore): RouteTally {
    const tally = new RouteTally(attributes);
    tally.prefixes = saved.prefixes;
    tally.#asPaths = IdMap.load(saved.asPaths);
    tally.#origins = saved.origins;
    tally.#hops = saved.hops;
    tally.#routes = saved.routes;
    tally.#sumHops = saved.sumHops;
    return tally;
  }

  save(): SavedRouteTally {
    return {
      prefixes: this.prefixes,
      asPaths: this.#asPaths.save(),
      origins: this.#origins,
      hops: this.#hops,
      routes: this.#routes,
      sumHops: this.#sumHops,
    };
  }

  get counts(): TableCounts {
    return { prefixes: this.prefixes, asPaths: this.#asPaths.size, origins: this.#origins.size };
  }

  /** Hops; undefined without routes. */
  get pathLengths(): { readonly mean: number; readonly max: number } | undefined {
    const max = this.#hops.findLastIndex((count) => count > 0);
    return max < 0 ? undefined : { mean: this.#sumHops / this.#routes, max };
  }

  /** Counts a route in (1) or out (-1). */
  count(attributes: AttributesId, difference: 1 | -1): void {
    const asPath = this.#attributes.asPathId(attributes);
    const asPaths = this.#asPaths.get(asPath) + difference;
    if (asPaths === 0) {
      this.#asPaths.delete(asPath);
    } else {
      this.#asPaths.set(asPath, asPaths);
    }
    const origin = this.#attributes.originAs(attributes);
    if (origin !== undefined) {
      const origins = (this.#origins.get(origin) ?? 0) + difference;
      if (origins === 0) {
        this.#origins.delete(origin);
      } else {
        this.#origins.set(origin, origins);
      }
    }
    const hops = Math.min(this.#attributes.pathLength(attributes), MAX_HOPS);
    this.#hops[hops] = (this.#hops[hops] ?? 0) + difference;
    this.#sumHops += hops * difference;
    this.#routes += difference;
  }
}
