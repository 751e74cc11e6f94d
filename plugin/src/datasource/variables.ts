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
import type { EarshotQuery } from './query-model';
import type { EarshotSettings } from './settings';
import { VariableQueryEditor } from './VariableQueryEditor';

/** What a dashboard variable lists. */
export interface VariableQuery extends DataQuery {
  kind: 'routers' | 'peers' | 'domains' | 'labels';
  /** For peers: those of these routers only; entries may be `$variables`. */
  router?: string[];
}

type Api = DataSourceApi<EarshotQuery, EarshotSettings>;
type EditorProps = QueryEditorProps<Api, EarshotQuery, EarshotSettings, VariableQuery>;

/** Fills dashboard variables with the routers, peers, domains or labels that were heard. */
export class EarshotVariables extends CustomVariableSupport<Api, VariableQuery, EarshotQuery, EarshotSettings> {
  constructor(private readonly datasource: EarshotDataSource) {
    super();
  }

  editor = (props: EditorProps) => createElement(VariableQueryEditor, { ...props, datasource: this.datasource });

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const [query] = request.targets;
    const untilMs = request.range?.to.valueOf();
    const choices =
      query?.kind === 'peers'
        ? this.datasource.peers(query.router, untilMs, request.scopedVars)
        : this.datasource[query?.kind ?? 'routers'](untilMs);
    return from(choices).pipe(map((list) => ({ data: list.map(({ value, label }) => ({ value, text: label })) })));
  }
}
