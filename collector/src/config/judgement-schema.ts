import { z } from 'zod';
import { canonicalAddress } from '../net/canonical-address.ts';
import { DEFAULT_THRESHOLDS, DEFAULT_WATCH, type FlapThreshold } from '../detect/settings.ts';
import {
  ADDRESS_KEY,
  asKey,
  asPath,
  asn,
  community,
  count,
  duration,
  factor,
  list,
  mapOf,
  name,
  peer,
  prefix,
  section,
  tagName,
  wanted,
} from './values.ts';

const afi = z
  .string(wanted('a family such as ipv4 or ipv6'))
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, wanted('a family such as ipv4 or ipv6'));

const VIEWS = ['adj-in-pre', 'adj-in-post', 'adj-out-pre', 'adj-out-post', 'loc-rib'] as const;
const IDENTITY_PARTS = ['full_path', 'next_hop', 'first_as', 'origin_as', 'label', 'site'] as const;

function oneOf<const T extends readonly string[]>(values: T): z.ZodEnum<{ [K in T[number]]: K }> {
  return z.enum(values, wanted(`one of ${values.join(', ')}`));
}

const domain = section({
  profile: oneOf(['private', 'internet'])
    .default('private')
    .describe('Whether overlaps are incidents (private) or counted (internet)'),
  path_identity: list(oneOf(IDENTITY_PARTS))
    .optional()
    .describe(
      'What makes two paths to a prefix different ones; full_path and next_hop, or origin_as in profile internet'
    ),
  routers: list(name).optional().describe('Names of routers; all unless given'),
  views: list(oneOf(VIEWS)).optional().describe('Tables of the routers; adj-in-pre and adj-in-post unless given'),
  vrfs: list(name).optional().describe('VRFs; `default` unless given'),
  aggregates: list(prefix).optional().describe('Prefixes that are meant to cover others: excluded from overlaps'),
});

const DOMAIN_KEY = 'the name of a domain such as hub: letters, digits, and - _ . between them';

const domains = mapOf(DOMAIN_KEY, (text) => tagName.safeParse(text).data, domain)
  .prefault({})
  .describe('Scopes in which prefixes are compared; one, `default`, of all that routers take in unless given');

const conditions = {
  as_path: list(asPath).optional().describe('AS-path patterns with `_`'),
  origin: list(asn).optional().describe('AS that originates the route'),
  next_hop: list(prefix).optional().describe('Next hops, or prefixes that they lie in'),
  prefix: list(prefix).optional().describe('The prefix, or one that it lies in'),
  community: list(community).optional().describe('Communities that the route carries; `*` stands for one number'),
  peer: list(peer).optional().describe('Peers that the route is heard from: addresses, AS numbers, names or groups'),
};

const label = section({
  name: tagName.describe('Value of the tag `label`'),
  ...conditions,
  not: section(conditions).prefault({}).describe('Conditions of which none may hold'),
});

const labels = list(label)
  .prefault([])
  .describe('Where routes come from: the first of these rules whose conditions all hold; else `none`');

const peerSettings = section({
  name: name.optional().describe('Name to show'),
  site: name.optional().describe('Short name of the site that it is at'),
  group: name.optional().describe('Peers of one group are instances of one speaker, such as a pair of route servers'),
  best_only: z
    .boolean(wanted('true or false'))
    .default(false)
    .describe('Whether it only sends its best path to each prefix'),
  asn: asn.optional().describe('The AS that it should have'),
});

const peers = mapOf(ADDRESS_KEY, canonicalAddress, peerSettings)
  .prefault({})
  .describe('Names of peers by their address, whatever source they are heard by');

const inventory = section({
  asns: mapOf('an AS number such as 65010', asKey, name).prefault({}).describe('Names of AS numbers'),
  next_hops: mapOf(ADDRESS_KEY, canonicalAddress, name).prefault({}).describe('Names of next hops'),
  sites: mapOf('a short name of a site', (text) => text, name)
    .prefault({})
    .describe('Names of the sites of peers'),
})
  .prefault({})
  .describe('Names to show beside numbers and addresses');

const routeList = section({
  as_path: list(asPath).optional(),
  prefix: list(prefix).optional().describe('Prefixes, with all inside them'),
  prefix_outside: list(prefix).optional().describe('All but these prefixes and what is inside them'),
});

const LENGTH = wanted('a length in bits, 0 to 128, such as 24');

