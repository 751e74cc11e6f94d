import React, { useEffect, useId, useRef, useState } from 'react';
import { hasVariable } from '../query/value-check';
import type { Choice, Completed } from '../resources';
import type { RowProps } from './row';
import { TextField } from './TextField';
import { endOf } from './use-completion';

interface Props {
  row: RowProps;
  label: string;
  completed: Completed;
  value: string;
  placeholder: string;
  /** In multiples of 8 px. */
  width: number;
  check: (text: string) => string | undefined;
  onChange: (text: string) => void;
}

const typingPauseMs = 250;

/** One value, typed out or chosen from what was heard, with when it was heard last. */
export function CompletedField({ row, completed, onChange, ...field }: Props) {
  const { datasource, query, range } = row;
  const listId = useId();
  const [choices, setChoices] = useState<Choice[]>([]);
  const timer = useRef<number>();
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const complete = (search: string) => {
    window.clearTimeout(timer.current);
    if (search === '' || hasVariable(search)) {
      return;
    }
    timer.current = window.setTimeout(() => {
      const { router, peer } = query.filter;
      // Completion is a help only: without it the value is typed out.
      datasource
        .complete(completed, { search, router, peer, untilMs: endOf(range) })
        .then(setChoices, () => setChoices([]));
    }, typingPauseMs);
  };

  return (
    <>
      <TextField {...field} list={listId} onType={(text) => complete(text.trim())} onChange={onChange} />
      <datalist id={listId}>
        {choices.map(({ value, description }) => (
          <option key={value} value={value}>
            {description}
          </option>
        ))}
      </datalist>
    </>
  );
}
