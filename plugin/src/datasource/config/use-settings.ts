import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import type { EarshotSecrets, EarshotSettings } from '../settings';

export type SettingsProps = DataSourcePluginOptionsEditorProps<EarshotSettings, EarshotSecrets>;

/** Ways to change a part of the settings. */
export interface SettingsChange {
  setUrl: (url: string) => void;
  set: (change: Partial<EarshotSettings>) => void;
  setSecret: (name: keyof EarshotSecrets, value: string) => void;
  /** Takes a stored secret away, so that a new one can be typed. */
  resetSecret: (name: keyof EarshotSecrets) => void;
}

export function useSettings({ options, onOptionsChange }: SettingsProps): SettingsChange {
  return {
    setUrl: (url) => onOptionsChange({ ...options, url }),
    set: (change) => onOptionsChange({ ...options, jsonData: { ...options.jsonData, ...change } }),
    setSecret: (name, value) =>
      onOptionsChange({ ...options, secureJsonData: { ...options.secureJsonData, [name]: value } }),
    resetSecret: (name) =>
      onOptionsChange({
        ...options,
        secureJsonFields: { ...options.secureJsonFields, [name]: false },
        secureJsonData: { ...options.secureJsonData, [name]: '' },
      }),
  };
}
