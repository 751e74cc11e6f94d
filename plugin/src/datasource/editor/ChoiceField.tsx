import { Combobox, type ComboboxOption } from '@grafana/ui';
import React from 'react';
import { EditorField } from './EditorField';
import { useChange } from './use-change';

interface Props<T extends string> {
  label: string;
  value: T;
  options: Array<ComboboxOption<T>> | ((search: string) => Promise<Array<ComboboxOption<T>>>);
  /** In multiples of 8 px. */
  width: number;
  error?: string | undefined;
  onChange: (value: T) => void;
}

/** One of a few known values, or of those that the server lists. */
export function ChoiceField<T extends string>({ label, value, options, width, error, onChange }: Props<T>) {
  const change = useChange(value, onChange);
  return (
    <EditorField label={label} error={error}>
      {(ids) => (
        <Combobox
          {...ids}
          width={width}
          invalid={Boolean(error)}
          options={options}
          value={value}
          onChange={(option) => change(option.value)}
        />
      )}
    </EditorField>
  );
}

/** Options of a table of labels, in its order. */
export function optionsOf<T extends string>(labels: Readonly<Record<T, string>>): Array<ComboboxOption<T>> {
  return (Object.keys(labels) as T[]).map((value) => ({ value, label: labels[value] }));
}
