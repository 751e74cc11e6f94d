import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import type { RouteFilter } from './model';

/** `$name`, `${name}`, `${name.field}`, `${name:format}` or `[[name]]`. */
const reference = /\$(\w+)|\$\{(\w+)(?:\.([^:}]+))?(?::[^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]/;

/** How Grafana writes that all values of a variable are chosen. */
const allValue = '$__all';

interface Reference {
  name: string;
  /** As it is written in the text, from `index`. */
  written: string;
  index: number;
  /** Without a format, as that would make one text of several values. */
  plain: string;
}

function findReference(text: string): Reference | undefined {
  const match = reference.exec(text);
  const name = match?.[1] ?? match?.[2] ?? match?.[4];
  if (!match || name === undefined) {
    return undefined;
  }
  const field = match[3] === undefined ? '' : `.${match[3]}`;
  return { name, written: match[0], index: match.index, plain: `\${${name}${field}}` };
}

/** Texts of a filter, besides those of which "All" is none, and how they hold several values. */
const texts: Readonly<Record<string, Joining | undefined>> = {
  prefix: undefined,
  community: undefined,
  asPath: oneOfThem,
};

/** A filter with the user's variables put in. */
export function expandFilter(filter: RouteFilter, scopedVars: ScopedVars, templates: TemplateSrv): RouteFilter {
  const list = (values: unknown[]) => expandList(values.map(String), scopedVars, templates);
  const expanded = Object.entries(filter).map(([name, value]: [string, unknown]): [string, unknown] => {
    if (Array.isArray(value)) {
      return [name, list(value)];
    }
    if (typeof value !== 'string') {
      return [name, value];
    }
    // The others take one value, of which "All" is none.
    return [name, name in texts ? expandText(value, scopedVars, templates, texts[name]) : (list([value])[0] ?? '')];
  });
  return Object.fromEntries(expanded);
}

/** How a text holds several values of a variable; Grafana's own way, if not named. */
export type Joining = (values: string[]) => string;

/**
 * Puts in the user's variables, of which "All" is nothing where the values are joined in a way of their own. What Grafana names itself, such as `$__interval`, is for the
 * back end.
 */
export function expandText(text: string, scopedVars: ScopedVars, templates: TemplateSrv, join?: Joining): string {
  const format = join && ((value: unknown) => join([value].flat().map(String)));
  return text.replace(new RegExp(reference, 'g'), (written) => {
    const found = findReference(written);
    if (!found || isBuiltIn(found.name)) {
      return written;
    }
    if (join && isAll(found, scopedVars, templates)) {
      return '';
    }
    const put = templates.replace(format ? found.plain : written, scopedVars, format);
    return format && put === found.plain ? written : put;
  });
}

/** Several values within a regular expression: one of them. */
export function oneOfThem(values: string[]): string {
  return values.length > 1 ? `(${values.join('|')})` : values.join('');
}

/**
 * Puts in the user's variables, of which each chosen value becomes an entry of its own.
 * An entry that is a variable with "All" chosen makes the whole list empty, which means all.
 */
export function expandList(values: readonly string[], scopedVars: ScopedVars, templates: TemplateSrv): string[] {
  const expanded: string[] = [];
  for (const value of values) {
    const found = findReference(value);
    if (found?.written === value && isAll(found, scopedVars, templates)) {
      return [];
    }
    expanded.push(...expandEntry(value, scopedVars, templates));
  }
  return [...new Set(expanded)].filter((value) => value !== '');
}

function expandEntry(value: string, scopedVars: ScopedVars, templates: TemplateSrv): string[] {
  const found = findReference(value);
  if (!found) {
    return [value];
  }
  const before = value.slice(0, found.index);
  const rests = expandEntry(value.slice(found.index + found.written.length), scopedVars, templates);
  const values = isBuiltIn(found.name) ? [found.written] : valuesOf(found, scopedVars, templates);
  return values.flatMap((one) => rests.map((rest) => before + one + rest));
}

function valuesOf(found: Reference, scopedVars: ScopedVars, templates: TemplateSrv): string[] {
  const { text, given } = ask(found, scopedVars, templates);
  if (given === undefined) {
    return [text === found.plain ? found.written : text];
  }
  return [given].flat().map(String);
}

/** What Grafana hands to a format function, and the text that it makes itself where it asks none. */
function ask(found: Reference, scopedVars: ScopedVars, templates: TemplateSrv): { text: string; given: unknown } {
  let given: unknown;
  const take = (value: unknown) => {
    given = value;
    return '';
  };
  return { text: templates.replace(found.plain, scopedVars, take), given };
}

function isAll(found: Reference, scopedVars: ScopedVars, templates: TemplateSrv): boolean {
  const { given } = ask(found, scopedVars, templates);
  const values: unknown[] = [given].flat();
  // A panel repeated over "All" stands for one value, and gets it as a single one, not as a list.
  const isSingle = given !== undefined && !Array.isArray(given);
  return values.includes(allValue) || (!isSingle && hasAllChosen(found.name, templates));
}

function hasAllChosen(name: string, templates: TemplateSrv): boolean {
  const model = templates.getVariables().find((variable) => variable.name === name);
  const current = model && 'current' in model ? model.current : undefined;
  const chosen: unknown[] = current && 'value' in current ? [current.value].flat() : [];
  return chosen.includes(allValue);
}

/** All that Grafana names itself but the time range, which a table can be asked at the start of. */
function isBuiltIn(name = ''): boolean {
  return name.startsWith('__') && name !== '__from' && name !== '__to';
}
