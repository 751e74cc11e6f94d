import { Combobox, Field, type ComboboxOption } from '@grafana/ui';
import React, { useId } from 'react';
import type { InfluxVersion } from '../settings';
import { checkUrl } from './settings-check';
import { SecretSetting, TextSetting } from './SettingField';
import { SettingsSection } from './SettingsSection';
import { useSettings, type SettingsProps } from './use-settings';

const versions: Array<ComboboxOption<InfluxVersion>> = [
  { value: 'auto', label: 'Auto', description: 'Sends a token if there is one, else user and password' },
  { value: '1', label: '1.x', description: 'User and password' },
  { value: '2', label: '2.x', description: 'Token; the databases are names of DBRP mappings' },
  { value: '3', label: '3.x', description: 'Token' },
];

/** Where InfluxDB is. */
export function ServerSection(props: SettingsProps) {
  const { set, setUrl } = useSettings(props);
  const { url, jsonData, readOnly } = props.options;
  const versionId = useId();
  return (
    <SettingsSection title="InfluxDB" description="The server into which the Earshot collector writes.">
      <TextSetting
        required
        label="URL"
        description="Address of InfluxDB as Grafana's server sees it."
        placeholder="http://127.0.0.1:8086"
        disabled={readOnly}
        value={url}
        error={checkUrl(url)}
        onChange={setUrl}
      />
      <Field label="Version" description="Decides how Grafana tells InfluxDB who asks." htmlFor={versionId}>
        <Combobox
          id={versionId}
          width={60}
          disabled={readOnly ?? false}
          options={versions}
          value={jsonData.version ?? 'auto'}
          onChange={({ value }) => set({ version: value })}
        />
      </Field>
    </SettingsSection>
  );
}

/** Who asks; a user who may only read is enough. */
export function AuthSection(props: SettingsProps) {
  const { set } = useSettings(props);
  const { jsonData, readOnly } = props.options;
  const version = jsonData.version ?? 'auto';
  return (
    <SettingsSection title="Authentication" description="Earshot only reads: a user or token that may read is enough.">
      {version !== '2' && version !== '3' && (
        <>
          <TextSetting
            label="User"
            description="User of InfluxDB 1.x; empty where it asks for none."
            placeholder="earshot_read"
            disabled={readOnly}
            value={jsonData.user}
            onChange={(user) => set({ user })}
          />
          <SecretSetting props={props} name="password" label="Password" description="Kept encrypted." />
        </>
      )}
      {version !== '1' && (
        <SecretSetting
          props={props}
          name="token"
          label="Token"
          description="API token of InfluxDB 2.x or 3.x that may read the databases. Kept encrypted."
        />
      )}
    </SettingsSection>
  );
}
