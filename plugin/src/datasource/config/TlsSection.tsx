import { css } from '@emotion/css';
import { Checkbox, Stack, useStyles2 } from '@grafana/ui';
import React from 'react';
import { SecretSetting, TextSetting } from './SettingField';
import { SettingsSection } from './SettingsSection';
import { useSettings, type SettingsProps } from './use-settings';

/** How the server proves itself, and how this side does. */
export function TlsSection(props: SettingsProps) {
  const styles = useStyles2(getStyles);
  const { set } = useSettings(props);
  const { jsonData, readOnly } = props.options;
  return (
    <SettingsSection title="TLS" description="Only for an https address whose certificate is not publicly trusted.">
      <Stack direction="column" gap={2} alignItems="flex-start">
        <Checkbox
          label="Own certificate authority"
          description="Trust the certificate authority given below."
          disabled={readOnly ?? false}
          value={jsonData.tlsAuthWithCACert ?? false}
          onChange={(event) => set({ tlsAuthWithCACert: event.currentTarget.checked })}
        />
        {jsonData.tlsAuthWithCACert && (
          <div className={styles.wide}>
            <SecretSetting
              props={props}
              isLong
              name="tlsCACert"
              label="CA certificate"
              description="In PEM form."
              placeholder="-----BEGIN CERTIFICATE-----"
            />
          </div>
        )}
        <Checkbox
          label="Client certificate"
          description="Prove who asks by a certificate of your own."
          disabled={readOnly ?? false}
          value={jsonData.tlsAuth ?? false}
          onChange={(event) => set({ tlsAuth: event.currentTarget.checked })}
        />
        {jsonData.tlsAuth && (
          <div className={styles.wide}>
            <TextSetting
              label="Server name"
              description="The name that the certificate of the server holds, where it is not that of the URL."
              placeholder="influxdb.example.net"
              disabled={readOnly}
              value={jsonData.serverName}
              onChange={(serverName) => set({ serverName })}
            />
            <SecretSetting
              props={props}
              isLong
              name="tlsClientCert"
              label="Client certificate"
              description="In PEM form."
              placeholder="-----BEGIN CERTIFICATE-----"
            />
            <SecretSetting
              props={props}
              isLong
              name="tlsClientKey"
              label="Client key"
              description="In PEM form. Kept encrypted."
              placeholder="-----BEGIN PRIVATE KEY-----"
            />
          </div>
        )}
        <Checkbox
          label="Skip certificate check"
          description="Takes any server for InfluxDB: for tests only."
          disabled={readOnly ?? false}
          value={jsonData.tlsSkipVerify ?? false}
          onChange={(event) => set({ tlsSkipVerify: event.currentTarget.checked })}
        />
      </Stack>
    </SettingsSection>
  );
}

function getStyles() {
  return { wide: css({ width: '100%' }) };
}
