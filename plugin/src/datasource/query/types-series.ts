import type { QueryTypeRules } from './types';

export const peerFields = ['router', 'peer', 'peerAs', 'view', 'vrf'] as const;
export const peerGroups = ['router', 'view', 'vrf', 'peer', 'peerAs'];
const totalGroups = ['collector', 'domain', 'afi', 'label'];
const collectorGroups = ['collector', 'part', 'reason'];
const seriesFormats = ['timeseries', 'table', 'numeric'] as const;

export const messageRates: QueryTypeRules = {
  label: 'Message rates',
  help: 'How many BGP messages of each type arrived over time.',
  fields: [...peerFields, 'per', 'groupBy'],
  formats: seriesFormats,
  groups: [...peerGroups, 'type'],
  groupAlways: [],
  groupBy: ['type'],
};

export const updateRates: QueryTypeRules = {
  label: 'Update rates',
  help: 'How many prefixes UPDATE messages announced and withdrew over time, and what the announcements changed.',
  fields: [...peerFields, 'afi', 'label', 'metric', 'per', 'groupBy'],
  formats: seriesFormats,
  metrics: ['announced', 'withdrawn', 'path_changes', 'attribute_changes', 'duplicates', 'replayed'],
  groups: [...peerGroups, 'afi', 'label'],
  groupAlways: [],
  groupBy: [],
};

export const prefixCounts: QueryTypeRules = {
  label: 'Prefix counts',
  help: 'How many prefixes, AS paths or origins the table of each peer holds, and how much of its prefix limit that is.',
  fields: [...peerFields, 'afi', 'label', 'metric', 'groupBy'],
  formats: seriesFormats,
  metrics: ['prefixes', 'as_paths', 'origins', 'path_length_mean', 'path_length_max', 'moas', 'limit_used_percent'],
  groups: [...peerGroups, 'afi', 'label'],
  groupAlways: peerGroups,
  groupBy: ['peer'],
};

export const totals: QueryTypeRules = {
  label: 'Totals',
  help: 'How many different prefixes, AS paths or origins all peers of a domain give together, for each family and label.',
  fields: ['domain', 'afi', 'label', 'metric', 'groupBy'],
  formats: seriesFormats,
  metrics: ['prefixes', 'as_paths', 'origins', 'overlaps', 'single_path'],
  groups: totalGroups,
  groupAlways: totalGroups,
  groupBy: ['afi'],
};

export const redundancy: QueryTypeRules = {
  label: 'Redundancy',
  help: 'How many prefixes of a domain have one path, two, and so on.',
  fields: ['domain', 'afi', 'groupBy'],
  formats: seriesFormats,
  groups: ['collector', 'domain', 'afi', 'paths'],
  groupAlways: ['collector', 'domain'],
  groupBy: ['paths'],
};

export const collector: QueryTypeRules = {
  label: 'Collector',
  help: 'What the collector tells of itself: what it received, wrote, left out and has waiting, and how far it lags behind.',
  fields: ['collector', 'part', 'reason', 'metric', 'groupBy'],
  formats: seriesFormats,
  metrics: [
    'received',
    'decoded',
    'faulty',
    'filtered',
    'made',
    'recovered',
    'written',
    'queued',
    'dropped',
    'dead',
    'unaccounted',
    'left_out',
    'count',
    'lag',
    'silent',
    'connections',
    'connections_up',
    'peers',
    'peers_up',
    'routes',
    'journal_bytes',
    'memory_bytes',
    'uptime',
  ],
  groups: collectorGroups,
  groupAlways: collectorGroups,
  groupBy: ['part', 'reason'],
};

/** Sessions that come up and go down, one row each. */
const sessionChanges = {
  help: 'When sessions came up and went down, and why.',
  isRows: true,
  fields: peerFields,
  groups: [],
  groupAlways: [],
  groupBy: [],
};

export const sessions: QueryTypeRules = {
  label: 'Sessions',
  help: 'Whether the session of each peer is up (1) or down (0); as logs, when it came up and went down, and why.',
  fields: [...peerFields, 'groupBy'],
  formats: [...seriesFormats, 'logs', 'annotations'],
  groups: peerGroups,
  groupAlways: peerGroups,
  groupBy: ['peer'],
  otherwise: { logs: sessionChanges, annotations: sessionChanges },
};

export const notifications: QueryTypeRules = {
  label: 'Notifications',
  help: 'NOTIFICATION messages, each of which ends a session: who sent it, and why.',
  fields: [...peerFields, 'direction', 'code', 'groupBy'],
  formats: ['logs', 'table', 'timeseries', 'numeric', 'annotations'],
  groups: [...peerGroups, 'direction', 'code'],
  groupAlways: [],
  groupBy: ['peer'],
  otherwise: { table: { isRows: true }, logs: { isRows: true }, annotations: { isRows: true } },
};
