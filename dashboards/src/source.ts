import { type DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** The provisioned data source; every panel, variable and alert rule asks this one. */
export const dataSource = { type: 'earshot-bgp-datasource', uid: 'earshot' } satisfies DataSourceRef;

/** Grafana's own data source that hands on what another panel of the dashboard was answered. */
export const otherPanel: DataSourceRef = { type: 'datasource', uid: '-- Dashboard --' };

/** One query as the data source keeps it; plugin/pkg/query says what each field may hold. */
export interface Query {
  queryType: 'messageRates' | 'prefixCounts' | 'routes' | 'sessions';
  format: 'timeseries' | 'table' | 'numeric';
  filter?: { prefix?: string; match?: 'longer' };
  groupBy?: string[];
  per?: 'interval' | 'minute';
  metric?: 'prefixes' | 'as_paths' | 'origins';
  at?: 'end';
  limit?: number;
}

/** A panel's query, narrowed to the routers and peers chosen in the dashboard unless it names its own. */
export function target(query: Query, chosen = { router: ['$router'], peer: ['$peer'] }) {
  const { filter, ...rest } = query;
  return asTarget({ datasource: dataSource, version: 1, ...rest, filter: { ...chosen, ...filter } });
}

/** What the panel with this id was answered, without a second query. */
export function answerOf(panelId: number) {
  return asTarget({ datasource: otherPanel, panelId, withTransforms: false });
}

function asTarget(model: object) {
  return { build: () => ({ refId: 'A', ...model, _implementsDataqueryVariant: () => {} }) };
}

export function routerVariable() {
  return choices('router', 'Router', { kind: 'routers' });
}

export function peerVariable() {
  return choices('peer', 'Peer', { kind: 'peers', router: ['$router'] });
}

function choices(name: string, label: string, query: { kind: 'routers' | 'peers'; router?: string[] }) {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query({ refId: name, ...query })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled)
    .multi(true)
    .includeAll(true)
    .current({ text: ['All'], value: ['$__all'] });
}

export function prefixVariable() {
  return new TextBoxVariableBuilder('prefix')
    .label('Prefix')
    .description('A prefix with its length, such as 10.0.0.0/8: shows it and its more specific ones. Empty: all.')
    .defaultValue('');
}
