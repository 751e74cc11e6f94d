import { Combobox, type ComboboxOption } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { checkAddress, checkOtherTime } from '../query/value-check';
import { ChoiceField } from './ChoiceField';
import { EditorField } from './EditorField';
import type { RowProps } from './row';
import { endOf, useCompletion } from './use-completion';
import { useChange } from './use-change';

const nothing = 'nothing';
const otherPeer = 'another peer';
const before: ComboboxOption[] = ['10m', '1h', '6h', '1d', '7d'].map((value) => ({ value, label: `${value} before` }));

/** With what a table is compared: with itself at another time, or with that of another peer. */
export function CompareField({ datasource, purpose, range, query, rules, problems, update }: RowProps) {
  const { compareTo, compareToPeer, filter } = query;
  const value = compareToPeer === undefined ? compareTo || nothing : otherPeer;
  const [refused, setRefused] = useState<string>();
  const options = useMemo(() => withCurrent(value), [value]);
  const change = useChange(value, (next) => {
    const isTime = next !== nothing && next !== otherPeer;
    const problem = isTime ? checkOtherTime(next) : undefined;
    setRefused(problem);
    if (!problem) {
      update({
        compareTo: isTime ? next : undefined,
        compareToPeer: next === otherPeer ? '' : undefined,
        // Without a comparison there are no changes to choose from.
        ...(next === nothing && { filter: { ...filter, change: undefined } }),
      });
    }
  });
  const peers = useCompletion({
    datasource,
    purpose,
    completed: 'peers',
    check: checkAddress,
    router: filter.router,
    untilMs: endOf(range),
  });
  if (!rules.fields.includes('compareTo')) {
    return null;
  }
  const error = refused ?? problems['compareTo'];
  return (
    <>
      <EditorField label="Compare to" error={error}>
        {(ids) => (
          <Combobox
            {...ids}
            width={22}
            createCustomValue
            invalid={Boolean(error)}
            options={options}
            value={value}
            onChange={(option) => change(option.value)}
          />
        )}
      </EditorField>
      {compareToPeer !== undefined && (
        <ChoiceField
          label="Other peer"
          width={28}
          value={compareToPeer}
          options={peers}
          error={problems['compareToPeer'] ?? (compareToPeer === '' ? 'choose the peer to compare with' : undefined)}
          onChange={(peer) => update({ compareToPeer: peer })}
        />
      )}
    </>
  );
}

/** What is offered, with a time of one's own among it. */
function withCurrent(value: string): ComboboxOption[] {
  const offered = [{ value: nothing, label: nothing }, ...before, { value: otherPeer, label: `${otherPeer} …` }];
  return offered.some((option) => option.value === value) ? offered : [...offered, { value, label: value }];
}
