import { grown } from './grow.ts';
import { IdMap, type SavedIdMap } from './id-map.ts';
import type { PrefixId } from './ids.ts';

/** Number of a prefix with a path identifier, from 1 on. 0: none. */
export type PathKey = number;

/** More paths to one prefix than this have no meaning to a router, and would make each look at them slow. */
export const MAX_PATHS_PER_PREFIX = 1024;

export interface SavedPathKeys {
  readonly first: SavedIdMap;
  readonly next: Uint32Array;
  readonly pathIds: Uint32Array;
  readonly prefixes: Uint32Array;
  readonly references: Uint32Array;
  readonly free: PathKey;
}

/** Prefixes with path identifiers (RFC 7911), each pair with a number: what a table of a peer with ADD-PATH is keyed by. */
export class PathKeys {
  /** First key of a prefix. */
  #first = new IdMap(Uint32Array);
  #next = new Uint32Array(16);
  #pathIds = new Uint32Array(16);
  #prefixes = new Uint32Array(16);
  #references = new Uint32Array(16);
  #highest = 0;
  #free: PathKey = 0;

  /** The keys of what `save` gave. */
  static load(saved: SavedPathKeys): PathKeys {
    const keys = new PathKeys();
    keys.#first = IdMap.load(saved.first);
    keys.#next = saved.next.slice();
    keys.#pathIds = saved.pathIds.slice();
    keys.#prefixes = saved.prefixes.slice();
    keys.#references = saved.references.slice();
    keys.#highest = saved.next.length - 1;
    keys.#free = saved.free;
    return keys;
  }

  save(): SavedPathKeys {
    const keys = this.#highest + 1;
    return {
      first: this.#first.save(),
      next: this.#next.subarray(0, keys),
      pathIds: this.#pathIds.subarray(0, keys),
      prefixes: this.#prefixes.subarray(0, keys),
      references: this.#references.subarray(0, keys),
      free: this.#free,
    };
  }

  /** The key of a prefix and path identifier, with one reference more; 0 where the prefix has too many. */
  acquire(prefix: PrefixId, pathId: number): PathKey {
    let paths = 0;
    for (let key = this.#first.get(prefix); key !== 0; key = this.#next[key]!) {
      if (this.#pathIds[key] === pathId) {
        this.#references[key]!++;
        return key;
      }
      paths++;
    }
    return paths >= MAX_PATHS_PER_PREFIX ? 0 : this.#add(prefix, pathId);
  }

  find(prefix: PrefixId, pathId: number): PathKey {
    let key = this.#first.get(prefix);
    while (key !== 0 && this.#pathIds[key] !== pathId) {
      key = this.#next[key]!;
    }
    return key;
  }

  release(key: PathKey): void {
    if (--this.#references[key]! > 0) {
      return;
    }
    const prefix = this.#prefixes[key]!;
    const first = this.#first.get(prefix);
    if (first !== key) {
      let before = first;
      while (this.#next[before] !== key) {
        before = this.#next[before]!;
      }
      this.#next[before] = this.#next[key]!;
    } else if (this.#next[key] === 0) {
      this.#first.delete(prefix);
    } else {
      this.#first.set(prefix, this.#next[key]!);
    }
    this.#next[key] = this.#free;
    this.#free = key;
  }

  prefixOf(key: PathKey): PrefixId {
    return this.#prefixes[key]!;
  }

  pathIdOf(key: PathKey): number {
    return this.#pathIds[key]!;
  }

  /** The first key of a prefix; 0 for none. */
  first(prefix: PrefixId): PathKey {
    return this.#first.get(prefix);
  }

  /** The key of the same prefix that follows; 0 for none. */
  next(key: PathKey): PathKey {
    return this.#next[key]!;
  }

  #add(prefix: PrefixId, pathId: number): PathKey {
    let key = this.#free;
    if (key !== 0) {
      this.#free = this.#next[key]!;
    } else {
      key = ++this.#highest;
      if (key >= this.#next.length) {
        this.#next = grown(this.#next, key + 1);
        this.#pathIds = grown(this.#pathIds, this.#next.length);
        this.#prefixes = grown(this.#prefixes, this.#next.length);
        this.#references = grown(this.#references, this.#next.length);
      }
    }
    this.#next[key] = this.#first.set(prefix, key);
    this.#pathIds[key] = pathId;
    this.#prefixes[key] = prefix;
    this.#references[key] = 1;
    return key;
  }
}
