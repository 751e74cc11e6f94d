/** What to put in the place of an object; undefined for the object itself. `within` gives what becomes of something inside it. */
export type Replace = (one: object, within: (value: unknown) => unknown) => unknown;

/**
 * Plain data with something else in the place of some objects. What holds none of them is not copied, and an object that stands in
 * several places still does.
 */
export function replaceWithin(value: unknown, replace: Replace): unknown {
  /** Nearly all objects stay as they are: to look at them again costs less than to remember that. */
  const others = new Map<object, unknown>();
  const within = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) {
      return one;
    }
    let other = others.get(one);
    if (other === undefined) {
      other = replace(one, within) ?? copied(one, within);
      if (other !== one) {
        others.set(one, other);
      }
    }
    return other;
  };
  return within(value);
}

/** The object itself where nothing in it is replaced. */
function copied(one: object, within: (value: unknown) => unknown): object {
  if (one instanceof Map) {
    return copiedMap(one, within);
  }
  if (one instanceof Set) {
    return copiedSet(one, within);
  }
  // A list with holes keeps them.
  return copiedFields(one, within, () => (Array.isArray(one) ? (one as unknown[]).slice() : { ...one }));
}

function copiedMap(map: Map<unknown, unknown>, within: (value: unknown) => unknown): Map<unknown, unknown> {
  let changes = false;
  for (const [key, value] of map) {
    changes ||= within(key) !== key || within(value) !== value;
  }
  return changes ? new Map([...map].map(([key, value]) => [within(key), within(value)])) : map;
}

function copiedSet(set: Set<unknown>, within: (value: unknown) => unknown): Set<unknown> {
  let changes = false;
  for (const value of set) {
    changes ||= within(value) !== value;
  }
  return changes ? new Set([...set].map(within)) : set;
}

function copiedFields(one: object, within: (value: unknown) => unknown, copy: () => object): object {
  const fields = one as Record<string, unknown>;
  let copied: Record<string, unknown> | undefined;
  for (const name in fields) {
    const other = within(fields[name]);
    if (other !== fields[name]) {
      copied ??= copy() as Record<string, unknown>;
      copied[name] = other;
    }
  }
  return copied ?? one;
}
