import React, { useMemo } from 'react';
import { checkCode, checkText } from '../query/value-check';
import { hasMetric, type QueryField, type QueryTypeRules } from '../query/types';
import { actions, codeLabels, directions, metricLabels, severities } from '../query/words';
import { ChoiceField } from './ChoiceField';
import { EditorRow } from './EditorRow';
import { FixedField } from './FixedField';
import { RouteFields } from './RouteFields';
import { withFilter, type RowProps } from './row';

const every = 'all';
const directionOptions = [every, ...directions].map((value) => ({ value, label: value }));
const codes = Object.keys(codeLabels);
const codeOptionLabels = Object.fromEntries(codes.map((code) => [code, `${code} ${codeLabels[code]}`]));
const noValues: readonly string[] = [];

const shown: readonly QueryField[] = ['part', 'kind', 'severity', 'state', 'prefix', 'action', 'direction', 'code'];

/** Of what: what to count, of which kind, a prefix and how to match it. */
export function WhatRow(row: RowProps) {
  const { query, rules, problems, update } = row;
  const { filter } = query;
  const has = (field: QueryField) => rules.fields.includes(field);
  const options = useMemo(() => optionsFor(rules), [rules]);
  const isCounting = has('metric') && hasMetric(query, rules);
  if (!isCounting && !shown.some(has)) {
    return null;
  }
  return (
    <EditorRow title="What">
      {isCounting && (
        <ChoiceField
          label="Count"
          width={24}
          value={query.metric ?? rules.metrics?.[0] ?? 'prefixes'}
          options={options.metrics}
          error={problems['metric']}
          onChange={(metric) => update({ metric })}
        />
      )}
      <FixedField
        row={row}
        name="kind"
        label="Kind"
        minWidth={20}
        isFree={rules.isKindFree ?? false}
        values={rules.kinds ?? noValues}
        check={checkText}
      />
      <FixedField row={row} name="severity" label="Severity" values={severities} />
      {has('state') && (
        <ChoiceField
          label="State"
          width={16}
          value={filter.state || every}
          options={options.states}
          error={problems['filter.state']}
          onChange={(state) => withFilter(row, { state: state === every ? '' : state })}
        />
      )}
      <RouteFields {...row} />
      <FixedField row={row} name="action" label="Action" values={actions} />
      {has('direction') && (
        <ChoiceField
          label="Direction"
          width={16}
          value={filter.direction || every}
          options={directionOptions}
          error={problems['filter.direction']}
          onChange={(direction) => withFilter(row, { direction: direction === every ? '' : direction })}
        />
      )}
      <FixedField row={row} name="collector" label="Collector" isFree values={noValues} />
      <FixedField row={row} name="part" label="Part" isFree values={noValues} />
      <FixedField row={row} name="reason" label="Reason" isFree values={noValues} />
      <FixedField
        row={row}
        name="code"
        label="Code"
        minWidth={24}
        isFree
        values={codes}
        labels={codeOptionLabels}
        check={checkCode}
      />
    </EditorRow>
  );
}

function optionsFor({ metrics, states = [] }: QueryTypeRules) {
  return {
    metrics: (metrics ?? []).map((value) => ({ value, label: metricLabels[value] })),
    states: [every, ...states].map((value) => ({ value, label: value })),
  };
}
