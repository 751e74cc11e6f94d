import type { Format, Match, Metric, Per, QueryType } from './query-model';

/** Parts of a query that not every query type knows. */
export type QueryField = 'afi' | 'label' | 'prefix' | 'metric' | 'per' | 'groupBy' | 'at';

export interface QueryTypeRules {
  label: string;
  help: string;
  fields: readonly QueryField[];
  /** The first one is the default. */
  formats: readonly [Format, ...Format[]];
  /** Names by which the answer can be grouped. */
  groups: readonly string[];
  /** Those by which it is always grouped, as tables of two peers cannot be added up. */
  groupAlways: readonly string[];
  groupBy: readonly string[];
}

const peerGroups = ['router', 'view', 'vrf', 'peer', 'peerAs'];

/** What each query type can do; kept equal to `kinds` of the back end. */
export const queryTypes: Readonly<Record<QueryType, QueryTypeRules>> = {
  messageRates: {
    label: 'Message rates',
    help: 'How many BGP messages of each type arrived over time.',
    fields: ['per', 'groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    groups: [...peerGroups, 'type'],
    groupAlways: [],
    groupBy: ['type'],
  },
  prefixCounts: {
    label: 'Prefix counts',
    help: 'How many prefixes, AS paths or origins the table of each peer holds.',
    fields: ['afi', 'label', 'metric', 'groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    groups: [...peerGroups, 'afi', 'label'],
    groupAlways: peerGroups,
    groupBy: ['peer'],
  },
  routes: {
    label: 'Routes',
    help: 'The routing table at a point in time, or what matches a prefix in it.',
    fields: ['afi', 'prefix', 'at'],
    formats: ['table'],
    groups: [],
    groupAlways: [],
    groupBy: [],
  },
  sessions: {
    label: 'Sessions',
    help: 'Whether the session of each peer is up (1) or down (0).',
    fields: ['groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    groups: peerGroups,
    groupAlways: peerGroups,
    groupBy: ['peer'],
  },
};

export const limitDefault = 1000;

export const formatLabels: Readonly<Record<Format, string>> = {
  timeseries: 'Time series',
  table: 'Table',
  numeric: 'Numbers',
};

/** Forms that alert rules can evaluate. */
export const alertFormats: readonly Format[] = ['timeseries', 'numeric'];

export const matchLabels: Readonly<Record<Match, string>> = {
  exact: 'this prefix only',
  longer: 'and more specific',
  lookup: 'longest match',
};

export const metricLabels: Readonly<Record<Metric, string>> = {
  prefixes: 'Prefixes',
  as_paths: 'AS paths',
  origins: 'Origin ASNs',
};

export const perLabels: Readonly<Record<Per, string>> = {
  interval: 'interval',
  second: 'second',
  minute: 'minute',
};

export const groupLabels: Readonly<Record<string, string>> = {
  router: 'router',
  view: 'view',
  vrf: 'VRF',
  peer: 'peer',
  peerAs: 'peer AS',
  type: 'type',
  afi: 'family',
  label: 'label',
};

export const views = ['adj-in-pre', 'adj-in-post', 'adj-out-pre', 'adj-out-post', 'loc-rib'];

export const families: ReadonlyArray<{ value: string; label: string }> = [
  { value: 'ipv4', label: 'IPv4' },
  { value: 'ipv6', label: 'IPv6' },
  { value: 'ipv4-multicast', label: 'IPv4 multicast' },
  { value: 'ipv6-multicast', label: 'IPv6 multicast' },
  { value: 'ipv4-labeled', label: 'IPv4 labeled' },
  { value: 'ipv6-labeled', label: 'IPv6 labeled' },
  { value: 'ipv4-vpn', label: 'IPv4 VPN' },
  { value: 'ipv6-vpn', label: 'IPv6 VPN' },
];
