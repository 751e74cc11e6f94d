import type { z } from 'zod';
import type { ConfigPath } from './cross-checks.ts';
import type { Place, Places } from './places.ts';

type Issue = z.core.$ZodIssue;

/** `file:line:column: path: what is wrong` of everything that is, in the order of the file. */
export function problemLines(file: string, issues: readonly Issue[], places: Places): string[] {
  const problems = issues
    .flatMap((issue) => leaves(issue, []))
    .map((leaf) => ({ ...leaf, place: placeOf(leaf, places) }));
  problems.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return problems.map(({ place, path, issue }) => {
    const at = formatConfigPath(path);
    return `${formatPlace(file, place)}: ${at === '' ? '' : `${at}: `}${wordsOf(issue)}`;
  });
}

export function formatPlace(file: string, { line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** `labels[2].as_path`, `peers["10.1.0.4"].name`. */
function formatConfigPath(path: ConfigPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') {
        return `[${part}]`;
      }
      return /^\w+$/.test(part) ? `${index === 0 ? '' : '.'}${part}` : `[${JSON.stringify(part)}]`;
    })
    .join('');
}

interface Leaf {
  readonly path: ConfigPath;
  readonly issue: Issue;
}

function placeOf({ path, issue }: Leaf, places: Places): Place {
  const key: unknown =
    issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.code === 'custom' ? issue.params?.['key'] : undefined;
  return places.of(path, typeof key === 'string' ? key : undefined);
}

/** Where one of several forms is wanted, what is wrong with the form that was meant: the one that the value fits deepest. */
function leaves(issue: Issue, above: ConfigPath): Leaf[] {
  const path = [...above, ...(issue.path as (string | number)[])];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0 || issue.message !== UNION_MESSAGE) {
    return [{ path, issue }];
  }
  const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((one) => one.path.length));
  const meant = issue.errors.reduce((best, errors) => (depth(errors) > depth(best) ? errors : best));
  return meant.flatMap((one) => leaves(one, path));
}

/** Kinds of values in people's words. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section',
  record: 'a section',
};

/** The schema's own words, or others in the place of those that it has by default. */
function wordsOf(issue: Issue): string {
  const { code, message } = issue;
  if (code !== 'invalid_type' || !message.startsWith('Invalid input: ')) {
    return message;
  }
  const kind = KINDS[issue.expected] ?? issue.expected;
  return message.endsWith('received undefined') ? `is missing: ${kind}` : `does not fit: ${kind} is wanted`;
}

/** The message of a union that has no words of its own. */
const UNION_MESSAGE = 'Invalid input';
