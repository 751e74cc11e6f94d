import { formatPrefix, hasHostBits, isMapped, maskPrefix, parseAddress, parsePrefix } from '../shared/prefix';
import { type EarshotQuery, type Match, type RouteFilter, isQueryType } from './query-model';
import {
  alertFormats,
  families,
  matchLabels,
  perLabels,
  queryTypes,
  rulesOf,
  severities,
  views,
  type FilterField,
  type QueryTypeRules,
} from './query-types';

/** Fields of a query by the name that the back end uses, each with what is wrong with it. */
export type Problems = Record<string, string>;

const duration = /^\d+(\.\d+)?(ms|s|m|h|d|w)$|^(\d+(\.\d+)?(h|m|s|ms))+$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const control = /\p{Cc}/u;
const variable = /\$\w+|\$\{\w|\[\[\w/;

/** Whether a text holds a variable, whose value is known only when the query is asked. */
export function hasVariable(text: string): boolean {
  return variable.test(text);
}

/** Everything that is wrong with a query; empty when it can be asked. */
export function checkQuery(query: EarshotQuery): Problems {
  if (!isQueryType(query.queryType)) {
    return {
      queryType: `"${String(query.queryType)}" is not known: choose one of ${Object.keys(queryTypes).join(', ')}`,
    };
  }
  const rules = rulesOf(query.queryType, query.format);
  return found({
    version: (query.version ?? 1) === 1 ? undefined : `${String(query.version)} is not known: update the plugin`,
    ...checkLater(query),
    format: oneOf(query.format, rules.formats),
    per: oneOf(query.per, Object.keys(perLabels)),
    metric: rules.metrics ? oneOf(query.metric, rules.metrics) : doesNotApply(Boolean(query.metric)),
    groupBy: checkGroupBy(query.groupBy, rules),
    at: rules.fields.includes('at') ? checkAt(query.at) : doesNotApply(query.at !== undefined && !isEnd(query.at)),
    limit: checkLimit(query.limit),
    ...checkFilter(query.filter ?? {}, rules),
  });
}

/** Parts of the model that this version does not answer yet. */
function checkLater(query: EarshotQuery): Record<string, string | undefined> {
  const filter: object = query.filter ?? {};
  const isSet = (holder: object, name: string) => Object.entries(holder).some(([key, value]) => key === name && value);
  const later = (holder: object, name: string) => (isSet(holder, name) ? 'is not supported yet: remove it' : undefined);
  return {
    compareTo: later(query, 'compareTo'),
    'filter.asPath': later(filter, 'asPath'),
    'filter.origin': later(filter, 'origin'),
    'filter.community': later(filter, 'community'),
  };
}

/** What keeps a query from being asked by an alert rule, which runs without a dashboard. */
export function checkAlertQuery(query: EarshotQuery): Problems {
  const problem = 'holds a dashboard variable, which alert rules do not know: name the value';
  const variables = Object.entries(query.filter ?? {}).filter(([, value]) =>
    [value].flat().map(String).some(hasVariable)
  );
  return found({
    ...Object.fromEntries(variables.map(([name]): [string, string] => [`filter.${name}`, problem])),
    at: hasVariable(query.at ?? '') ? problem : undefined,
    format: alertFormats.includes(query.format) ? undefined : 'alert rules cannot evaluate this form',
  });
}

function checkFilter(filter: RouteFilter, rules: QueryTypeRules): Record<string, string | undefined> {
  const { router, peer, peerAs, view, vrf, label, domain, kind, severity, state, afi, prefix, match } = filter;
  const among = (choices: readonly string[]) => (value: string) =>
    hasVariable(value) ? undefined : oneOf(value, choices);
  const problems: Record<FilterField, [isSet: boolean, problem: string | undefined]> = {
    router: [isFilled(router), first(router, checkText)],
    peer: [isFilled(peer), first(peer, checkAddress)],
    peerAs: [isFilled(peerAs), first(peerAs, (value) => checkAsNumber(String(value)))],
    view: [isFilled(view), first(view, among(views))],
    vrf: [isFilled(vrf), first(vrf, checkText)],
    label: [isFilled(label), first(label, checkText)],
    domain: [isFilled(domain), first(domain, checkText)],
    kind: [isFilled(kind), first(kind, rules.isKindFree ? checkText : among(rules.kinds ?? []))],
    severity: [isFilled(severity), first(severity, among(severities))],
    state: [isFilled(state), among(rules.states ?? [])(state ?? '')],
    afi: [isFilled(afi), among(families.map((family) => family.value))(afi ?? '')],
    prefix: [isFilled(prefix), checkPrefix(filter, rules.matches)],
  };
  const named = Object.entries(problems).map(([name, [isSet, problem]]): [string, string | undefined] => [
    `filter.${name}`,
    rules.fields.includes(name as FilterField) ? problem : doesNotApply(isSet),
  ]);
  return { ...Object.fromEntries(named), 'filter.match': oneOf(match, rules.matches ?? Object.keys(matchLabels)) };
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** What is wrong with the prefix of a filter. Only a look-up takes a bare address. */
export function checkPrefix(
  { prefix: text = '', match = 'exact', afi = '' }: RouteFilter,
  matches: readonly Match[] = ['lookup']
): string | undefined {
  if (text.trim() === '' || hasVariable(text)) {
    return undefined;
  }
  const prefix = parsePrefix(text);
  if (!prefix || isMapped(prefix.bytes)) {
    return 'not a prefix: write it as 10.1.0.0/16 or 2001:db8::/32';
  }
  if (!prefix.hasLength && match !== 'lookup') {
    const lookup = matches.includes('lookup') ? `, or choose ${matchLabels.lookup}` : '';
    return `no length: write ${formatPrefix(prefix)}${lookup}`;
  }
  if (hasHostBits(prefix)) {
    return `host bits set: did you mean ${formatPrefix(maskPrefix(prefix))}?`;
  }
  if (afi && !hasVariable(afi) && !afi.startsWith(prefix.family)) {
    return `not of the chosen family ${afi}`;
  }
  return undefined;
}

export function checkAddress(text: string): string | undefined {
  return hasVariable(text) || parseAddress(text)
    ? undefined
    : `"${text}" is not an IP address: write it as 10.0.0.1 or 2001:db8::1`;
}

export function checkAsNumber(text: string): string | undefined {
  const digits = /^(?:AS)?(\d{1,10})$/i.exec(text)?.[1];
  return hasVariable(text) || (digits !== undefined && Number(digits) < 2 ** 32)
    ? undefined
    : `"${text}" is not an AS number: write it as 65010`;
}

export function checkAt(text = 'end'): string | undefined {
  const at = text.trim();
  const isInstant = instant.test(at) && !Number.isNaN(Date.parse(at));
  return isEnd(at) || hasVariable(at) || isInstant || (duration.test(at) && Number.parseFloat(at) > 0)
    ? undefined
    : 'not a time: write end, 2026-01-31T22:30:00Z, or a time before the end such as 30m';
}

export function checkLimit(limit: number | undefined): string | undefined {
  return limit === undefined || (Number.isInteger(limit) && limit >= 0) ? undefined : 'not a whole number';
}

export function checkText(text: string): string | undefined {
  if (text.trim() === '') {
    return 'holds an empty value: remove it';
  }
  return control.test(text) ? 'holds a control character: remove it' : undefined;
}

function checkGroupBy(groupBy: string[] | undefined, rules: QueryTypeRules): string | undefined {
  if (!rules.fields.includes('groupBy')) {
    return doesNotApply(Boolean(groupBy?.length));
  }
  return first(groupBy, (name) => oneOf(name, rules.groups));
}

function isEnd(at: string): boolean {
  return at === '' || at === 'end';
}

function doesNotApply(isSet: boolean): string | undefined {
  return isSet ? 'does not apply to this query type: remove it' : undefined;
}

function oneOf(value: string | undefined, choices: readonly string[]): string | undefined {
  return !value || choices.includes(value) ? undefined : `"${value}" is not known: choose from ${choices.join(', ')}`;
}

function first<T>(values: readonly T[] | undefined, check: (value: T) => string | undefined): string | undefined {
  if (typeof values === 'string' || typeof values === 'number') {
    return 'must be a list';
  }
  return values?.map(check).find(Boolean);
}

function found(problems: Record<string, string | undefined>): Problems {
  return Object.fromEntries(Object.entries(problems).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
