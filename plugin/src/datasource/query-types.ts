import type { Format, Match, Metric, Per, QueryType, RouteFilter } from './query-model';

/** Parts of a query that not every query type knows. */
export type QueryField = FilterField | 'metric' | 'per' | 'groupBy' | 'at';

/** Parts of a filter, as the model names them; `match` goes with `prefix`. */
export type FilterField = Exclude<keyof RouteFilter, 'match'>;

export interface QueryTypeRules {
  label: string;
  help: string;
  fields: readonly QueryField[];
  /** The first one is the default. */
  formats: readonly [Format, ...Format[]];
  /** What can be counted, the default first; a query type without them counts one thing only. */
  metrics?: readonly [Metric, ...Metric[]];
  /** Values of `filter.kind`. */
  kinds?: readonly string[];
  /** Whether other kinds can be named, as those of a later collector. */
  isKindFree?: boolean;
  /** Values of `filter.state`. */
  states?: readonly string[];
  matches?: readonly Match[];
  /** Names by which the answer can be grouped. */
  groups: readonly string[];
  /** Those by which it is always grouped, as what they tell apart cannot be added up. */
  groupAlways: readonly string[];
  groupBy: readonly string[];
  /** What of it is otherwise over time. */
  overTime?: Partial<Pick<QueryTypeRules, 'fields' | 'metrics'>>;
}

const peerFields = ['router', 'peer', 'peerAs', 'view', 'vrf'] as const;
const peerGroups = ['router', 'view', 'vrf', 'peer', 'peerAs'];
const totalGroups = ['collector', 'domain', 'afi', 'label'];
const within = ['exact', 'longer'] as const;

/** What each query type can do; kept equal to `kinds` of the back end, in the order in which they are offered. */
export const queryTypes: Readonly<Record<QueryType, QueryTypeRules>> = {
  messageRates: {
    label: 'Message rates',
    help: 'How many BGP messages of each type arrived over time.',
    fields: [...peerFields, 'per', 'groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    groups: [...peerGroups, 'type'],
    groupAlways: [],
    groupBy: ['type'],
  },
  updateRates: {
    label: 'Update rates',
    help: 'How many prefixes UPDATE messages announced and withdrew over time, and what the announcements changed.',
    fields: [...peerFields, 'afi', 'label', 'metric', 'per', 'groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    metrics: ['announced', 'withdrawn', 'path_changes', 'attribute_changes', 'duplicates', 'replayed'],
    groups: [...peerGroups, 'afi', 'label'],
    groupAlways: [],
    groupBy: [],
  },
  prefixCounts: {
    label: 'Prefix counts',
    help: 'How many prefixes, AS paths or origins the table of each peer holds.',
    fields: [...peerFields, 'afi', 'label', 'metric', 'groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    metrics: ['prefixes', 'as_paths', 'origins'],
    groups: [...peerGroups, 'afi', 'label'],
    groupAlways: peerGroups,
    groupBy: ['peer'],
  },
  totals: {
    label: 'Totals',
    help: 'How many different prefixes, AS paths or origins all peers of a domain give together, for each family and label.',
    fields: ['domain', 'afi', 'label', 'metric', 'groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    metrics: ['prefixes', 'as_paths', 'origins', 'overlaps', 'single_path'],
    groups: totalGroups,
    groupAlways: totalGroups,
    groupBy: ['afi'],
  },
  routes: {
    label: 'Routes',
    help: 'The routing table at a point in time, or what matches a prefix in it.',
    fields: [...peerFields, 'afi', 'prefix', 'at'],
    formats: ['table'],
    matches: ['exact', 'longer', 'lookup'],
    groups: [],
    groupAlways: [],
    groupBy: [],
  },
  overlaps: {
    label: 'Overlaps',
    help: 'Pairs of prefixes that overlap with different paths: which are open at a point in time, or how many over time.',
    fields: ['domain', 'kind', 'peer', 'label', 'afi', 'prefix', 'at'],
    formats: ['table', 'timeseries'],
    kinds: ['equal', 'covering'],
    matches: within,
    groups: [],
    groupAlways: [],
    groupBy: [],
    overTime: { fields: ['domain', 'afi', 'label'], metrics: ['overlaps'] },
  },
  redundancy: {
    label: 'Redundancy',
    help: 'How many prefixes of a domain have one path, two, and so on.',
    fields: ['domain', 'afi', 'groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    groups: ['collector', 'domain', 'afi', 'paths'],
    groupAlways: ['collector', 'domain'],
    groupBy: ['paths'],
  },
  flaps: {
    label: 'Flaps',
    help: 'The routes that went up and down most. Each list of 5 minutes holds the first 50 of a family.',
    fields: ['router', 'peer', 'label', 'afi', 'prefix'],
    formats: ['table', 'timeseries'],
    matches: within,
    groups: [],
    groupAlways: [],
    groupBy: [],
  },
  origins: {
    label: 'Origins',
    help: 'Prefixes whose origin AS changed in the time range, and those with several origins (MOAS).',
    fields: ['domain', 'kind', 'state', 'peer', 'label', 'afi', 'prefix'],
    formats: ['table'],
    kinds: ['origin-change', 'moas'],
    states: ['event', 'open', 'resolved'],
    matches: within,
    groups: [],
    groupAlways: [],
    groupBy: [],
  },
  incidents: {
    label: 'Incidents',
    help: 'What began and ended: a table of them, or 1 for each while it is open. Grouped by less, it is how many are open.',
    fields: ['domain', 'kind', 'severity', 'state', 'router', 'peer', 'label', 'prefix', 'groupBy'],
    formats: ['table', 'timeseries', 'numeric'],
    kinds: [
      'session-down',
      'session-flapping',
      'overlap',
      'redundancy',
      'flapping',
      'new-prefixes',
      'vanished-prefixes',
      'origin-change',
      'moas',
      'hijack',
      'path-policy',
      'visibility',
      'flood',
      'drought',
      'prefix-limit',
      'silent-feed',
      'rpki-invalid',
    ],
    isKindFree: true,
    states: ['open', 'unknown', 'resolved'],
    matches: within,
    groups: ['id', 'kind', 'severity', 'domain', 'router', 'peer', 'prefix', 'label'],
    groupAlways: [],
    groupBy: ['id', 'kind', 'severity', 'router', 'peer', 'prefix', 'label'],
  },
  sessions: {
    label: 'Sessions',
    help: 'Whether the session of each peer is up (1) or down (0).',
    fields: [...peerFields, 'groupBy'],
    formats: ['timeseries', 'table', 'numeric'],
    groups: peerGroups,
    groupAlways: peerGroups,
    groupBy: ['peer'],
  },
};

/** What a query type can do in this form. */
export function rulesOf(queryType: QueryType, format?: Format): QueryTypeRules {
  const rules = queryTypes[queryType];
  return format === 'timeseries' ? { ...rules, ...rules.overTime } : rules;
}

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
  overlaps: 'Overlapping prefixes',
  single_path: 'Prefixes with one path',
  announced: 'Announced prefixes',
  withdrawn: 'Withdrawn prefixes',
  path_changes: 'Path changes',
  attribute_changes: 'Attribute changes',
  duplicates: 'Duplicates',
  replayed: 'Replayed prefixes',
};

/** Of incidents, the gravest first. */
export const severities = ['critical', 'warning', 'info'];

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
  collector: 'collector',
  domain: 'domain',
  paths: 'number of paths',
  id: 'incident',
  kind: 'kind',
  severity: 'severity',
  prefix: 'prefix',
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
