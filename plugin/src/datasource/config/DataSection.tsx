import React from 'react';
import { checkInterval } from './settings-check';
import { TextSetting } from './SettingField';
import { SettingsSection } from './SettingsSection';
import { useSettings, type SettingsProps } from './use-settings';

/** Which databases hold what was heard, and how it was written. */
export function DataSection(props: SettingsProps) {
  const { set } = useSettings(props);
  const { jsonData, readOnly } = props.options;
  return (
    <SettingsSection title="Data" description="As they are set in the configuration of the collector.">
      <TextSetting
        label="Database"
        description="Database of message counts, prefix counts and routes."
        placeholder="bgp"
        disabled={readOnly}
        value={jsonData.database}
        onChange={(database) => set({ database })}
      />
      <TextSetting
        label="Verbose database"
        description="Database of whole OPEN and NOTIFICATION messages."
        placeholder="bgp_verbose"
        disabled={readOnly}
        value={jsonData.verboseDatabase}
        onChange={(verboseDatabase) => set({ verboseDatabase })}
      />
      <TextSetting
        label="Routes database"
        description="Database of single routes, where they have one of their own."
        placeholder="as Database"
        disabled={readOnly}
        value={jsonData.routesDatabase}
        onChange={(routesDatabase) => set({ routesDatabase })}
      />
      <TextSetting
        label="Interval"
        description="Interval at which the collector writes counts. Graphs have no finer step than this."
        placeholder="60s"
        disabled={readOnly}
        value={jsonData.interval}
        error={checkInterval(jsonData.interval ?? '')}
        onChange={(interval) => set({ interval })}
      />
    </SettingsSection>
  );
}
