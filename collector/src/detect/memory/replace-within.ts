/** What to put in the place of an object; undefined for the object itself. `within` gives what becomes of something inside it. */
export type Replace = (one: object, within: (value: unknown) => unknown) => unknown;

/**
 * Plain data with something else in the place of some objects. What holds none of them is not copied, and an object that stands in
 * several places still does.
 */
export function replaceWithin(value: unknown, replace: Replace): unknown {
  const done = new Map<object, unknown>();
  const within = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) {
      return one;
    }
    let other = done.get(one);
    if (other === undefined) {
      other = replace(one, within) ?? copied(one, within);
      done.set(one, other);
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
    const values = [...(one as Set<unknown>)];
    const others = values.map(within);
    return others.some((other, i) => other !== values[i]) ? new Set(others) : one;
  }
  // A list with holes keeps them.
  return Array.isArray(one)
    ? copiedFields(one, within, () => one.slice())
    : copiedFields(one, within, () => ({ ...one }));
}

function copiedMap(map: Map<unknown, unknown>, within: (value: unknown) => unknown): Map<unknown, unknown> {
  const entries: [unknown, unknown][] = [];
  let changed = false;
  for (const [key, value] of map) {
    const entry: [unknown, unknown] = [within(key), within(value)];
    changed ||= entry[0] !== key || entry[1] !== value;
    entries.push(entry);
  }
  return changed ? new Map(entries) : map;
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
