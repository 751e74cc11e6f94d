import { Field, Input, SecretInput, SecretTextArea } from '@grafana/ui';
import React, { useId } from 'react';
import type { EarshotSecrets } from '../settings';
import { useSettings, type SettingsProps } from './use-settings';

/** Width of a line of a PEM file (RFC 7468). */
const pemColumns = 64;

interface Words {
  label: string;
  description: string;
  placeholder?: string;
}

interface TextProps extends Words {
  value: string | undefined;
  error?: string | undefined;
  required?: boolean;
  disabled?: boolean | undefined;
  onChange: (value: string) => void;
}

export function TextSetting({ label, description, error, required, value = '', onChange, ...input }: TextProps) {
  const id = useId();
  return (
    <Field
      label={label}
      description={description}
      htmlFor={id}
      invalid={Boolean(error)}
      error={error}
      required={required ?? false}
    >
      <Input {...input} id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </Field>
  );
}

interface SecretProps extends Words {
  props: SettingsProps;
  name: keyof EarshotSecrets;
  /** Whether the secret has many lines, as keys and certificates have. */
  isLong?: boolean;
}

/** A secret: once stored it is never shown again, only replaced. */
export function SecretSetting({ props, name, isLong, label, description, placeholder }: SecretProps) {
  const id = useId();
  const { setSecret, resetSecret } = useSettings(props);
  const { options } = props;
  const secret = {
    id,
    placeholder,
    isConfigured: Boolean(options.secureJsonFields?.[name]),
    disabled: Boolean(options.readOnly || options.secureJsonFields?.[name]),
    value: options.secureJsonData?.[name] ?? '',
    onReset: () => resetSecret(name),
  };
  return (
    <Field label={label} description={description} htmlFor={id}>
      {isLong ? (
        <SecretTextArea
          {...secret}
          rows={5}
          cols={pemColumns}
          onChange={(event) => setSecret(name, event.currentTarget.value)}
        />
      ) : (
        <SecretInput
          {...secret}
          autoComplete="new-password"
          onChange={(event) => setSecret(name, event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
