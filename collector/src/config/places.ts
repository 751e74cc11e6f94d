import { type Document, type LineCounter, type Node, isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { ConfigPath } from './cross-checks.ts';

/** Line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where things stand in a YAML file. */
export class Places {
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  /** The place of an offset in the text. */
  at(offset: number): Place {
    const { line, col: column } = this.#lines.linePos(offset);
    return { line, column };
  }

  /** The place of the value at a path, or of the nearest one around it that is there; with `key`, of that key in it. */
  of(path: ConfigPath, key?: string): Place {
    let node = this.#resolve(this.#document.contents);
    let offset = node?.range?.[0] ?? 0;
    for (const part of path) {
      // One value where a list may stand has no position in it.
      const next = typeof part === 'number' && !isSeq(node) ? node : this.#child(node, part);
      if (next?.range == null) {
        return this.at(offset);
      }
      node = this.#resolve(next);
      offset = next.range[0];
    }
    return this.at(key === undefined ? offset : (keyOf(node, key)?.range?.[0] ?? offset));
  }

  #child(node: Node | undefined, part: string | number): Node | undefined {
    const child = isSeq(node) ? node.items[Number(part)] : isMap(node) ? pairOf(node, String(part))?.value : undefined;
    // A key without a value has an empty one, which stands nowhere.
    return isNode(child) ? child : keyOf(node, String(part));
  }

  #resolve(node: unknown): Node | undefined {
    return isAlias(node) ? node.resolve(this.#document) : isNode(node) ? node : undefined;
  }
}

function keyOf(node: Node | undefined, key: string): Node | undefined {
  const found = isMap(node) ? pairOf(node, key)?.key : undefined;
  return isNode(found) ? found : undefined;
}

function pairOf(map: Node, key: string): { key: unknown; value: unknown } | undefined {
  return isMap(map) ? map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key) : undefined;
}
