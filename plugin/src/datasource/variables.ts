import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type QueryEditorProps,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { createElement } from 'react';
import { from, map, type Observable } from 'rxjs';
import type { EarshotDataSource } from './datasource';
import type { EarshotQuery } from './query/model';
import type { Completed } from './resources';
import type { EarshotSettings } from './settings';
import { VariableQueryEditor } from './VariableQueryEditor';

/** What a dashboard variable lists. */
export interface VariableQuery extends DataQuery {
  kind: Completed;
  /** Of these routers and peers only, where there are some; entries may be `$variables`. */
  router?: string[];
  peer?: string[];
}

type Api = DataSourceApi<EarshotQuery, EarshotSettings>;
type EditorProps = QueryEditorProps<Api, EarshotQuery, EarshotSettings, VariableQuery>;

/** Fills dashboard variables with what was heard. */
export class EarshotVariables extends CustomVariableSupport<Api, VariableQuery, EarshotQuery, EarshotSettings> {
  constructor(private readonly datasource: EarshotDataSource) {
    super();
  }

  editor = (props: EditorProps) => createElement(VariableQueryEditor, { ...props, datasource: this.datasource });

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const [{ kind = 'routers', router, peer } = {}] = request.targets as Array<Partial<VariableQuery>>;
    const untilMs = request.range?.to.valueOf();
    const choices = this.datasource.complete(kind, { router, peer, untilMs }, request.scopedVars);
    return from(choices).pipe(map((list) => ({ data: list.map(({ value, label }) => ({ value, text: label })) })));
  }
}
