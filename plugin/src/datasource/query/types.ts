import type { EarshotQuery, Format, Match, Metric, QueryType, RouteFilter } from './model';
import { asPaths, flaps, history, incidents, origins, overlaps, routes } from './types-rows';
import {
  collector,
  messageRates,
  notifications,
  prefixCounts,
  redundancy,
  sessions,
  totals,
  updateRates,
} from './types-series';
import { actions, directions, families, severities } from './words';

/** Parts of a filter, as the model names them; `match` goes with `prefix`. */
export type FilterField = Exclude<keyof RouteFilter, 'match'>;

/** Parts of a query that not every query type knows. */
export type QueryField = FilterField | 'metric' | 'per' | 'groupBy' | 'at' | 'compareTo';

export interface QueryTypeRules {
  label: string;
  help: string;
  fields: readonly QueryField[];
  /** The first one is the default. */
  formats: readonly [Format, ...Format[]];
  /** What can be counted, the default first; a query type without them counts one thing only. */
  metrics?: readonly [Metric, ...Metric[]];
  /** Values of `filter.kind`. */
  kinds?: readonly string[];
  /** Whether other kinds can be named, as those of a later collector. */
  isKindFree?: boolean;
  /** Values of `filter.state`. */
  states?: readonly string[];
  /** Values of `filter.change`. */
  changes?: readonly string[];
  matches?: readonly Match[];
  /** Whether nothing can be answered without a prefix. */
  needsPrefix?: boolean;
  /** Names by which the answer can be grouped. */
  groups: readonly string[];
  /** Those by which it is always grouped, as what they tell apart cannot be added up. */
  groupAlways: readonly string[];
  groupBy: readonly string[];
  /** Whether each row is one that was written, so that groups make no difference. */
  isRows?: boolean;
  /** What of it is otherwise in some forms. */
  otherwise?: Partial<Record<Format, Partial<Omit<QueryTypeRules, 'formats' | 'otherwise'>>>>;
}

/** What each query type can do; kept equal to `kinds` of the back end, in the order in which they are offered. */
export const queryTypes: Readonly<Record<QueryType, QueryTypeRules>> = {
  messageRates,
  updateRates,
  prefixCounts,
  totals,
  routes,
  history,
  asPaths,
  overlaps,
  redundancy,
  flaps,
  origins,
  incidents,
  sessions,
  notifications,
  collector,
};

/** What a query type can do in this form. */
export function rulesOf(queryType: QueryType, format?: Format): QueryTypeRules {
  const rules = queryTypes[queryType];
  return { ...rules, ...(format && rules.otherwise?.[format]) };
}

/** The values that a field of a filter can have, where they are always the same. */
export function fixedValues(field: string): readonly string[] | undefined {
  const values: Readonly<Record<string, readonly string[]>> = {
    afi: families.map(({ value }) => value),
    severity: severities,
    kind: [...new Set(Object.values(queryTypes).flatMap(({ kinds = [] }) => kinds))],
    state: [...new Set(Object.values(queryTypes).flatMap(({ states = [] }) => states))],
    change: [...new Set(Object.values(queryTypes).flatMap(({ changes = [] }) => changes))],
    action: actions,
    direction: directions,
  };
  return values[field];
}

export const limitDefault = 1000;

/** Forms that alert rules can evaluate. */
export const alertFormats: readonly Format[] = ['timeseries', 'numeric'];

/** For what a query is edited. */
export type Purpose = 'panel' | 'alert' | 'annotation';

/** The forms that make sense for a purpose; none, if the query type has nothing for it. */
export function formatsFor(purpose: Purpose, { formats }: Pick<QueryTypeRules, 'formats'>): Format[] {
  switch (purpose) {
    case 'alert':
      return formats.filter((format) => alertFormats.includes(format));
    case 'annotation':
      return formats.filter((format) => format === 'annotations');
    case 'panel':
      return formats.filter((format) => format !== 'annotations');
  }
}

/** Whether the number that a query counts is one of several that it could count. A table shows all of them. */
export function hasMetric({ format }: Pick<EarshotQuery, 'format'>, { metrics }: QueryTypeRules): boolean {
  return metrics !== undefined && format !== 'table';
}
