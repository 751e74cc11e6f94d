import React, { useMemo } from 'react';
import { checkText } from '../query/value-check';
import { ChoicesField } from './ChoicesField';
import { withFilter, type ListField, type RowProps } from './row';

interface Props {
  row: RowProps;
  name: ListField;
  label: string;
  values: readonly string[];
  /** What the values are called, where it is something else. */
  labels?: Readonly<Record<string, string>>;
  /** Whether others can be typed. */
  isFree?: boolean;
  check?: (value: string) => string | undefined;
  minWidth?: number;
}

/** Several of a few known values; nothing, where the query type does not know the field. */
export function FixedField({ row, name, label, values, labels, check = checkText, ...look }: Props) {
  const { query, rules, problems } = row;
  const options = useMemo(() => values.map((value) => ({ value, label: labels?.[value] ?? value })), [values, labels]);
  if (!rules.fields.includes(name)) {
    return null;
  }
  return (
    <ChoicesField
      {...look}
      label={label}
      values={(query.filter[name] ?? []).map(String)}
      options={options}
      check={check}
      error={problems[`filter.${name}`]}
      onChange={(chosen) => withFilter(row, { [name]: chosen })}
    />
  );
}
