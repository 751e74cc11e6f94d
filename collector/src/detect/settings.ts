import type { AsPathPattern } from '../bgp/as-path-pattern.ts';
import type { View } from '../event/types.ts';
import type { AddressText } from '../net/address.ts';
import type { Prefix } from '../net/prefix.ts';
import type { CommunityPattern } from './scope/community-pattern.ts';

/** What makes two paths to a prefix different ones; `full_path`: the ASes that it leads through, prepending aside. */
export type PathIdentityPart = 'full_path' | 'next_hop' | 'first_as' | 'origin_as' | 'label' | 'site';

export type Profile = 'private' | 'internet';

/** A scope in which prefixes are compared with each other. */
export interface DomainSettings {
  /** Value of the tag `domain`. */
  readonly name: string;
  readonly profile: Profile;
  readonly pathIdentity: readonly PathIdentityPart[];
  /** Empty: all. */
  readonly routers: readonly string[];
  readonly views: readonly View[];
  readonly vrfs: readonly string[];
  /** Covering prefixes that are meant to cover: excluded from overlaps. */
  readonly aggregates: readonly Prefix[];
}

/** One or more peers: by address, by AS, or by the name or group that `peers` gives them. */
export type PeerSelector =
  | { readonly kind: 'address'; readonly address: AddressText }
  | { readonly kind: 'as'; readonly as: number }
  | { readonly kind: 'name'; readonly name: string };

/** Conditions on a route. Each holds if one of its list matches; an empty list asks for nothing. */
export interface RouteConditions {
  readonly asPath: readonly AsPathPattern[];
  /** Origin AS; a path that ends in a set has none. */
  readonly origin: readonly number[];
  /** An address as a prefix of its full length. */
  readonly nextHop: readonly Prefix[];
  /** Matches itself and all inside. */
  readonly prefix: readonly Prefix[];
  readonly community: readonly CommunityPattern[];
  readonly peer: readonly PeerSelector[];
}

/** Gives a label to the routes that meet all of `when` and nothing of `unless`. The first rule that matches counts. */
export interface LabelRule {
  /** Value of the tag `label`; several rules may give the same. */
  readonly name: string;
  readonly when: RouteConditions;
  readonly unless: RouteConditions;
}

export interface PeerSettings {
  readonly name: string | undefined;
  readonly site: string | undefined;
  /** Peers of one group are instances of one speaker: the same path from two of them is one path. */
  readonly group: string | undefined;
  /** Whether it can only send its best path to a prefix, so that the loss of a backup is not seen here. */
  readonly bestOnly: boolean;
  /** The AS that it should have. */
  readonly asn: number | undefined;
}

/** Names to show beside numbers and addresses. Never tags. */
export interface Inventory {
  readonly asns: ReadonlyMap<number, string>;
  readonly nextHops: ReadonlyMap<AddressText, string>;
  /** Names of the sites that peers are at, by their short names. */
  readonly sites: ReadonlyMap<string, string>;
}

/** What a list allows or denies. An empty list says nothing. */
export interface RouteList {
  readonly asPath: readonly AsPathPattern[];
  /** Prefixes that equal one of these or lie in it. */
  readonly prefixes: readonly Prefix[];
  /** Prefixes that neither equal one of these nor lie in it. */
  readonly prefixOutside: readonly Prefix[];
}

/** What should hold of routes. It speaks of those that meet all of `prefix`, `familyName`, `label` and `peer` that it gives, one at least. */
export interface Expectation {
  readonly prefix: { readonly value: Prefix; readonly match: 'exact' | 'longer' } | undefined;
  /** Such as `ipv4`, as in the tag `afi`. */
  readonly familyName: string | undefined;
  readonly label: string | undefined;
  /** One of these; empty: any. */
  readonly peer: readonly PeerSelector[];

  /** One of these originates it; empty: any. */
  readonly origins: readonly number[];
  readonly maxPrefixLengthBits: number | undefined;
  /** AS path length as for route selection: a set counts one. */
  readonly minPathLength: number | undefined;
  readonly maxPathLength: number | undefined;
  /** The path begins with one of these; empty: with any. */
  readonly firstHops: readonly number[];
  /** The origin hands the route to one of these, prepends aside; empty: to any. */
  readonly upstreams: readonly number[];
  /** Distinct path identities to each prefix. */
  readonly minPaths: number | undefined;
  /** A route has to be in one of each list that is not empty. */
  readonly allow: RouteList;
  /** A route must be in none. */
  readonly deny: RouteList;
  /** Highest number of prefixes, per family. */
  readonly limit: number | undefined;

  /** Line in the configuration file, for messages; from 1. */
  readonly line: number;
}

export interface FlapThreshold {
  /** Transitions between reachable and unreachable, or losses of a session. */
  readonly count: number;
  readonly windowUs: number;
}

