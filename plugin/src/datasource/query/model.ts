import type { DataQuery } from '@grafana/schema';
import { migrate, version } from './migrate';
import { queryTypes, rulesOf, type FilterField, type QueryTypeRules } from './types';

export type QueryType =
  | 'messageRates'
  | 'updateRates'
  | 'prefixCounts'
  | 'totals'
  | 'routes'
  | 'history'
  | 'asPaths'
  | 'overlaps'
  | 'redundancy'
  | 'flaps'
  | 'origins'
  | 'incidents'
  | 'sessions'
  | 'notifications'
  | 'collector';
export type Format = 'timeseries' | 'table' | 'numeric' | 'logs' | 'timeline' | 'graph' | 'annotations';
export type Match = 'exact' | 'longer' | 'shorter' | 'overlap' | 'lookup';
export type Metric =
  | 'routes'
  | 'prefixes'
  | 'paths'
  | 'as_paths'
  | 'origins'
  | 'peers'
  | 'visible'
  | 'overlaps'
  | 'single_path'
  | 'path_length_mean'
  | 'path_length_max'
  | 'moas'
  | 'limit_used_percent'
  | 'announced'
  | 'withdrawn'
  | 'path_changes'
  | 'attribute_changes'
  | 'duplicates'
  | 'replayed'
  | CollectorMetric;
/** What a collector counts of itself. */
export type CollectorMetric =
  | 'received'
  | 'decoded'
  | 'faulty'
  | 'filtered'
  | 'made'
  | 'recovered'
  | 'written'
  | 'queued'
  | 'dropped'
  | 'dead'
  | 'unaccounted'
  | 'left_out'
  | 'count'
  | 'lag'
  | 'silent'
  | 'connections'
  | 'connections_up'
  | 'peers_up'
  | 'journal_bytes'
  | 'memory_bytes'
  | 'uptime';
export type Per = 'interval' | 'second' | 'minute';

/** What narrows a query; an absent or empty field means all. List entries and texts may be `$variables`. */
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
  /** A pattern as routers take it, such as `_12076_`. */
  asPath?: string;
  origin?: Array<string | number>;
  /** As tables print it; `*` stands for one number. */
  community?: string;
  /** Of history: `announce`, `withdraw`. */
  action?: string[];
  /** What a message did to a table, or what became of a route between two tables. */
  change?: string[];
  direction?: string;
  /** Of notifications: `6`, or with its subcode `6/2`. */
  code?: Array<string | number>;
  /** Of what collectors tell of themselves, as part and reason. */
  collector?: string[];
  part?: string[];
  reason?: string[];
  /** Prefixes with at most so many distinct paths. */
  maxPaths?: number;
}

/** One query as dashboards and alert rules keep it. The back end reads the same JSON (pkg/query). */
export interface EarshotQuery extends DataQuery {
  version: typeof version;
  queryType: QueryType;
  format: Format;
  filter: RouteFilter;
  groupBy?: string[];
  /** Of tables: `end` of the time range, an RFC 3339 time, or a duration before the end. */
  at?: string;
  /** Of tables: an RFC 3339 time, or a duration before `at`. */
  compareTo?: string;
  /** Of tables of one peer: the address of another. */
  compareToPeer?: string;
  per?: Per;
  metric?: Metric;
  /** The most series or rows; 1000 unless named. */
  limit?: number;
}

export function defaultQuery(
  queryType: QueryType = 'messageRates',
  format: Format = queryTypes[queryType].formats[0]
): Omit<EarshotQuery, 'refId'> {
  const rules = rulesOf(queryType, format);
  return {
    version,
    queryType,
    format,
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

/** Completes a query that a panel brings along, of another version or from elsewhere. What is set stays, even when it is wrong. */
export function completeQuery(stored: Partial<EarshotQuery> & Pick<DataQuery, 'refId'>): EarshotQuery {
  const query = migrate(stored) as typeof stored;
  const queryType = query.queryType || 'messageRates';
  const filter = query.filter ?? {};
  if (!isQueryType(queryType)) {
    return { ...defaultQuery(), ...query, queryType, filter };
  }
  const isKnown = query.format && queryTypes[queryType].formats.includes(query.format);
  const complete = { ...defaultQuery(queryType, isKnown ? query.format : undefined), ...query, queryType, filter };
  // A format without a query type is one of another data source.
  return query.queryType ? complete : { ...complete, format: defaultQuery(queryType).format };
}

/** The same question asked of another query type: what that type does not know is left behind. */
export function withQueryType(query: EarshotQuery, queryType: QueryType): EarshotQuery {
  const { formats } = queryTypes[queryType];
  const wasChosen = isQueryType(query.queryType) && query.format !== queryTypes[query.queryType].formats[0];
  const format = wasChosen && formats.includes(query.format) ? query.format : formats[0];
  // Groups and what is counted mean something else there.
  const { filter, at = 'end' } = query;
  return withFormat({ ...query, ...defaultQuery(queryType, format), filter, at }, format);
}

/** The same question answered in another form, which may know less of it. */
export function withFormat(query: EarshotQuery, format: Format): EarshotQuery {
  const rules = rulesOf(query.queryType, format);
  const filter = keptFilter(query, rules);
  const next: EarshotQuery = { ...defaultQuery(query.queryType, format), ...query, format, filter };
  for (const field of ['groupBy', 'at', 'per', 'metric', 'compareTo'] as const) {
    if (!rules.fields.includes(field)) {
      delete next[field];
    }
  }
  if (!rules.fields.includes('compareTo')) {
    delete next.compareToPeer;
  }
  return next;
}

/** What a query type knows of a filter. Kinds, states and changes have other values for each. */
function keptFilter(query: EarshotQuery, rules: QueryTypeRules): RouteFilter {
  const { match, prefix, kind, state, change, ...plain } = query.filter;
  const { fields } = rules;
  const known = Object.entries(plain).filter(([name]) => fields.includes(name as FilterField));
  const keptKind = kind?.filter((value) => rules.isKindFree || rules.kinds?.includes(value));
  const hasChanges = !fields.includes('compareTo') || isCompared(query);
  const keptChange = change?.filter((value) => hasChanges && rules.changes?.includes(value));
  return {
    ...Object.fromEntries(known),
    ...(fields.includes('kind') && keptKind?.length && { kind: keptKind }),
    ...(fields.includes('change') && keptChange?.length && { change: keptChange }),
    ...(state !== undefined && rules.states?.includes(state) && { state }),
    ...(prefix !== undefined && fields.includes('prefix') && keptPrefix(prefix, match, rules)),
  };
}

/** A prefix and how to match it. What was asked of an address becomes what covers it, where that is known. */
function keptPrefix(prefix: string, match: Match | undefined, { matches = [] }: QueryTypeRules) {
  if (match === undefined || matches.includes(match)) {
    return { prefix, ...(match && { match }) };
  }
  const isAddress = prefix !== '' && !prefix.includes('/');
  if (isAddress && matches.includes('shorter')) {
    return { prefix, match: 'shorter' as const };
  }
  return isAddress ? {} : { prefix };
}

/** Whether a table is compared with another one. */
export function isCompared({ compareTo, compareToPeer }: EarshotQuery): boolean {
  return Boolean(compareTo) || Boolean(compareToPeer);
}
