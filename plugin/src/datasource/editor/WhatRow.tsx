import React from 'react';
import { matchLabels, metricLabels } from '../query-types';
import { ChoiceField, optionsOf } from './ChoiceField';
import { EditorRow } from './EditorRow';
import { PrefixField } from './PrefixField';
import type { RowProps } from './row';
import { endOf } from './use-completion';

const matchOptions = optionsOf(matchLabels);
const metricOptions = optionsOf(metricLabels);

/** Of what: a prefix and how to match it, or what to count. */
export function WhatRow({ datasource, range, query, rules, problems, update }: RowProps) {
  const { filter } = query;
  if (rules.fields.includes('metric')) {
    return (
      <EditorRow title="What">
        <ChoiceField
          label="Count"
          width={20}
          value={query.metric ?? 'prefixes'}
          options={metricOptions}
          error={problems['metric']}
          onChange={(metric) => update({ metric })}
        />
      </EditorRow>
    );
  }
  if (!rules.fields.includes('prefix')) {
    return null;
  }
  return (
    <EditorRow title="What">
      <PrefixField
        datasource={datasource}
        filter={filter}
        untilMs={endOf(range)}
        onChange={(prefix) => update({ filter: { ...filter, prefix } })}
      />
      <ChoiceField
        label="Match"
        width={22}
        value={filter.match ?? 'exact'}
        options={matchOptions}
        error={problems['filter.match']}
        onChange={(match) => update({ filter: { ...filter, match } })}
      />
    </EditorRow>
  );
}
