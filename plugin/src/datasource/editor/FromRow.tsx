import { Button, type ComboboxOption } from '@grafana/ui';
import React, { useCallback, useState } from 'react';
import { checkAddress, checkAsNumber, checkText } from '../query-check';
import type { RouteFilter } from '../query-model';
import { families, views, type FilterField } from '../query-types';
import { ChoiceField } from './ChoiceField';
import { ChoicesField } from './ChoicesField';
import { EditorRow } from './EditorRow';
import type { RowProps } from './row';
import { endOf, useCompletion } from './use-completion';

const everyFamily = 'all';
const familyOptions = [{ value: everyFamily, label: 'all' }, ...families];
const noOptions: ComboboxOption[] = [];
const viewOptions = views.map((value) => ({ value, label: value }));

/** Fields that are shown when asked for, or when they are set. */
const rare = ['peerAs', 'view', 'vrf', 'label'] as const;

/** From which domains, routers and peers. */
export function FromRow({ datasource, app, range, query, rules, problems, update }: RowProps) {
  const { filter } = query;
  const [isOpen, setOpen] = useState(false);
  const untilMs = endOf(range);
  const routers = useCallback(() => datasource.routers(untilMs), [datasource, untilMs]);
  const router = filter.router;
  const peers = useCallback(() => datasource.peers(router, untilMs), [datasource, router, untilMs]);
  const domains = useCallback(() => datasource.domains(untilMs), [datasource, untilMs]);
  const labels = useCallback(() => datasource.labels(untilMs), [datasource, untilMs]);
  const domainOptions = useCompletion(datasource, app, domains);
  const routerOptions = useCompletion(datasource, app, routers);
  const peerOptions = useCompletion(datasource, app, peers);
  const labelOptions = useCompletion(datasource, app, labels);
  const setFilter = (change: Partial<RouteFilter>) => update({ filter: { ...filter, ...change } });
  const has = (field: FilterField) => rules.fields.includes(field);
  const rareFields = rare.filter(has);
  const hasMore = rareFields.some((field) => filter[field]?.length);

  return (
    <>
      <EditorRow title="From">
        {has('domain') && (
          <ChoicesField
            label="Domain"
            isFree
            values={filter.domain ?? []}
            options={domainOptions}
            check={checkText}
            error={problems['filter.domain']}
            onChange={(values) => setFilter({ domain: values })}
          />
        )}
        {has('router') && (
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
        )}
        {has('peer') && (
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
        )}
        {has('afi') && (
          <ChoiceField
            label="Family"
            width={16}
            value={filter.afi || everyFamily}
            options={familyOptions}
            error={problems['filter.afi']}
            onChange={(afi) => setFilter({ afi: afi === everyFamily ? '' : afi })}
          />
        )}
        {!hasMore && rareFields.length > 0 && (
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
      {rareFields.length > 0 && (isOpen || hasMore) && (
        <EditorRow title="">
          {has('peerAs') && (
            <ChoicesField
              label="Peer AS"
              isFree
              values={(filter.peerAs ?? []).map(String)}
              options={noOptions}
              check={checkAsNumber}
              error={problems['filter.peerAs']}
              onChange={(values) => setFilter({ peerAs: values })}
            />
          )}
          {has('view') && (
            <ChoicesField
              label="View"
              values={filter.view ?? []}
              options={viewOptions}
              error={problems['filter.view']}
              onChange={(values) => setFilter({ view: values })}
            />
          )}
          {has('vrf') && (
            <ChoicesField
              label="VRF"
              isFree
              values={filter.vrf ?? []}
              options={noOptions}
              check={checkText}
              error={problems['filter.vrf']}
              onChange={(values) => setFilter({ vrf: values })}
            />
          )}
          {has('label') && (
            <ChoicesField
              label="Label"
              isFree
              values={filter.label ?? []}
              options={labelOptions}
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
