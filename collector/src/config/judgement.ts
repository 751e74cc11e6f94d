import {
  DEFAULT_PATH_IDENTITY,
  type DomainSettings,
  type Expectation,
  type JudgementSettings,
  type LabelRule,
  type PeerSettings,
  type RouteConditions,
  type RouteList,
  type Thresholds,
  defaultDomain,
} from '../detect/settings.ts';
import type { ConfigFile } from './schema.ts';

/** What the file tells the judgement. `lineOf` gives the line of an expectation in the file, by its position. */
export function judgementSettings(file: ConfigFile, lineOf: (expectation: number) => number): JudgementSettings {
  const { inventory, watch } = file;
  const domains = [...file.domains].map(([name, domain]) => domainSettings(name, domain));
  return {
    intervalUs: file.interval * 1_000_000,
    snapshotEveryUs: file.snapshots.every * 1_000_000,
    domains: domains.length > 0 ? domains : [defaultDomain()],
    labels: file.labels.map(labelRule),
    peers: new Map([...file.peers].map(([address, peer]) => [address, peerSettings(peer)])),
    inventory: { asns: inventory.asns, nextHops: inventory.next_hops, sites: inventory.sites },
    expectations: file.expect.map((one, index) => expectation(one, lineOf(index))),
    thresholds: thresholds(file.detect),
    watch,
  };
}

type ValueOf<M> = M extends ReadonlyMap<string, infer V> ? V : never;

function domainSettings(name: string, domain: ValueOf<ConfigFile['domains']>): DomainSettings {
  const { profile, path_identity: pathIdentity = DEFAULT_PATH_IDENTITY[profile] } = domain;
  const defaults = defaultDomain(name, profile);
  return {
    ...defaults,
    pathIdentity,
    routers: domain.routers ?? defaults.routers,
    views: domain.views ?? defaults.views,
    vrfs: domain.vrfs ?? defaults.vrfs,
    aggregates: domain.aggregates ?? defaults.aggregates,
  };
}

type LabelSection = ConfigFile['labels'][number];

function labelRule({ name, not, ...when }: LabelSection): LabelRule {
  return { name, when: routeConditions(when), unless: routeConditions(not) };
}

function routeConditions(conditions: LabelSection['not']): RouteConditions {
  return {
    asPath: conditions.as_path ?? [],
    origin: conditions.origin ?? [],
    nextHop: conditions.next_hop ?? [],
    prefix: conditions.prefix ?? [],
    community: conditions.community ?? [],
    peer: conditions.peer ?? [],
  };
}

function peerSettings({ name, site, group, best_only: bestOnly, asn }: ValueOf<ConfigFile['peers']>): PeerSettings {
  return { name, site, group, bestOnly, asn };
}

type ExpectSection = ConfigFile['expect'][number];

function expectation(one: ExpectSection, line: number): Expectation {
  return {
    prefix: one.prefix && { value: one.prefix, match: one.match ?? 'exact' },
    familyName: one.afi,
    label: one.label,
    peer: one.peer ?? [],
    origins: one.origins ?? [],
    maxPrefixLengthBits: one.max_prefix_length,
    minPathLength: one.min_path_length,
    maxPathLength: one.max_path_length,
    firstHops: one.first_hops ?? [],
    upstreams: one.upstreams ?? [],
    minPaths: one.min_paths,
    allow: routeList(one.allow),
    deny: routeList(one.deny),
    limit: one.limit,
    line,
  };
}

function routeList(lists: ExpectSection['allow']): RouteList {
  return { asPath: lists?.as_path ?? [], prefixes: lists?.prefix ?? [], prefixOutside: lists?.prefix_outside ?? [] };
}

function thresholds(detect: ConfigFile['detect']): Thresholds {
  const { short, long } = detect.flaps;
  const sessionFlaps = detect.session_flaps;
  return {
    holdDownUs: detect.hold_down * 1_000_000,
    resolveAfterUs: detect.resolve_after * 1_000_000,
    flaps: {
      short: { count: short.count, windowUs: short.window * 1_000_000 },
      long: { count: long.count, windowUs: long.window * 1_000_000 },
    },
    sessionFlaps: { count: sessionFlaps.count, windowUs: sessionFlaps.window * 1_000_000 },
    forgetAfterUs: detect.forget_after * 1_000_000,
    gatherUs: detect.gather * 1_000_000,
    originStableUs: detect.origin_stable * 1_000_000,
    longPathHops: detect.long_path_hops,
    floodFactor: detect.flood_factor,
    droughtFactor: detect.drought_factor,
    visibilityMinPeers: detect.visibility_min_peers,
    hijackMinPeers: detect.hijack_min_peers,
    privateAsns: detect.private_asns,
    bogons: detect.bogons,
    limitWarningPercent: detect.limit_warning_percent,
    limitCriticalPercent: detect.limit_critical_percent,
    silentAfterUs: detect.silent_after * 1_000_000,
    off: detect.off,
  };
}