/** When something is worth an incident. */
export interface Thresholds {
  /** How long a loss of redundancy has to last: path hunting is over before that. */
  readonly holdDownUs: number;
  /** How long what opened an incident has to be gone. */
  readonly resolveAfterUs: number;
  readonly flaps: { readonly short: FlapThreshold; readonly long: FlapThreshold };
  readonly sessionFlaps: FlapThreshold;
  /** How long a lost path is missed: what has not come back by then was taken away on purpose. */
  readonly forgetAfterUs: number;
  /** How long new prefixes, and vanished ones, are gathered into one incident before it opens; what is undone by then is neither. */
  readonly gatherUs: number;
  /** How long a prefix has to keep its origin for the change of it to be over. */
  readonly originStableUs: number;
  /** AS paths of this length and more. */
  readonly longPathHops: number;
  /** Updates per interval, as a multiple of their median. */
  readonly floodFactor: number;
  /** Messages per interval, as a share of their median. */
  readonly droughtFactor: number;
  /** Peers that have to see a prefix for it to count as visible. */
  readonly visibilityMinPeers: number;
  /** Peers that have to hear a hijack. */
  readonly hijackMinPeers: number;
  /** Whether private AS numbers in paths matter in profile internet. */
  readonly privateAsns: boolean;
  /** Whether special-purpose prefixes matter in profile internet, from whatever peer. */
  readonly bogons: boolean;
  /** Percent of a prefix limit from which on it is a warning, and critical. */
  readonly limitWarningPercent: number;
  readonly limitCriticalPercent: number;
  /** Silence of a BGP session that was not seen to agree on a hold time. */
  readonly silentAfterUs: number;
  /** Kinds of incidents that are not wanted. */
  readonly off: readonly string[];
}

/** Which prefixes have series of their own. */
export interface WatchSettings {
  /** All of them, as long as there are not more than this. */
  readonly budget: number;
  /** Those that are always watched, with what covers them and what lies in them. */
  readonly prefixes: readonly Prefix[];
}

/** All that configuration tells the judgement. */
export interface JudgementSettings {
  readonly intervalUs: number;
  /** How often the tables are written as a whole. */
  readonly snapshotEveryUs: number;
  readonly domains: readonly DomainSettings[];
  /** In the order in which they are tried. */
  readonly labels: readonly LabelRule[];
  /** By the peer's address, whatever source it is heard by. */
  readonly peers: ReadonlyMap<AddressText, PeerSettings>;
  readonly inventory: Inventory;
  readonly expectations: readonly Expectation[];
  readonly thresholds: Thresholds;
  readonly watch: WatchSettings;
}

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;

export const DEFAULT_THRESHOLDS: Thresholds = {
  holdDownUs: 60 * SECOND_US,
  resolveAfterUs: 60 * SECOND_US,
  flaps: { short: { count: 4, windowUs: 2 * MINUTE_US }, long: { count: 6, windowUs: 60 * MINUTE_US } },
  sessionFlaps: { count: 3, windowUs: 10 * MINUTE_US },
  forgetAfterUs: 24 * 60 * MINUTE_US,
  gatherUs: 10 * SECOND_US,
  originStableUs: 10 * MINUTE_US,
  longPathHops: 50,
  floodFactor: 10,
  droughtFactor: 0.1,
  visibilityMinPeers: 2,
  hijackMinPeers: 1,
  privateAsns: false,
  bogons: false,
  limitWarningPercent: 80,
  limitCriticalPercent: 95,
  silentAfterUs: 3 * MINUTE_US,
  off: [],
};

export const DEFAULT_WATCH: WatchSettings = { budget: 10_000, prefixes: [] };

/** On the Internet every peer has a path of its own, so there only the origin tells two routes apart. */
export const DEFAULT_PATH_IDENTITY: Readonly<Record<Profile, readonly PathIdentityPart[]>> = {
  private: ['full_path', 'next_hop'],
  internet: ['origin_as'],
};

/** A domain of all that routers take in, in their global tables. */
export function defaultDomain(name = 'default', profile: Profile = 'private'): DomainSettings {
  return {
    name,
    profile,
    pathIdentity: DEFAULT_PATH_IDENTITY[profile],
    routers: [],
    views: ['adj-in-pre', 'adj-in-post'],
    vrfs: ['default'],
    aggregates: [],
  };
}

export const DEFAULT_SNAPSHOT_EVERY_US = 6 * 60 * MINUTE_US;

/** The settings of an empty configuration. */
export function defaultSettings(intervalUs: number): JudgementSettings {
  return {
    intervalUs,
    snapshotEveryUs: DEFAULT_SNAPSHOT_EVERY_US,
    domains: [defaultDomain()],
    labels: [],
    peers: new Map(),
    inventory: { asns: new Map(), nextHops: new Map(), sites: new Map() },
    expectations: [],
    thresholds: DEFAULT_THRESHOLDS,
    watch: DEFAULT_WATCH,
  };
}

export const NO_CONDITIONS: RouteConditions = {
  asPath: [],
  origin: [],
  nextHop: [],
  prefix: [],
  community: [],
  peer: [],
};
