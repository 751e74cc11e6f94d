/** Longer lists are cut in sentences. */
const MAX_NAMED = 4;

/** A list for a sentence: `a`, `a or b`, `a, b or c`; of a long one the beginning. */
export function orList(items: readonly string[]): string {
  const named = items.length > MAX_NAMED ? [...items.slice(0, MAX_NAMED), `${items.length - MAX_NAMED} more`] : items;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} or ${named.at(-1)!}`;
}
