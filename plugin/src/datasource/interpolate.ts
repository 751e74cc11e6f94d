import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

/** `$name`, `${name}`, `${name.field}`, `${name:format}` or `[[name]]`. */
const reference = /\$(\w+)|\$\{(\w+)(?:\.([^:}]+))?(?::[^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]/;

/** How Grafana writes that all values of a variable are chosen. */
const allValue = '$__all';

/** Puts in the user's variables. What Grafana names itself, such as `$__interval`, is for the back end. */
export function expandText(text: string, scopedVars: ScopedVars, templates: TemplateSrv): string {
  return text.replace(new RegExp(reference, 'g'), (match, plain, braced, _field, brackets) =>
    isBuiltIn(plain ?? braced ?? brackets) ? match : templates.replace(match, scopedVars)
  );
}

/**
 * Puts in the user's variables, of which each chosen value becomes an entry of its own.
 * An entry that is a variable with "All" chosen makes the whole list empty, which means all.
 */
export function expandList(values: readonly string[], scopedVars: ScopedVars, templates: TemplateSrv): string[] {
  const expanded: string[] = [];
  for (const value of values) {
    const parts = expandEntry(value, scopedVars, templates);
    if (parts === 'all') {
      return [];
    }
    expanded.push(...parts);
  }
  return [...new Set(expanded)].filter((value) => value !== '');
}

function expandEntry(value: string, scopedVars: ScopedVars, templates: TemplateSrv): string[] | 'all' {
  const match = reference.exec(value);
  const name = match?.[1] ?? match?.[2] ?? match?.[4];
  if (!match || !name) {
    return [value];
  }
  const before = value.slice(0, match.index);
  const rests = expandEntry(value.slice(match.index + match[0].length), scopedVars, templates);
  const values = isBuiltIn(name) ? [match[0]] : valuesOf(match[0], name, match[3], scopedVars, templates);
  const isWhole = match[0] === value;
  if (values === 'all' || rests === 'all') {
    return isWhole ? 'all' : [];
  }
  return values.flatMap((one) => rests.map((rest) => before + one + rest));
}

function valuesOf(
  written: string,
  name: string,
  field: string | undefined,
  scopedVars: ScopedVars,
  templates: TemplateSrv
): string[] | 'all' {
  let given: unknown;
  const take = (value: unknown) => {
    given = value;
    return '';
  };
  const token = `\${${name}${field ? `.${field}` : ''}}`;
  const text = templates.replace(token, scopedVars, take);
  if (given === undefined && text === token) {
    return [written];
  }
  const values = given === undefined ? [text] : [given].flat().map(String);
  // A repeated panel has one value in the place of "All", and that comes as a single one.
  const isSingle = given !== undefined && !Array.isArray(given) && given !== allValue;
  return values.includes(allValue) || (!isSingle && hasAllChosen(name, templates)) ? 'all' : values;
}

function hasAllChosen(name: string, templates: TemplateSrv): boolean {
  const model = templates.getVariables().find((variable) => variable.name === name);
  const current = model && 'current' in model ? model.current : undefined;
  const chosen = current && 'value' in current ? [current.value].flat() : [];
  return chosen.includes(allValue);
}

function isBuiltIn(name: string): boolean {
  return name.startsWith('__');
}
