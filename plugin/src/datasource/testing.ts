import type { DataSourceInstanceSettings, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { EarshotDataSource } from './datasource';
import type { Choice } from './resources';
import type { EarshotSettings } from './settings';

/** What the back end answers to completions in tests. */
export const heard: Record<string, Choice[]> = {
  routers: [{ value: 'nva-0', label: 'nva-0', description: '2 peers' }],
  peers: [
    { value: '10.1.0.4', label: '10.1.0.4', description: 'AS65515 at nva-0' },
    { value: '10.1.0.5', label: '10.1.0.5', description: 'AS65515 at nva-0' },
  ],
  domains: [{ value: 'hub', label: 'hub', description: 'last heard now' }],
  labels: [{ value: 'vnet', label: 'vnet', description: 'last heard now' }],
  prefixes: [{ value: '10.1.0.0/16', label: '10.1.0.0/16', description: 'last heard now' }],
  asns: [
    { value: '65010', label: 'HQ-Frankfurt (65010)', description: 'origin of 10 prefixes' },
    { value: '65515', label: 'Azure-VNets (65515)', description: 'origin of 19 prefixes' },
  ],
  communities: [{ value: '65515:100', label: '65515:100', description: 'last heard now' }],
  views: [{ value: 'adj-in-pre', label: 'adj-in-pre' }],
  vrfs: [{ value: 'default', label: 'default' }],
};

interface Params {
  search?: string;
}

/** A data source whose back end knows `heard`, on a dashboard with these variables. */
export function testDataSource(variables: Record<string, string | string[]> = {}) {
  const templates: TemplateSrv = {
    getVariables: () =>
      Object.entries(variables).map(([name, value]) => ({ name, current: { value } }) as unknown as TypedVariableModel),
    replace: (text = '', _scopedVars, format) =>
      text.replace(/\$\{?(\w+)\}?/g, (match, name: string) => {
        const value = variables[name];
        if (value === undefined) {
          return match;
        }
        return typeof format === 'function' ? (format as (value: unknown) => string)(value) : [value].flat().join(',');
      }),
    containsTemplate: () => true,
    updateTimeRange: () => undefined,
  };
  const settings = { id: 1, uid: 'earshot', type: 'earshot-bgp-datasource', name: 'Earshot', jsonData: {} };
  const datasource = new EarshotDataSource(
    settings as unknown as DataSourceInstanceSettings<EarshotSettings>,
    templates
  );
  const getResource = jest.fn<Promise<unknown>, [path: string, params?: Params, options?: object]>(
    (path, { search = '' } = {}) =>
      Promise.resolve(heard[path]?.filter(({ value, label }) => `${value} ${label}`.includes(search)))
  );
  datasource.getResource = getResource as typeof datasource.getResource;
  return { datasource, getResource };
}
