import React, { useState } from 'react';
import { checkWhole } from './settings-check';
import { TextSetting } from './SettingField';

interface Props {
  label: string;
  description: string;
  /** What holds when nothing is set. */
  standard: number;
  most: number;
  value: number | undefined;
  disabled: boolean | undefined;
  onChange: (value: number | undefined) => void;
}

/** A whole number; one that cannot be is marked and not taken over. */
export function NumberSetting({ standard, most, value, onChange, ...words }: Props) {
  const [text, setText] = useState(value ? String(value) : '');
  const change = (next: string) => {
    setText(next);
    if (!checkWhole(next, most)) {
      onChange(next.trim() === '' ? undefined : Number(next));
    }
  };
  return (
    <TextSetting
      {...words}
      placeholder={standard.toLocaleString('en-US')}
      value={text}
      error={checkWhole(text, most)}
      onChange={change}
    />
  );
}
