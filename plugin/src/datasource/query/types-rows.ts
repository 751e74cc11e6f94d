import type { QueryTypeRules } from './types';
import { peerFields, peerGroups } from './types-series';

/** What is asked of single routes can be narrowed by these. */
const routeFields = [...peerFields, 'afi', 'label', 'prefix', 'asPath', 'origin', 'community'] as const;
const routeGroups = [
  'prefix',
  'router',
  'view',
  'vrf',
  'peer',
  'peerAs',
  'afi',
  'label',
  'origin',
  'asPath',
  'nextHop',
];
const within = ['exact', 'longer'] as const;
const around = ['exact', 'longer', 'shorter', 'overlap'] as const;
const anyMatch = ['exact', 'longer', 'lookup', 'shorter', 'overlap'] as const;
const tableChanges = ['gained', 'lost', 'fewer', 'more', 'changed', 'same'];
const ungrouped = { groups: [], groupAlways: [], groupBy: [] };

export const routes: QueryTypeRules = {
  label: 'Routes',
  help: 'The routing table at a point in time, what of it matches, and how it differs from another time or another peer.',
  fields: [...routeFields, 'change', 'maxPaths', 'metric', 'groupBy', 'at', 'compareTo'],
  formats: ['table', 'numeric'],
  metrics: ['routes', 'prefixes', 'paths', 'as_paths', 'origins', 'peers'],
  changes: tableChanges,
  matches: anyMatch,
  groups: routeGroups,
  groupAlways: [],
  groupBy: [],
};

const prefixGroups = ['router', 'view', 'vrf', 'peer', 'peerAs', 'afi', 'prefix'];

export const history: QueryTypeRules = {
  label: 'History',
  help: 'What was announced and withdrawn, message by message. A timeline shows the paths of one prefix.',
  fields: [...routeFields, 'action', 'change'],
  formats: ['logs', 'table', 'timeseries', 'timeline', 'numeric'],
  changes: ['new', 'changed', 'duplicate', 'withdrawn', 'unknown-withdraw'],
  matches: around,
  ...ungrouped,
  otherwise: {
    timeseries: {
      help: 'How much was announced and withdrawn in each interval, of what the filter takes.',
      fields: [...routeFields, 'action', 'change', 'groupBy'],
      groups: [...peerGroups, 'afi', 'action'],
      groupBy: ['action'],
    },
    timeline: { fields: [...peerFields, 'afi', 'prefix'], needsPrefix: true },
    numeric: {
      help: 'Whether watched prefixes are there, and by how many paths, for alert rules.',
      fields: [...peerFields, 'afi', 'prefix', 'metric', 'groupBy'],
      metrics: ['visible', 'paths'],
      matches: within,
      groups: prefixGroups,
      groupAlways: prefixGroups,
      groupBy: ['prefix', 'peer'],
    },
  },
};

export const asPaths: QueryTypeRules = {
  label: 'AS paths',
  help: 'The AS paths of the routing table at a point in time, each with its number of prefixes; or the graph that they make.',
  fields: [...routeFields, 'change', 'at', 'compareTo'],
  formats: ['table', 'graph'],
  changes: tableChanges,
  matches: anyMatch,
  ...ungrouped,
};

export const overlaps: QueryTypeRules = {
  label: 'Overlaps',
  help: 'Pairs of prefixes that overlap with different paths: which are open at a point in time, or how many over time.',
  fields: ['domain', 'kind', 'peer', 'label', 'afi', 'prefix', 'at'],
  formats: ['table', 'timeseries', 'annotations'],
  kinds: ['equal', 'covering'],
  matches: within,
  ...ungrouped,
  otherwise: { timeseries: { fields: ['domain', 'afi', 'label'], metrics: ['overlaps'] } },
};

export const flaps: QueryTypeRules = {
  label: 'Flaps',
  help: 'The routes that went up and down most. Each list of 5 minutes holds the first 50 of a family.',
  fields: ['router', 'peer', 'label', 'afi', 'prefix'],
  formats: ['table', 'timeseries', 'numeric'],
  matches: within,
  ...ungrouped,
};

export const origins: QueryTypeRules = {
  label: 'Origins',
  help: 'Prefixes whose origin AS changed in the time range, and those with several origins (MOAS).',
  fields: ['domain', 'kind', 'state', 'peer', 'label', 'afi', 'prefix'],
  formats: ['table', 'annotations'],
  kinds: ['origin-change', 'moas'],
  states: ['event', 'open', 'resolved'],
  matches: within,
  ...ungrouped,
};

export const incidents: QueryTypeRules = {
  label: 'Incidents',
  help: 'What began and ended: a table of them, or 1 for each while it is open. Grouped by less, it is how many are open.',
  fields: ['domain', 'kind', 'severity', 'state', 'router', 'peer', 'label', 'prefix', 'groupBy'],
  formats: ['table', 'timeseries', 'numeric', 'logs', 'annotations'],
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
  otherwise: { table: { isRows: true }, logs: { isRows: true }, annotations: { isRows: true } },
};
