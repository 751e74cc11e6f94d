import type { AttributeStore } from '../../rib/attribute-store.ts';
import { IdMap } from '../../rib/id-map.ts';
import type { AttributesId } from '../../rib/ids.ts';
import type { TableCounts } from '../observation.ts';

/** Longer AS paths are taken as this long. */
const MAX_HOPS = 1023;

/** Distinct AS paths and origins of some routes, and their path lengths, kept up as routes come and go. */
export class RouteTally {
  prefixes = 0;
  readonly #attributes: AttributeStore;
  readonly #asPaths = new IdMap();
  readonly #origins = new Map<number, number>();
  /** Number of routes by AS path length. */
  readonly #hops: number[] = [];
  #routes = 0;
  #sumHops = 0;

  constructor(attributes: AttributeStore) {
    this.#attributes = attributes;
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
