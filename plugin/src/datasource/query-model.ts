import type { DataQuery } from '@grafana/schema';
import { queryTypes, rulesOf, type FilterField, type QueryTypeRules } from './query-types';

export type QueryType =
  | 'messageRates'
  | 'updateRates'
  | 'prefixCounts'
  | 'totals'
  | 'routes'
  | 'overlaps'
  | 'redundancy'
  | 'flaps'
  | 'origins'
  | 'incidents'
  | 'sessions';
export type Format = 'timeseries' | 'table' | 'numeric';
export type Match = 'exact' | 'longer' | 'lookup';
export type Metric =
  | 'prefixes'
  | 'as_paths'
  | 'origins'
  | 'overlaps'
  | 'single_path'
  | 'announced'
  | 'withdrawn'
  | 'path_changes'
  | 'attribute_changes'
  | 'duplicates'
  | 'replayed';
export type Per = 'interval' | 'second' | 'minute';

/** What narrows a query; an absent or empty field means all. List entries may be `$variables`. */
export interface RouteFilter {
  router?: string[];
  peer?: string[];
  peerAs?: Array<string | number>;
  view?: string[];
  vrf?: string[];
  label?: string[];
  domain?: string[];
  /** What sort of overlap, change of origins or incident. */
  kind?: string[];
  severity?: string[];
  state?: string;
  afi?: string;
  prefix?: string;
  match?: Match;
}

/** One query as dashboards and alert rules keep it. The back end reads the same JSON (pkg/query). */
export interface EarshotQuery extends DataQuery {
  version: 1;
  queryType: QueryType;
  format: Format;
  filter: RouteFilter;
  groupBy?: string[];
  /** For routes and overlaps: `end` of the time range, an RFC 3339 time, or a duration before the end. */
  at?: string;
  per?: Per;
  metric?: Metric;
  /** The most series or rows; 1000 unless named. */
  limit?: number;
}

export function defaultQuery(queryType: QueryType = 'messageRates'): Omit<EarshotQuery, 'refId'> {
  const rules = queryTypes[queryType];
  return {
    version: 1,
    queryType,
    format: rules.formats[0],
    filter: {},
    ...(rules.fields.includes('groupBy') && { groupBy: [...rules.groupBy] }),
    ...(rules.fields.includes('at') && { at: 'end' }),
    ...(rules.fields.includes('per') && { per: 'interval' as const }),
    ...(rules.fields.includes('metric') && rules.metrics && { metric: rules.metrics[0] }),
  };
}

export function isQueryType(value: unknown): value is QueryType {
  return typeof value === 'string' && Object.hasOwn(queryTypes, value);
}

/** Completes a query that a panel brings along from elsewhere. What is set stays, even when it is wrong. */
export function completeQuery(query: Partial<EarshotQuery> & Pick<DataQuery, 'refId'>): EarshotQuery {
  const queryType = query.queryType || 'messageRates';
  const filter = withLists(query.filter ?? {});
  if (!isQueryType(queryType)) {
    return { ...defaultQuery(), ...query, queryType, filter };
  }
  const complete = { ...defaultQuery(queryType), ...query, queryType, filter };
  return query.queryType ? complete : { ...complete, format: defaultQuery(queryType).format };
}

/** Makes lists of single values, which a hand-written model may hold. */
function withLists(filter: RouteFilter): RouteFilter {
  const lists = ['router', 'peer', 'peerAs', 'view', 'vrf', 'label', 'domain', 'kind', 'severity'];
  const entries = Object.entries(filter).map(([name, value]): [string, unknown] => [
    name,
    lists.includes(name) && (typeof value === 'string' || typeof value === 'number') ? [value] : value,
  ]);
  return Object.fromEntries(entries);
}

/** The same question asked of another query type: what that type does not know is left behind. */
export function withQueryType(query: EarshotQuery, queryType: QueryType): EarshotQuery {
  const rules = queryTypes[queryType];
  const next: EarshotQuery = { ...query, ...defaultQuery(queryType), filter: query.filter };
  for (const field of ['groupBy', 'at', 'per', 'metric'] as const) {
    if (!rules.fields.includes(field)) {
      delete next[field];
    }
  }
  const hadChoice = isQueryType(query.queryType) && queryTypes[query.queryType].formats.length > 1;
  const format = hadChoice && rules.formats.includes(query.format) ? query.format : next.format;
  return withFormat(next, format);
}

/** The same question answered in another form, which may know less of a filter. */
export function withFormat(query: EarshotQuery, format: Format): EarshotQuery {
  const rules = rulesOf(query.queryType, format);
  const next: EarshotQuery = { ...query, format, filter: keptFilter(query.filter, rules) };
  if (!rules.fields.includes('at')) {
    delete next.at;
  }
  return next;
}

/** What a query type knows of a filter. Kinds and states have other values for each. */
function keptFilter(filter: RouteFilter, rules: QueryTypeRules): RouteFilter {
  const { match, kind, state, ...plain } = filter;
  const known = Object.entries(plain).filter(([name]) => rules.fields.includes(name as FilterField));
  const keptKind = kind?.filter((value) => rules.isKindFree || rules.kinds?.includes(value));
  return {
    ...Object.fromEntries(known),
    ...(rules.fields.includes('kind') && keptKind?.length && { kind: keptKind }),
    ...(state !== undefined && rules.states?.includes(state) && { state }),
    ...(match !== undefined && rules.matches?.includes(match) && { match }),
  };
}
