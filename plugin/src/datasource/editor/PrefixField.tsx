import React, { useEffect, useId, useRef, useState } from 'react';
import type { EarshotDataSource } from '../datasource';
import { checkPrefix, hasVariable } from '../query-check';
import type { Match, RouteFilter } from '../query-model';
import type { Choice } from '../resources';
import { TextField } from './TextField';

interface Props {
  datasource: EarshotDataSource;
  filter: RouteFilter;
  /** Ways to compare that the query type knows. */
  matches: readonly Match[];
  untilMs: number | undefined;
  onChange: (prefix: string) => void;
}

const typingPauseMs = 250;

/** A prefix or an address, completed from the prefixes that were heard. */
export function PrefixField({ datasource, filter, matches, untilMs, onChange }: Props) {
  const listId = useId();
  const [choices, setChoices] = useState<Choice[]>([]);
  const timer = useRef<number>();
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const complete = (text: string) => {
    window.clearTimeout(timer.current);
    if (text === '' || hasVariable(text)) {
      return;
    }
    timer.current = window.setTimeout(() => {
      // Completion is a help only: without it the prefix is typed out.
      datasource.prefixes(text, untilMs).then(setChoices, () => setChoices([]));
    }, typingPauseMs);
  };

  return (
    <>
      <TextField
        label="Prefix"
        value={filter.prefix ?? ''}
        placeholder={filter.match === 'lookup' ? '10.1.4.7' : 'all, or 10.1.0.0/16'}
        width={26}
        list={listId}
        check={(prefix) => checkPrefix({ ...filter, prefix }, matches)}
        onType={(text) => complete(text.trim())}
        onChange={onChange}
      />
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
