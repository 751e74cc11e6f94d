import { MultiCombobox, type ComboboxOption } from '@grafana/ui';
import React, { useState } from 'react';
import { EditorField } from './EditorField';
import { isSame, useChange } from './use-change';
import { type Offered, useNamed } from './use-named';

interface Props {
  label: string;
  values: readonly string[];
  placeholder?: string;
  options: Offered;
  /** What is wrong with a value; such a value is not taken over. */
  check?: (value: string) => string | undefined;
  /** Whether values can be typed that are not offered. */
  isFree?: boolean;
  /** In multiples of 8 px; wide enough for what is said of each option. */
  minWidth?: number;
  error?: string | undefined;
  onChange: (values: string[]) => void;
}

/** Several values, of those that the server knows or typed by hand. */
export function ChoicesField({ label, values, options, check, isFree, error, onChange, ...look }: Props) {
  const [refused, setRefused] = useState<string>();
  const kept = useKept(values);
  const change = useChange<readonly string[]>(kept, (next) => onChange([...next]));
  const take = (chosen: ComboboxOption[]) => {
    const next = [...new Set(chosen.map((option) => option.value.trim()))].filter((value) => value !== '');
    const problem = next
      .filter((value) => !values.includes(value))
      .map((value) => check?.(value))
      .find(Boolean);
    setRefused(problem);
    if (!problem) {
      change(next);
    }
  };
  const message = refused ?? error;
  const value = useNamed(kept, options);
  return (
    <EditorField label={label} error={message}>
      {(ids) => (
        <MultiCombobox
          {...ids}
          width="auto"
          minWidth={look.minWidth ?? 14}
          maxWidth={60}
          isClearable
          createCustomValue={isFree ?? false}
          placeholder={look.placeholder ?? 'all'}
          invalid={Boolean(message)}
          options={options}
          value={value}
          onChange={take}
        />
      )}
    </EditorField>
  );
}

/** The same list for as long as it holds the same values. */
function useKept(values: readonly string[]): readonly string[] {
  const [kept, setKept] = useState(values);
  if (isSame(kept, values)) {
    return kept;
  }
  setKept(values);
  return values;
}
