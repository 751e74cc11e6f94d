import type { QueryEditorProps } from '@grafana/data';
import React from 'react';
import type { EarshotDataSource } from './datasource';
import { ChoiceField } from './editor/ChoiceField';
import { ChoicesField } from './editor/ChoicesField';
import { EditorRow } from './editor/EditorRow';
import { endOf, useCompletion } from './editor/use-completion';
import type { EarshotQuery } from './query/model';
import { checkAddress, checkText } from './query/value-check';
import { ofDomains, type Completed } from './resources';
import type { EarshotSettings } from './settings';
import type { VariableQuery } from './variables';

type Props = QueryEditorProps<EarshotDataSource, EarshotQuery, EarshotSettings, VariableQuery>;

const kinds: Array<{ value: Completed; label: string }> = [
  { value: 'routers', label: 'Routers' },
  { value: 'peers', label: 'Peers' },
  { value: 'prefixes', label: 'Prefixes' },
  { value: 'asns', label: 'ASNs' },
  { value: 'labels', label: 'Labels' },
  { value: 'communities', label: 'Communities' },
  { value: 'views', label: 'Views' },
  { value: 'vrfs', label: 'VRFs' },
  { value: 'domains', label: 'Domains' },
];

/** What a dashboard variable lists: routers, or what was heard of some routers and peers. */
export function VariableQueryEditor({ query, datasource, range, onChange }: Props) {
  const { refId, kind = 'routers', router = [], peer = [] } = query;
  const asked = { datasource, purpose: 'panel', untilMs: endOf(range) } as const;
  const routers = useCompletion({ ...asked, completed: 'routers', check: checkText });
  const peers = useCompletion({ ...asked, completed: 'peers', check: checkAddress, router });
  const isNarrowed = kind !== 'routers' && !ofDomains.includes(kind);
  return (
    <EditorRow title="List">
      <ChoiceField
        label="Values"
        width={16}
        value={kind}
        options={kinds}
        onChange={(next) => onChange({ refId, kind: next })}
      />
      {isNarrowed && (
        <ChoicesField
          label="Router"
          minWidth={20}
          values={router}
          options={routers}
          check={checkText}
          onChange={(values) => onChange({ ...query, kind, router: values })}
        />
      )}
      {isNarrowed && kind !== 'peers' && (
        <ChoicesField
          label="Peer"
          minWidth={28}
          values={peer}
          options={peers}
          check={checkAddress}
          onChange={(values) => onChange({ ...query, kind, peer: values })}
        />
      )}
    </EditorRow>
  );
}
