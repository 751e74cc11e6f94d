import type { TimeRange } from '@grafana/data';
import type { EarshotDataSource } from '../datasource';
import type { Problems } from '../query/check';
import type { EarshotQuery, RouteFilter } from '../query/model';
import type { Purpose, QueryTypeRules } from '../query/types';

/** What each row of the query editor gets. */
export interface RowProps {
  datasource: EarshotDataSource;
  purpose: Purpose;
  range: TimeRange | undefined;
  query: EarshotQuery;
  rules: QueryTypeRules;
  problems: Problems;
  update: (change: Partial<EarshotQuery>) => void;
}

/** The lists of a filter. */
export type ListField = {
  [Name in keyof RouteFilter]-?: NonNullable<RouteFilter[Name]> extends readonly unknown[] ? Name : never;
}[keyof RouteFilter];

/** Changes a part of the filter of a query. */
export function withFilter({ query, update }: RowProps, change: Partial<RouteFilter>): void {
  update({ filter: { ...query.filter, ...change } });
}
