import { covers } from '../../src/net/parse-prefix.ts';
import { type Prefix, formatPrefix } from '../../src/net/prefix.ts';
import { comparePrefixes } from '../../src/net/prefix-index.ts';

/** A route as far as overlaps are concerned. */
export interface PlainRoute {
  readonly identity: string;
  readonly originAs: number | undefined;
  readonly label: string;
}

/**
 * The overlaps among prefixes with routes, as `prefix covering`, sorted: by address, with all that cover the current prefix on a
 * stack, and all pairs of routes. Slow and plain: what the incremental index is held against.
 */
export function plainOverlaps(
  table: Iterable<readonly [Prefix, readonly PlainRoute[]]>,
  isLookedPast: (prefix: Prefix) => boolean
): string[] {
  const entries = [...table].filter(([, routes]) => routes.length > 0).sort(([a], [b]) => comparePrefixes(a, b));
  const stack: (readonly [Prefix, readonly PlainRoute[]])[] = [];
  const found: string[] = [];
  for (const [prefix, routes] of entries) {
    const text = formatPrefix(prefix);
    while (stack.length > 0 && !covers(stack.at(-1)![0], prefix)) {
      stack.pop();
    }
    const covering = stack.at(-1);
    if (covering && routes.some(({ identity }) => covering[1].every((other) => other.identity !== identity))) {
      found.push(`${text} ${formatPrefix(covering[0])}`);
    }
    if (!isLookedPast(prefix)) {
      stack.push([prefix, routes]);
      if (routes.some((one) => routes.some((other) => overlap(one, other)))) {
        found.push(`${text} ${text}`);
      }
    }
  }
  return found.sort();
}

function overlap(one: PlainRoute, other: PlainRoute): boolean {
  const sameLabel = one.label === other.label && one.label !== 'none';
  return one.identity !== other.identity && (one.originAs !== other.originAs || sameLabel);
}
