import { CoreApp, dateTime, type DataSourceInstanceSettings, type TypedVariableModel } from '@grafana/data';
import React, { useState } from 'react';
import { EarshotDataSource } from '../../../src/datasource/datasource';
import { defaultQuery, type EarshotQuery, type Format, type QueryType } from '../../../src/datasource/query/model';
import { QueryEditor } from '../../../src/datasource/QueryEditor';
import type { Choice } from '../../../src/datasource/resources';
import type { EarshotSettings } from '../../../src/datasource/settings';
import { VariableQueryEditor } from '../../../src/datasource/VariableQueryEditor';
import type { VariableQuery } from '../../../src/datasource/variables';
import type { Scene } from '../scene';

const heardThen = 'last heard 2026-03-10T19:00:00Z';

/** What the back end lists of the recording in `collector/fixtures/hybrid-incidents`. */
const heard: Record<string, Choice[]> = {
  routers: [{ value: 'nva-0', label: 'nva-0', description: `5 peers, ${heardThen}` }],
  peers: [
    { value: '10.0.1.4', label: 'rs-0 (10.0.1.4)', description: `AS65515 at nva-0, ${heardThen}` },
    { value: '10.0.2.4', label: 'er-0 (10.0.2.4)', description: `AS12076 at nva-0, ${heardThen}` },
    { value: '10.0.3.4', label: 'vpn-0 (10.0.3.4)', description: `AS65020 at nva-0, ${heardThen}` },
  ],
  labels: [
    { value: 'expressroute', label: 'expressroute', description: heardThen },
    { value: 'vnet', label: 'vnet', description: heardThen },
  ],
};

class HeardDataSource extends EarshotDataSource {
  override getResource<T>(path: string, { search = '' }: { search?: string } = {}): Promise<T> {
    const found = (heard[path] ?? []).filter(({ value, label }) => `${value} ${label}`.includes(search));
    return Promise.resolve(found as T);
  }
}

const variables = [{ name: 'router', current: { value: 'nva-0' } }] as unknown as TypedVariableModel[];
const settings = { id: 1, uid: 'earshot', type: 'earshot-bgp-datasource', name: 'Earshot', jsonData: {} };
const datasource = new HeardDataSource(settings as unknown as DataSourceInstanceSettings<EarshotSettings>, {
  getVariables: () => variables,
  replace: (text = '') => text,
  containsTemplate: () => false,
  updateTimeRange: () => undefined,
});
const to = dateTime('2026-03-10T19:00:00Z');
const range = { from: dateTime('2026-03-10T17:30:00Z'), to, raw: { from: 'now-90m', to: 'now' } };

/** An editor that begins with this query. */
function editing(
  queryType: QueryType,
  change: Partial<EarshotQuery> = {},
  app = CoreApp.Explore,
  format?: Format
): Scene {
  return function Editing() {
    const [query, setQuery] = useState<EarshotQuery>({ refId: 'A', ...defaultQuery(queryType, format), ...change });
    return <QueryEditor {...{ query, app, datasource, range }} onChange={setQuery} onRunQuery={() => undefined} />;
  };
}

function Variable() {
  const [query, setQuery] = useState<VariableQuery>({ refId: 'A', kind: 'prefixes', router: ['$router'] });
  return <VariableQueryEditor {...{ query, datasource, range }} onChange={setQuery} onRunQuery={() => undefined} />;
}

export const scenes: Record<string, Scene> = {
  routes: editing('routes', {
    compareTo: '1h',
    groupBy: ['peer'],
    filter: { prefix: '10.1.4.7', match: 'lookup', asPath: '_12076_', label: ['expressroute'], change: ['lost'] },
  }),
  wrong: editing('routes', { filter: { prefix: '10.1.4.7/16', asPath: 'AS12076', peer: ['er-0'] } }),
  alert: editing('incidents', { filter: { kind: ['overlap'], label: ['$label'] } }, CoreApp.UnifiedAlerting, 'numeric'),
  messages: editing('messageRates'),
  variable: Variable,
};
