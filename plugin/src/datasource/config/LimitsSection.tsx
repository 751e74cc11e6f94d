import React from 'react';
import { NumberSetting } from './NumberSetting';
import { SettingsSection } from './SettingsSection';
import { useSettings, type SettingsProps } from './use-settings';

/** How much one query may take, so that no dashboard keeps InfluxDB from its other work. */
export function LimitsSection(props: SettingsProps) {
  const { set } = useSettings(props);
  const { jsonData, readOnly: disabled } = props.options;
  return (
    <SettingsSection title="Limits" description="What one query may take. An answer that was cut says so.">
      <NumberSetting
        label="Timeout"
        description="Seconds to wait for an answer."
        standard={30}
        most={9999}
        disabled={disabled}
        value={jsonData.timeout}
        onChange={(timeout) => set({ timeout })}
      />
      <NumberSetting
        label="Rows"
        description="The most rows of a table or log."
        standard={100_000}
        most={1_000_000}
        disabled={disabled}
        value={jsonData.maxRows}
        onChange={(maxRows) => set({ maxRows })}
      />
      <NumberSetting
        label="Series"
        description="The most series of a graph."
        standard={5000}
        most={50_000}
        disabled={disabled}
        value={jsonData.maxSeries}
        onChange={(maxSeries) => set({ maxSeries })}
      />
      <NumberSetting
        label="Days"
        description="The longest time range."
        standard={400}
        most={36_500}
        disabled={disabled}
        value={jsonData.maxDays}
        onChange={(maxDays) => set({ maxDays })}
      />
      <NumberSetting
        label="Queries"
        description="The most that ask InfluxDB at one time; the others wait."
        standard={4}
        most={64}
        disabled={disabled}
        value={jsonData.maxQueries}
        onChange={(maxQueries) => set({ maxQueries })}
      />
    </SettingsSection>
  );
}
