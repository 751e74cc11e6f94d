import type { Format, Match, Metric, Per } from './model';

/** How the editor names what a query can hold, in the order in which it is offered. */
export const formatLabels: Readonly<Record<Format, string>> = {
  timeseries: 'Time series',
  table: 'Table',
  numeric: 'Numbers',
  logs: 'Logs',
  timeline: 'Timeline',
  graph: 'Graph',
  annotations: 'Annotations',
};

export const matchLabels: Readonly<Record<Match, string>> = {
  exact: 'this prefix only',
  longer: 'and more specific',
  shorter: 'and what covers it',
  overlap: 'and all that overlaps',
  lookup: 'longest match',
};

export const metricLabels: Readonly<Record<Metric, string>> = {
  routes: 'Routes',
  prefixes: 'Prefixes',
  paths: 'Distinct paths',
  as_paths: 'AS paths',
  origins: 'Origin ASNs',
  peers: 'Peers',
  visible: 'Visible',
  overlaps: 'Overlapping prefixes',
  single_path: 'Prefixes with one path',
  path_length_mean: 'Mean path length',
  path_length_max: 'Longest path',
  moas: 'Prefixes of several origins',
  limit_used_percent: 'Used of the prefix limit',
  announced: 'Announced prefixes',
  withdrawn: 'Withdrawn prefixes',
  path_changes: 'Path changes',
  attribute_changes: 'Attribute changes',
  duplicates: 'Duplicates',
  replayed: 'Replayed prefixes',
  received: 'Received messages',
  decoded: 'Decoded messages',
  faulty: 'Faulty messages',
  filtered: 'Filtered messages',
  made: 'Points made',
  recovered: 'Points recovered',
  written: 'Points written',
  queued: 'Points waiting',
  dropped: 'Points dropped',
  dead: 'Points refused by the server',
  unaccounted: 'Unaccounted',
  left_out: 'Left out',
  count: 'Counted by reason',
  lag: 'Lag',
  silent: 'Silence',
  connections: 'Connections',
  connections_up: 'Connections up',
  peers_up: 'Peers up',
  journal_bytes: 'Journal size',
  memory_bytes: 'Memory',
  uptime: 'Uptime',
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
  collector: 'collector',
  domain: 'domain',
  paths: 'number of paths',
  id: 'incident',
  kind: 'kind',
  severity: 'severity',
  prefix: 'prefix',
  origin: 'origin AS',
  asPath: 'AS path',
  nextHop: 'next hop',
  direction: 'direction',
  code: 'code',
  action: 'action',
  part: 'part',
  reason: 'reason',
};

/** What became of a route, or what a message did to a table. */
export const changeLabels: Readonly<Record<string, string>> = {
  gained: 'gained',
  lost: 'lost',
  fewer: 'fewer paths',
  more: 'more paths',
  changed: 'changed',
  same: 'as before',
  new: 'new',
  duplicate: 'told again',
  withdrawn: 'withdrawn',
  'unknown-withdraw': 'withdrawn though unknown',
};

/** NOTIFICATION error codes (RFC 4271 §4.5, RFC 7313 §5). */
export const codeLabels: Readonly<Record<string, string>> = {
  1: 'Message Header Error',
  2: 'OPEN Message Error',
  3: 'UPDATE Message Error',
  4: 'Hold Timer Expired',
  5: 'Finite State Machine Error',
  6: 'Cease',
  7: 'ROUTE-REFRESH Message Error',
};

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

export const views = ['adj-in-pre', 'adj-in-post', 'adj-out-pre', 'adj-out-post', 'loc-rib'];

/** Of incidents, the gravest first. */
export const severities = ['critical', 'warning', 'info'];

/** What a row of a route tells. */
export const actions = ['announce', 'withdraw'];

/** Of a message. */
export const directions = ['received', 'sent'];
