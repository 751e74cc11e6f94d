import React from 'react';
import { AuthSection, ServerSection } from './config/ConnectionSection';
import { DataSection } from './config/DataSection';
import { LimitsSection } from './config/LimitsSection';
import { TlsSection } from './config/TlsSection';
import type { SettingsProps } from './config/use-settings';

/** The settings of a data source. */
export function ConfigEditor(props: SettingsProps) {
  return (
    <div>
      <ServerSection {...props} />
      <AuthSection {...props} />
      <DataSection {...props} />
      <LimitsSection {...props} />
      <TlsSection {...props} />
    </div>
  );
}
