import { version } from './migrate';
import { isCompared, isQueryType, type EarshotQuery, type RouteFilter } from './model';
import { alertFormats, queryTypes, rulesOf, type FilterField, type QueryTypeRules } from './types';
import { actions, directions, families, matchLabels, perLabels, severities, views } from './words';
import {
  checkAddress,
  checkAsNumber,
  checkAsPath,
  checkAt,
  checkCode,
  checkCommunity,
  checkCount,
  checkOtherTime,
  checkPrefix,
  checkText,
  hasVariable,
  isEnd,
} from './value-check';

/** Fields of a query by the name that the back end uses, each with what is wrong with it. */
export type Problems = Record<string, string>;

/** Everything that is wrong with a query; empty when it can be asked. */
export function checkQuery(query: EarshotQuery): Problems {
  if (!isQueryType(query.queryType)) {
    return {
      queryType: `"${String(query.queryType)}" is not known: choose one of ${Object.keys(queryTypes).join(', ')}`,
    };
  }
  const rules = rulesOf(query.queryType, query.format);
  const has = (field: QueryTypeRules['fields'][number]) => rules.fields.includes(field);
  return found({
    version:
      (query.version ?? version) === version ? undefined : `${String(query.version)} is not known: update the plugin`,
    format: oneOf(query.format, rules.formats),
    per: oneOf(query.per, Object.keys(perLabels)),
    metric: rules.metrics ? oneOf(query.metric, rules.metrics) : doesNotApply(Boolean(query.metric)),
    groupBy: checkGroupBy(query.groupBy, rules),
    at: has('at') ? checkAt(query.at) : doesNotApply(query.at !== undefined && !isEnd(query.at)),
    ...(has('compareTo')
      ? checkComparison(query)
      : {
          compareTo: doesNotApply(Boolean(query.compareTo)),
          compareToPeer: doesNotApply(Boolean(query.compareToPeer)),
        }),
    limit: checkCount(query.limit),
    ...checkFilter(query.filter ?? {}, rules),
    ...(has('compareTo') && !isCompared(query) && isFilled(query.filter?.change)
      ? { 'filter.change': 'tells apart two tables: choose what to compare with' }
      : {}),
  });
}

function checkComparison({ compareTo, compareToPeer, filter }: EarshotQuery): Record<string, string | undefined> {
  if (!compareToPeer) {
    return { compareTo: compareTo ? checkOtherTime(compareTo) : undefined };
  }
  if (compareTo) {
    return { compareToPeer: 'cannot go with another time: remove one of them' };
  }
  const [peer, ...more] = filter?.peer ?? [];
  const isOfOne = peer !== undefined && more.length === 0 && peer !== compareToPeer;
  return {
    compareToPeer:
      checkAddress(compareToPeer) ??
      (isOfOne ? undefined : 'compares one peer with another: choose the other one, and it alone, as peer'),
  };
}

/** What keeps a query from being asked by an alert rule, which runs without a dashboard. */
export function checkAlertQuery(query: EarshotQuery): Problems {
  const problem = 'holds a dashboard variable, which alert rules do not know: name the value';
  const variables = Object.entries(query.filter ?? {}).filter(([, value]) =>
    [value].flat().map(String).some(hasVariable)
  );
  const times = (['at', 'compareTo', 'compareToPeer'] as const).filter((name) => hasVariable(query[name] ?? ''));
  return found({
    ...Object.fromEntries(variables.map(([name]): [string, string] => [`filter.${name}`, problem])),
    ...Object.fromEntries(times.map((name): [string, string] => [name, problem])),
    format: alertFormats.includes(query.format) ? undefined : 'alert rules cannot evaluate this form',
  });
}

function checkFilter(filter: RouteFilter, rules: QueryTypeRules): Record<string, string | undefined> {
  const among = (choices: readonly string[]) => (value: string) =>
    hasVariable(value) ? undefined : oneOf(value, choices);
  const asText = (check: (text: string) => string | undefined) => (value: string | number) => check(String(value));
  const { prefix, match, afi, state, direction, asPath, community, maxPaths } = filter;
  const missing = rules.needsPrefix && !prefix?.trim() ? 'name a prefix: this form shows one' : undefined;
  const problems: Record<FilterField, string | undefined> = {
    router: first(filter.router, checkText),
    peer: first(filter.peer, checkAddress),
    peerAs: first(filter.peerAs, asText(checkAsNumber)),
    view: first(filter.view, among(views)),
    vrf: first(filter.vrf, checkText),
    label: first(filter.label, checkText),
    domain: first(filter.domain, checkText),
    kind: first(filter.kind, rules.isKindFree ? checkText : among(rules.kinds ?? [])),
    severity: first(filter.severity, among(severities)),
    state: among(rules.states ?? [])(state ?? ''),
    afi: among(families.map((family) => family.value))(afi ?? ''),
    prefix: missing ?? checkPrefix(filter, rules.matches),
    asPath: checkAsPath(asPath ?? ''),
    origin: first(filter.origin, asText(checkAsNumber)),
    community: checkCommunity(community?.trim() ?? ''),
    action: first(filter.action, among(actions)),
    change: first(filter.change, among(rules.changes ?? [])),
    direction: among(directions)(direction ?? ''),
    code: first(filter.code, asText(checkCode)),
    collector: first(filter.collector, checkText),
    part: first(filter.part, checkText),
    reason: first(filter.reason, checkText),
    maxPaths: checkCount(maxPaths),
  };
  const named = Object.entries(problems).map(([name, problem]): [string, string | undefined] => [
    `filter.${name}`,
    rules.fields.includes(name as FilterField) ? problem : doesNotApply(isFilled(filter[name as FilterField])),
  ]);
  return { ...Object.fromEntries(named), 'filter.match': oneOf(match, rules.matches ?? Object.keys(matchLabels)) };
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
}

function checkGroupBy(groupBy: string[] | undefined, rules: QueryTypeRules): string | undefined {
  if (!rules.fields.includes('groupBy')) {
    return doesNotApply(Boolean(groupBy?.length));
  }
  return first(groupBy, (name) => oneOf(name, rules.groups));
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
