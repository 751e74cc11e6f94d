import { Button, type ComboboxOption } from '@grafana/ui';
import React, { useCallback, useState } from 'react';
import { checkAddress, checkAsNumber, checkText } from '../query-check';
import type { RouteFilter } from '../query-model';
import { families, views } from '../query-types';
import { ChoiceField } from './ChoiceField';
import { ChoicesField } from './ChoicesField';
import { EditorRow } from './EditorRow';
import type { RowProps } from './row';
import { endOf, useCompletion } from './use-completion';

const everyFamily = 'all';
const familyOptions = [{ value: everyFamily, label: 'all' }, ...families];
const noOptions: ComboboxOption[] = [];
const viewOptions = views.map((value) => ({ value, label: value }));

/** From which routers and peers. */
export function FromRow({ datasource, app, range, query, rules, problems, update }: RowProps) {
  const { filter } = query;
  const [isOpen, setOpen] = useState(false);
  const untilMs = endOf(range);
  const routers = useCallback(() => datasource.routers(untilMs), [datasource, untilMs]);
  const router = filter.router;
  const peers = useCallback(() => datasource.peers(router, untilMs), [datasource, router, untilMs]);
  const routerOptions = useCompletion(datasource, app, routers);
  const peerOptions = useCompletion(datasource, app, peers);
  const setFilter = (change: Partial<RouteFilter>) => update({ filter: { ...filter, ...change } });
  const hasMore = Boolean(filter.peerAs?.length || filter.view?.length || filter.vrf?.length || filter.label?.length);

  return (
    <>
      <EditorRow title="From">
        <ChoicesField
          label="Router"
          isFree
          minWidth={20}
          values={filter.router ?? []}
          options={routerOptions}
          check={checkText}
          error={problems['filter.router']}
          onChange={(values) => setFilter({ router: values })}
        />
        <ChoicesField
          label="Peer"
          isFree
          minWidth={28}
          values={filter.peer ?? []}
          options={peerOptions}
          check={checkAddress}
          error={problems['filter.peer']}
          onChange={(values) => setFilter({ peer: values })}
        />
        {rules.fields.includes('afi') && (
          <ChoiceField
            label="Family"
            width={16}
            value={filter.afi || everyFamily}
            options={familyOptions}
            error={problems['filter.afi']}
            onChange={(afi) => setFilter({ afi: afi === everyFamily ? '' : afi })}
          />
        )}
        {!hasMore && (
          <Button
            variant="secondary"
            fill="text"
            aria-expanded={isOpen}
            icon={isOpen ? 'angle-up' : 'angle-down'}
            onClick={() => setOpen(!isOpen)}
          >
            More filters
          </Button>
        )}
      </EditorRow>
      {(isOpen || hasMore) && (
        <EditorRow title="">
          <ChoicesField
            label="Peer AS"
            isFree
            values={(filter.peerAs ?? []).map(String)}
            options={noOptions}
            check={checkAsNumber}
            error={problems['filter.peerAs']}
            onChange={(values) => setFilter({ peerAs: values })}
          />
          <ChoicesField
            label="View"
            values={filter.view ?? []}
            options={viewOptions}
            error={problems['filter.view']}
            onChange={(values) => setFilter({ view: values })}
          />
          <ChoicesField
            label="VRF"
            isFree
            values={filter.vrf ?? []}
            options={noOptions}
            check={checkText}
            error={problems['filter.vrf']}
            onChange={(values) => setFilter({ vrf: values })}
          />
          {rules.fields.includes('label') && (
            <ChoicesField
              label="Label"
              isFree
              values={filter.label ?? []}
              options={noOptions}
              check={checkText}
              error={problems['filter.label']}
              onChange={(values) => setFilter({ label: values })}
            />
          )}
        </EditorRow>
      )}
    </>
  );
}
