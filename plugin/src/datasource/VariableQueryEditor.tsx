import { CoreApp, type QueryEditorProps } from '@grafana/data';
import React, { useCallback } from 'react';
import type { EarshotDataSource } from './datasource';
import { ChoiceField } from './editor/ChoiceField';
import { ChoicesField } from './editor/ChoicesField';
import { EditorRow } from './editor/EditorRow';
import { endOf, useCompletion } from './editor/use-completion';
import { checkText } from './query-check';
import type { EarshotQuery } from './query-model';
import type { EarshotSettings } from './settings';
import type { VariableQuery } from './variables';

type Props = QueryEditorProps<EarshotDataSource, EarshotQuery, EarshotSettings, VariableQuery>;

const kinds: Array<{ value: VariableQuery['kind']; label: string }> = [
  { value: 'routers', label: 'Routers' },
  { value: 'peers', label: 'Peers' },
  { value: 'domains', label: 'Domains' },
  { value: 'labels', label: 'Labels' },
];

/** What a dashboard variable lists: routers, the peers of some routers, domains or labels. */
export function VariableQueryEditor({ query, datasource, range, onChange }: Props) {
  const untilMs = endOf(range);
  const routers = useCallback(() => datasource.routers(untilMs), [datasource, untilMs]);
  const options = useCompletion(datasource, CoreApp.Dashboard, routers);
  const kind = query.kind ?? 'routers';
  return (
    <EditorRow title="List">
      <ChoiceField
        label="Values"
        width={16}
        value={kind}
        options={kinds}
        onChange={(next) => onChange({ refId: query.refId, kind: next })}
      />
      {kind === 'peers' && (
        <ChoicesField
          label="Router"
          isFree
          values={query.router ?? []}
          options={options}
          check={checkText}
          onChange={(router) => onChange({ ...query, kind, router })}
        />
      )}
    </EditorRow>
  );
}
