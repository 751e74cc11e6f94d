import { formatPrefix, type Prefix } from '../../net/prefix.ts';
import { PrefixIndex } from '../../net/prefix-index.ts';
import { subjectText } from '../scope/expectation-text.ts';
import { asName } from '../names.ts';
import { type Hop, isAmong } from './path-hops.ts';
import type { Expectation, JudgementSettings, RouteList } from '../settings.ts';
import { counted } from '../../bytes/counted.ts';
import { orList } from '../words.ts';

/** What rules look at. */
export interface PolicyRoute {
  readonly prefix: Prefix;
  /** Text of the AS path. */
  readonly asPath: string;
  readonly hops: readonly Hop[];
  /** AS path length, hops. */
  readonly pathLength: number;
}

/** Something that must not be. */
export interface PathRule {
  /** The same for the same rule wherever it stands in a file: what a route is that breaks it, to go on behind `3 prefixes`. */
  readonly text: string;
  /** The same in fewer words. */
  readonly words: string;
  /** Which routes it speaks of, for behind that. */
  readonly subject: string;
  isBroken(route: PolicyRoute): boolean;
}

/** The rules of an expectation. What is expected of the origin and path to a prefix is left to the watch for hijacks. */
export function pathRules(expectation: Expectation, settings: JudgementSettings): PathRule[] {
  const { prefix, maxPathLength, allow, deny } = expectation;
  const rules = [
    ...(prefix === undefined ? originRules(expectation, settings) : []),
    maxPathLength !== undefined &&
      rule(`over a path longer than ${counted(maxPathLength, 'hop')}`, (route) => route.pathLength > maxPathLength),
    ...denyRules(deny),
    ...allowRules(allow),
  ];
  const subject = subjectText(expectation);
  return rules.flatMap((made) => (made ? [{ ...made, subject }] : []));
}

type Made = Omit<PathRule, 'subject'> | false;

function rule(text: string, isBroken: PathRule['isBroken'], words = text): Made {
  return { text, words, isBroken };
}

/** One rule for a list, with all of it in the text. */
function listRule(start: string, items: readonly string[], isBroken: PathRule['isBroken']): Made {
  return items.length > 0 && rule(`${start} ${items.join(', ')}`, isBroken, `${start} ${orList(items)}`);
}

function originRules(
  { origins, firstHops, upstreams, minPathLength, maxPrefixLengthBits }: Expectation,
  settings: JudgementSettings
): Made[] {
  const names = (asns: readonly number[]): string[] => asns.map((as) => asName(settings, as));
  const isOther = (hop: Hop | undefined, asns: readonly number[]): boolean => hop !== undefined && !isAmong(hop, asns);
  return [
    listRule('announced by others than', names(origins), ({ hops }) => isOther(hops.at(-1), origins)),
    listRule('over a path that does not begin with', names(firstHops), ({ hops }) => isOther(hops[0], firstHops)),
    listRule('that the origin hands to others than', names(upstreams), ({ hops }) => isOther(hops.at(-2), upstreams)),
    minPathLength !== undefined &&
      rule(`over a path shorter than ${counted(minPathLength, 'hop')}`, (route) => route.pathLength < minPathLength),
    maxPrefixLengthBits !== undefined &&
      rule(`longer than /${maxPrefixLengthBits}`, ({ prefix }) => prefix.lengthBits > maxPrefixLengthBits),
  ];
}

/** A rule for each pattern: each names a trouble of its own. */
function denyRules({ asPath, prefixes, prefixOutside }: RouteList): Made[] {
  const [inside, outside] = [indexOf(prefixes), indexOf(prefixOutside)];
  return [
    ...asPath.map((pattern) =>
      rule(`over a path that matches ${pattern.text}`, (route) => pattern.matches(route.asPath))
    ),
    listRule('in', texts(prefixes), ({ prefix }) => inside.covers(prefix)),
    listRule('outside', texts(prefixOutside), ({ prefix }) => !outside.covers(prefix)),
  ];
}

function allowRules({ asPath, prefixes, prefixOutside }: RouteList): Made[] {
  const [inside, outside] = [indexOf(prefixes), indexOf(prefixOutside)];
  const patterns = asPath.map(({ text }) => text);
  return [
    listRule(
      'over a path that does not match',
      patterns,
      (route) => !asPath.some((pattern) => pattern.matches(route.asPath))
    ),
    listRule('not in', texts(prefixes), ({ prefix }) => !inside.covers(prefix)),
    listRule('not outside', texts(prefixOutside), ({ prefix }) => outside.covers(prefix)),
  ];
}

function texts(prefixes: readonly Prefix[]): string[] {
  return prefixes.map(formatPrefix);
}

function indexOf(prefixes: readonly Prefix[]): PrefixIndex<undefined> {
  return new PrefixIndex(prefixes.map((prefix) => [prefix, undefined]));
}
