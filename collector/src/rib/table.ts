import { type PathAttributes } from '../bgp/attributes.ts';
import { formatAsPath, originAs } from '../bgp/as-path.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import { formatPrefix } from '../net/prefix.ts';
import { CountedSet } from './counted-set.ts';

/** What the table keeps of a route. One object per distinct AS path. */
export interface Path {
  readonly text: string;
  readonly originAs: number | undefined;
}

/** The routes of one peer in one family. */
export class Table {
  readonly #paths = new Map<string, Path>();
  readonly #routes = new Map<string, Path>();
  readonly #asPaths = new CountedSet<string>();
  readonly #origins = new CountedSet<number>();

  get size(): number {
    return this.#routes.size;
  }

  get asPaths(): CountedSet<string> {
    return this.#asPaths;
  }

  get origins(): CountedSet<number> {
    return this.#origins;
  }

  /** Prefixes in text. */
  prefixes(): Iterable<string> {
    return this.#routes.keys();
  }

  /** Prefixes in text with their paths. */
  routes(): Iterable<[prefix: string, path: Path]> {
    return this.#routes;
  }

  /** Puts a route in; gives the path that it replaces. */
  set(prefix: NlriPrefix, attributes: PathAttributes): Path | undefined {
    const key = keyOf(prefix);
    const before = this.#routes.get(key);
    const path = this.#intern(attributes);
    this.#routes.set(key, path);
    this.#add(path);
    if (before) {
      this.#remove(before);
    }
    return before;
  }

  /** Takes a route out; gives its path if it was there. */
  delete(prefix: NlriPrefix): Path | undefined {
    const key = keyOf(prefix);
    const before = this.#routes.get(key);
    if (before) {
      this.#routes.delete(key);
      this.#remove(before);
    }
    return before;
  }

  #intern({ asPath = [] }: PathAttributes): Path {
    const text = formatAsPath(asPath);
    let path = this.#paths.get(text);
    if (path === undefined) {
      path = { text, originAs: originAs(asPath) };
      this.#paths.set(text, path);
    }
    return path;
  }

  #add({ text, originAs: origin }: Path): void {
    this.#asPaths.add(text);
    if (origin !== undefined) {
      this.#origins.add(origin);
    }
  }

  #remove({ text, originAs: origin }: Path): void {
    if (this.#asPaths.remove(text) === 0) {
      this.#paths.delete(text);
    }
    if (origin !== undefined) {
      this.#origins.remove(origin);
    }
  }
}

/** Route distinguisher, prefix and path identifier: what a withdrawal has to name. RFC 4364 §4.1, RFC 7911 §3 */
function keyOf(prefix: NlriPrefix): string {
  const { rd, pathId } = prefix;
  const text = rd === undefined ? formatPrefix(prefix) : `${rd} ${formatPrefix(prefix)}`;
  return pathId === undefined ? text : `${text} ${pathId}`;
}
