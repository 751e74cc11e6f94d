import { Input } from '@grafana/ui';
import React, { useState, type KeyboardEvent } from 'react';
import { EditorField } from './EditorField';

interface Props {
  label: string;
  value: string;
  placeholder?: string;
  /** In multiples of 8 px. */
  width: number;
  /** What is wrong with a text; such a text is not taken over. */
  check: (text: string) => string | undefined;
  onChange: (text: string) => void;
  onType?: (text: string) => void;
  /** Whether a text is checked while it is typed, as no text on the way to a good one is wrong. */
  isLive?: boolean;
  /** Id of a datalist with completions. */
  list?: string;
  inputMode?: 'numeric';
}

/** A text that is taken over on Enter or when the field is left, if it can be asked; else the last good one stays. */
export function TextField({ label, value, width, check, onChange, onType, isLive, ...input }: Props) {
  const [draft, setDraft] = useState(value);
  const [refused, setRefused] = useState<string>();
  const [drawn, setDrawn] = useState(value);
  if (drawn !== value) {
    setDrawn(value);
    setDraft(value);
    setRefused(undefined);
  }

  const commit = () => {
    const text = draft.trim();
    const problem = check(text);
    setRefused(problem);
    if (!problem && text !== value) {
      onChange(text);
    }
  };
  const type = (text: string) => {
    setDraft(text);
    onType?.(text);
    if (refused || isLive) {
      setRefused(check(text.trim()));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      commit();
    }
  };
  const error = refused ?? (draft.trim() === value ? check(value) : undefined);
  return (
    <EditorField label={label} error={error}>
      {(ids) => (
        <Input
          {...ids}
          {...input}
          width={width}
          value={draft}
          invalid={Boolean(error)}
          onChange={(event) => type(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
      )}
    </EditorField>
  );
}
