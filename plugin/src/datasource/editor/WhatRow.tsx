import React, { useMemo } from 'react';
import { checkText } from '../query-check';
import { matchLabels, metricLabels, severities, type QueryTypeRules } from '../query-types';
import { ChoiceField, optionsOf } from './ChoiceField';
import { ChoicesField } from './ChoicesField';
import { EditorRow } from './EditorRow';
import { PrefixField } from './PrefixField';
import type { RowProps } from './row';
import { endOf } from './use-completion';

const everyState = 'all';
const severityOptions = severities.map((value) => ({ value, label: value }));

/** Of what: what to count, of which kind, a prefix and how to match it. */
export function WhatRow({ datasource, range, query, rules, problems, update }: RowProps) {
  const { filter } = query;
  const has = (field: QueryTypeRules['fields'][number]) => rules.fields.includes(field);
  const options = useMemo(() => optionsFor(rules), [rules]);
  if (!(['metric', 'kind', 'severity', 'state', 'prefix'] as const).some(has)) {
    return null;
  }
  return (
    <EditorRow title="What">
      {has('metric') && (
        <ChoiceField
          label="Count"
          width={24}
          value={query.metric ?? rules.metrics?.[0] ?? 'prefixes'}
          options={options.metrics}
          error={problems['metric']}
          onChange={(metric) => update({ metric })}
        />
      )}
      {has('kind') && (
        <ChoicesField
          label="Kind"
          minWidth={20}
          isFree={rules.isKindFree ?? false}
          values={filter.kind ?? []}
          options={options.kinds}
          check={checkText}
          error={problems['filter.kind']}
          onChange={(kind) => update({ filter: { ...filter, kind } })}
        />
      )}
      {has('severity') && (
        <ChoicesField
          label="Severity"
          values={filter.severity ?? []}
          options={severityOptions}
          error={problems['filter.severity']}
          onChange={(severity) => update({ filter: { ...filter, severity } })}
        />
      )}
      {has('state') && (
        <ChoiceField
          label="State"
          width={16}
          value={filter.state || everyState}
          options={options.states}
          error={problems['filter.state']}
          onChange={(state) => update({ filter: { ...filter, state: state === everyState ? '' : state } })}
        />
      )}
      {has('prefix') && (
        <>
          <PrefixField
            datasource={datasource}
            filter={filter}
            matches={rules.matches ?? []}
            untilMs={endOf(range)}
            onChange={(prefix) => update({ filter: { ...filter, prefix } })}
          />
          <ChoiceField
            label="Match"
            width={22}
            value={filter.match ?? 'exact'}
            options={options.matches}
            error={problems['filter.match']}
            onChange={(match) => update({ filter: { ...filter, match } })}
          />
        </>
      )}
    </EditorRow>
  );
}

function optionsFor({ metrics, kinds = [], states = [], matches = [] }: QueryTypeRules) {
  return {
    metrics: (metrics ?? []).map((value) => ({ value, label: metricLabels[value] })),
    kinds: kinds.map((value) => ({ value, label: value })),
    states: [everyState, ...states].map((value) => ({ value, label: value })),
    matches: optionsOf(matchLabels).filter(({ value }) => matches.includes(value)),
  };
}