const expectation = section({
  prefix: prefix.optional(),
  match: oneOf(['exact', 'longer']).optional().describe('Whether it speaks of more specific prefixes as well'),
  afi: afi.optional().describe('Family, as in the tag `afi`'),
  label: tagName.optional(),
  peer: list(peer).optional(),
  origins: list(asn).optional().describe('AS numbers of which one originates the route'),
  max_prefix_length: z.int(LENGTH).min(0, LENGTH).max(128, LENGTH).optional().describe('Bits'),
  min_path_length: count.optional().describe('AS path length; a set counts one'),
  max_path_length: count.optional().describe('AS path length; a set counts one'),
  first_hops: list(asn).optional().describe('AS numbers of which one begins the path'),
  upstreams: list(asn).optional().describe('AS numbers of which one stands next to the origin'),
  min_paths: count.optional().describe('Distinct paths to the prefix'),
  allow: routeList.optional().describe('A route has to be in each list that is given'),
  deny: routeList.optional().describe('A route must be in none of the lists'),
  limit: count.optional().describe('Highest number of prefixes, per family'),
});

const expect = list(expectation).prefault([]).describe('What should hold of prefixes, peers and labels');

type FlapShape = { count: z.ZodPrefault<typeof count>; window: z.ZodPrefault<typeof duration> };

const durationOr = (defaultUs: number): z.ZodPrefault<typeof duration> =>
  duration.prefault(`${defaultUs / 1_000_000}s`);

const flaps = ({ count: times, windowUs }: FlapThreshold, what: string): z.ZodPrefault<z.ZodObject<FlapShape>> =>
  section({
    count: count.prefault(times).describe(what),
    window: durationOr(windowUs).describe('Within which they are counted'),
  }).prefault({});

const flag = z.boolean(wanted('true or false'));

const TRANSITIONS = 'Transitions between reachable and unreachable';

const { holdDownUs, resolveAfterUs, flaps: flapDefaults, ...defaults } = DEFAULT_THRESHOLDS;

const detect = section({
  hold_down: durationOr(holdDownUs).describe('How long a loss of redundancy has to last'),
  resolve_after: durationOr(resolveAfterUs).describe('How long what opened an incident has to be gone'),
  flaps: section({
    short: flaps(flapDefaults.short, TRANSITIONS),
    long: flaps(flapDefaults.long, TRANSITIONS),
  }).prefault({}),
  session_flaps: flaps(defaults.sessionFlaps, 'Losses of a session'),
  forget_after: durationOr(defaults.forgetAfterUs).describe('How long a lost path is missed'),
  gather: durationOr(defaults.gatherUs).describe('How long new and vanished prefixes are gathered into one incident'),
  origin_stable: durationOr(defaults.originStableUs).describe('How long a prefix has to keep its new origin'),
  long_path_hops: count.prefault(defaults.longPathHops).describe('Length from which on an AS path is a long one'),
  flood_factor: factor.prefault(defaults.floodFactor).describe('Updates per interval, as a multiple of their median'),
  drought_factor: factor.prefault(defaults.droughtFactor).describe('Messages per interval, as a share of their median'),
  visibility_min_peers: count
    .prefault(defaults.visibilityMinPeers)
    .describe('Peers that have to see a prefix for it to count as visible'),
  hijack_min_peers: count.prefault(defaults.hijackMinPeers).describe('Peers that have to hear a hijack'),
  private_asns: flag
    .default(defaults.privateAsns)
    .describe('Whether private AS numbers in paths matter in profile internet'),
  bogons: flag
    .default(defaults.bogons)
    .describe('Whether special-purpose prefixes matter in profile internet, from whatever peer'),
  limit_warning_percent: factor
    .prefault(defaults.limitWarningPercent)
    .describe('Share of a prefix limit from which on it is a warning, percent'),
  limit_critical_percent: factor
    .prefault(defaults.limitCriticalPercent)
    .describe('Share of a prefix limit from which on it is critical, percent'),
  silent_after: durationOr(defaults.silentAfterUs).describe('Silence of a session whose hold time is not known'),
  off: list(tagName).prefault([]).describe('Kinds of incidents that are not wanted'),
})
  .prefault({})
  .describe('When something is worth an incident');

/** A watched prefix has a series of its own in the database. */
const MAX_WATCHED = 50_000;
const BUDGET = wanted(`a number of prefixes from 0 to ${MAX_WATCHED}`);

const watch = section({
  budget: z
    .int(BUDGET)
    .min(0, BUDGET)
    .max(MAX_WATCHED, BUDGET)
    .prefault(DEFAULT_WATCH.budget)
    .describe('All prefixes are watched while there are not more'),
  prefixes: list(prefix).prefault([]).describe('Always watched, with what covers them and what lies in them'),
})
  .prefault({})
  .describe('Prefixes with a series of their own');

/** The sections that the judgement goes by. */
export const judgementSections = { domains, labels, peers, inventory, expect, detect, watch };
