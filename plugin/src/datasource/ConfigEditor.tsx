import React from 'react';
import { AuthSection, DataSection, ServerSection } from './config/ConnectionSection';
import { TlsSection } from './config/TlsSection';
import type { SettingsProps } from './config/use-settings';

/** The settings of a data source. */
export function ConfigEditor(props: SettingsProps) {
  return (
    <div>
      <ServerSection {...props} />
      <AuthSection {...props} />
      <DataSection {...props} />
      <TlsSection {...props} />
    </div>
  );
}
