import { type DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  CustomVariableBuilder,
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
  queryType: keyof typeof narrowedBy;
  format: 'timeseries' | 'table' | 'numeric' | 'logs' | 'timeline' | 'graph' | 'annotations';
  /** What the panel itself is about; the choices of the dashboard come on top. */
  filter?: {
    kind?: string[];
    state?: 'open' | 'unknown' | 'resolved';
    severity?: string[];
    match?: 'exact' | 'longer' | 'shorter' | 'lookup';
    change?: string[];
    origin?: string[];
    maxPaths?: number;
    view?: string[];
  };
  groupBy?: string[];
  per?: 'interval' | 'minute';
  metric?: string;
  at?: 'end' | '$before' | typeof rangeStart;
  /** How long before `at`. */
  compareTo?: '$before';
  limit?: number;
}

/** The start of the time range, as a time that a table can be asked at. */
export const rangeStart = '${__from:date:iso}';

/** What a filter holds where the dashboard has the variable of this name. */
const chosen = {
  router: { router: ['$router'] },
  peer: { peer: ['$peer'] },
  domain: { domain: ['$domain'] },
  family: { afi: '$family' },
  label: { label: ['$label'] },
  kind: { kind: ['$kind'] },
  severity: { severity: ['$severity'] },
  prefix: { prefix: '$prefix', match: 'longer' },
  asn: { asPath: '_${asn}_' },
} as const;

export type VariableName = keyof typeof chosen;

const ofPeers = ['router', 'peer'] as const;
const ofRoutes = [...ofPeers, 'family', 'label', 'prefix', 'asn'] as const;

/** The variables by which a query of each type can be narrowed. */
export const narrowedBy = {
  messageRates: ofPeers,
  updateRates: [...ofPeers, 'family', 'label'],
  prefixCounts: [...ofPeers, 'family', 'label'],
  totals: ['domain', 'family', 'label'],
  routes: ofRoutes,
  history: ofRoutes,
  asPaths: ofRoutes,
  overlaps: ['domain', 'peer', 'family', 'label', 'prefix'],
  redundancy: ['domain', 'family'],
  flaps: [...ofPeers, 'family', 'label', 'prefix'],
  origins: ['domain', 'peer', 'family', 'label', 'prefix'],
  incidents: [...ofPeers, 'domain', 'label', 'kind', 'severity', 'prefix'],
  sessions: ofPeers,
  notifications: ofPeers,
  collector: [],
} as const satisfies Record<string, readonly VariableName[]>;

/** Those of forms that are answered from elsewhere: the number of overlaps, and the paths of one prefix over time. */
const narrowedInForm: Partial<Record<string, readonly VariableName[]>> = {
  'overlaps timeseries': narrowedBy.totals,
  'history timeline': [...ofPeers, 'family', 'prefix'],
};

/** What narrows a query on a dashboard with these variables. */
export function narrowing({ queryType, format }: Pick<Query, 'queryType' | 'format'>, variables: readonly string[]) {
  const names = narrowedInForm[`${queryType} ${format}`] ?? narrowedBy[queryType];
  return Object.assign({}, ...names.filter((name) => variables.includes(name)).map((name) => chosen[name]));
}

/** A panel's query, narrowed by every variable that its type knows; the dashboard leaves out those that it has not. */
export function target({ filter, ...query }: Query, refId = 'A') {
  const all = narrowing(query, Object.keys(chosen));
  return asTarget({ refId, datasource: dataSource, version: 1, ...query, filter: { ...all, ...filter } });
}

/** Leaves out of a filter what names a variable that the dashboard has not. */
export function withoutMissing(filter: Record<string, unknown>, variables: readonly string[]) {
  const entries = Object.entries(filter).filter(([, value]) => {
    const [, name] = /\$\{?(\w+)/.exec(String(value)) ?? [];
    return name === undefined || variables.includes(name);
  });
  const kept = Object.fromEntries(entries);
  if (!('prefix' in kept)) {
    delete kept['match'];
  }
  return kept;
}

/** What the panel with this id was answered, without a second query. */
export function answerOf(panelId: number) {
  return asTarget({ datasource: otherPanel, panelId, withTransforms: false });
}

function asTarget(model: object) {
  return { build: () => ({ refId: 'A', ...model, _implementsDataqueryVariant: () => {} }) };
}

export function routerVariable() {
  return queried('router', 'Router', { kind: 'routers' });
}

export function peerVariable() {
  return queried('peer', 'Peer', { kind: 'peers', router: ['$router'] });
}

export function everyPeerVariable() {
  return queried('peer', 'Peer', { kind: 'peers' });
}

export function domainVariable() {
  return queried('domain', 'Domain', { kind: 'domains' });
}

export function labelVariable() {
  return queried('label', 'Label', { kind: 'labels' });
}

export function familyVariable() {
  return listed('family', 'Family', ['ipv4', 'ipv6']).multi(false).current({ text: 'All', value: '$__all' });
}

export function kindVariable(kinds: readonly string[]) {
  return listed('kind', 'Kind', kinds);
}

export function severityVariable() {
  return listed('severity', 'Severity', ['critical', 'warning', 'info']);
}

/** AS numbers that are in use, by name. */
export function asnVariable() {
  return queried('asn', 'AS', { kind: 'asns' });
}

interface Listing {
  kind: 'routers' | 'peers' | 'domains' | 'labels' | 'asns';
  router?: string[];
}

/** A choice of what was heard. */
function queried(name: VariableName, label: string, query: Listing) {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query({ refId: name, ...query })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled)
    .multi(true)
    .includeAll(true)
    .current(everything);
}

/** A choice of what is always the same. */
function listed(name: VariableName, label: string, values: readonly string[]) {
  return new CustomVariableBuilder(name)
    .label(label)
    .values(values.join(','))
    .multi(true)
    .includeAll(true)
    .current(everything);
}

const everything = { text: ['All'], value: ['$__all'] };

export function prefixVariable() {
  return new TextBoxVariableBuilder('prefix')
    .label('Prefix')
    .description('A prefix with its length, such as 10.0.0.0/8: shows it and its more specific ones. Empty: all.')
    .defaultValue('');
}

/** What a looking glass is asked; the default route, until something is typed. */
export function addressVariable() {
  return new TextBoxVariableBuilder('prefix')
    .label('Address or prefix')
    .description('An address such as 10.1.4.7, or a prefix such as 10.1.0.0/16.')
    .defaultValue('0.0.0.0/0');
}

export function beforeVariable() {
  return new TextBoxVariableBuilder('before')
    .label('Compared with, before the end')
    .description(
      'How long before the end of the time range, such as 10m, 1h or 7d; or a time such as 2026-01-31T22:30:00Z.'
    )
    .defaultValue('1h');
}
