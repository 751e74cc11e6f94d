import type { CoreApp, TimeRange } from '@grafana/data';
import type { EarshotDataSource } from '../datasource';
import type { Problems } from '../query-check';
import type { EarshotQuery } from '../query-model';
import type { QueryTypeRules } from '../query-types';

/** What each row of the query editor gets. */
export interface RowProps {
  datasource: EarshotDataSource;
  app: CoreApp | undefined;
  range: TimeRange | undefined;
  query: EarshotQuery;
  rules: QueryTypeRules;
  problems: Problems;
  update: (change: Partial<EarshotQuery>) => void;
}
