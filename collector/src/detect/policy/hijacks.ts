import { formatPrefix, type Prefix } from '../../net/prefix.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { TreePrefix } from '../../rib/prefix-tree.ts';
import { type Breach, Breaches, type Extent, type Found } from '../incidents/breaches.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { isFreePart } from './free-parts.ts';
import type { Severity } from '../incidents/incident.ts';
import { asName, peerName } from '../names.ts';
import { type Hop, isAmong, pathHops } from './path-hops.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import type { DomainRoute, RouteSet } from '../scope/route-set.ts';
import type { Expectation, JudgementSettings } from '../settings.ts';
import { counted } from '../../bytes/counted.ts';
import { orList } from '../words.ts';

/**
 * Prefixes that others take, against the expectations that name a prefix: announced by an origin that is not listed, the prefix
 * itself or a part of it, or by a set of ASes not all listed; by a listed origin in parts that are longer than `max_prefix_length`
 * (a warning); over a path that is shorter than `min_path_length`, that begins with none of `first_hops`, or in which the origin
 * hands it to none of `upstreams`. `origins: 0` says that nobody may announce the prefix.
 *
 * One incident of kind `hijack` per domain, expected prefix and offender, open as long as `hijack_min_peers` hear it. An expectation
 * for a longer prefix speaks for the part; parts of a default route, or of a prefix among the `aggregates` of the domain, are free
 * unless its expectation says `match: longer`. Silenced by `detect: off: [hijack]`.
 */
export function hijacks(context: Context): Detector {
  const { settings, expectations, incidents } = context;
  const { resolveAfterUs, hijackMinPeers } = settings.thresholds;
  const describe = (details: Details, extent: Extent): string => summaryOf(context, details, extent);
  const breaches = new Breaches('hijack', incidents, resolveAfterUs, describe, hijackMinPeers);
  return {
    save: () => breaches.save(),
    load: (memory: ReturnType<typeof breaches.save>) => breaches.load(memory),
    observePrefix(change): void {
      const prefix = change.family.prefixes.prefix(change.prefix);
      if (expectations.cover(prefix)) {
        const found = (routes: RouteSet): Found<Details>[] => findHijacks(context, change, prefix, routes);
        breaches.update(change, found(change.before), found(change.after));
      }
    },
    tick: (timeUs) => breaches.tick(timeUs),
  };
}

function findHijacks(context: Context, change: PrefixChange, prefix: Prefix, routes: RouteSet): Found<Details>[] {
  const { rib, settings, labels, expectations } = context;
  const { domain, family, prefix: id } = change;
  return routes.flatMap((route) => {
    const { table, attributes } = route;
    const { peer } = table.state;
    const label = labels.name(table, id, attributes);
    const spoken = expectations.covering({ peer, familyName: family.name, prefix, label });
    const hops = spoken.length === 0 ? [] : pathHops(rib.attributes.asPath(attributes));
    return spoken
      .filter((expectation) => !isFreePart(expectation, prefix, domain))
      .flatMap((expectation) => {
        const pathLength = rib.attributes.pathLength(attributes);
        const offence = offenceOf(expectation, prefix, hops, pathLength, settings);
        return offence === undefined ? [] : { table, breach: breachOf(context, change, route, expectation, offence) };
      });
  });
}

interface Offence {
  readonly severity: Severity;
  /** Who or what offends, for the key. */
  readonly offender: string;
  /** What is wrong with the prefixes, to go on behind `10.0.0.0/8 is` or `3 prefixes in 10.0.0.0/8 are`. */
  readonly words: string;
}

/** What is wrong with a route first of all: one that nobody may announce has no right path. */
function offenceOf(
  expectation: Expectation,
  prefix: Prefix,
  hops: readonly Hop[],
  pathLength: number,
  settings: JudgementSettings
): Offence | undefined {
  const { origins, maxPrefixLengthBits, prefix: expected } = expectation;
  const origin = hops.at(-1);
  if (origin === undefined) {
    return undefined;
  }
  const originText = hopText(origin, settings);
  const names = (asns: readonly number[]): string => orList(asns.map((as) => asName(settings, as)));
  if (origins.length > 0 && !isAmong(origin, origins)) {
    const forbidden = origins.every((as) => as === 0);
    const rule = forbidden ? 'which nobody may announce' : `expected from ${names(origins)}`;
    return { severity: 'critical', offender: `origin ${hopKey(origin)}`, words: `announced by ${originText}, ${rule}` };
  }
  if (expected!.match === 'longer' && prefix.lengthBits > (maxPrefixLengthBits ?? Infinity)) {
    const words = `longer than /${maxPrefixLengthBits!}, announced by ${originText}`;
    return { severity: 'warning', offender: `length ${hopKey(origin)}`, words };
  }
  const path = pathOffence(expectation, hops, pathLength);
  if (path === undefined) {
    return undefined;
  }
  const { neighbour, wanted } = path;
  const offender = neighbour === undefined ? `short ${hopKey(origin)}` : `neighbour ${hopKey(neighbour)}`;
  const words =
    neighbour === undefined
      ? `announced by ${originText} over a path shorter than ${counted(expectation.minPathLength!, 'hop')}`
      : `announced by ${originText} through ${hopText(neighbour, settings)}, expected through ${names(wanted)}`;
  return { severity: 'critical', offender, words };
}

/** An unexpected neighbour, or none where the path is too short. */
function pathOffence(
  { minPathLength, firstHops, upstreams, origins }: Expectation,
  hops: readonly Hop[],
  pathLength: number
): { readonly neighbour: Hop | undefined; readonly wanted: readonly number[] } | undefined {
  // A router of the expected origin that is heard itself stands before its neighbours.
  const own = hops.length > 1 && typeof hops[0] === 'number' && origins.includes(hops[0]);
  const first = hops[own ? 1 : 0];
  if (
    firstHops.length > 0 &&
    typeof first === 'number' &&
    !firstHops.includes(first) &&
    !isAmong(hops[0]!, firstHops)
  ) {
    return { neighbour: first, wanted: firstHops };
  }
  const upstream = hops.at(-2);
  if (upstreams.length > 0 && typeof upstream === 'number' && !upstreams.includes(upstream)) {
    return { neighbour: upstream, wanted: upstreams };
  }
  return pathLength < (minPathLength ?? 0) ? { neighbour: undefined, wanted: [] } : undefined;
}

/** What the summary of a hijack says besides its extent. */
interface Details {
  /** The expected prefix. */
  readonly expected: string;
  /** What is wrong with what is taken. */
  readonly words: string;
  readonly firstPeer: string;
  /** The whole of the expected prefix, where it has origins of its own: whether their route is heard is told as well. */
  readonly squatted:
    | {
        readonly domain: Domain;
        readonly family: FamilyTables;
        readonly prefix: TreePrefix;
        readonly origins: readonly number[];
      }
    | undefined;
}

function breachOf(
  context: Context,
  { domain, family, prefix }: PrefixChange,
  { table, attributes }: DomainRoute,
  expectation: Expectation,
  { severity, offender, words }: Offence
): Breach<Details> {
  const { settings, labels } = context;
  const { peer } = table.state;
  const wanted = expectation.prefix!.value;
  const expected = formatPrefix(wanted);
  const taken = family.prefixes.prefix(prefix);
  const { origins } = expectation;
  const isWhole = offender.startsWith('origin ') && taken.lengthBits === wanted.lengthBits;
  const isSquatted = isWhole && origins.some((as) => as !== 0);
  return {
    key: `${domain.settings.name} ${family.name} ${expected} ${offender}`,
    trouble: {
      severity,
      domain: domain.settings.name,
      router: peer.router,
      peer: peer.address,
      label: labels.name(table, prefix, attributes),
    },
    details: {
      expected,
      words,
      firstPeer: peerName(settings, peer),
      squatted: isSquatted ? { domain, family, prefix: taken, origins } : undefined,
    },
  };
}

function summaryOf(
  context: Context,
  { expected, words, firstPeer, squatted }: Details,
  { prefixes, peers }: Extent
): string {
  const only = prefixes.size === 1 ? prefixes.words() : undefined;
  const subject =
    only === undefined
      ? `${prefixes.size} prefixes in ${expected} (${prefixes.words()}) are`
      : only === expected
        ? `${only} is`
        : `${only}, part of ${expected}, is`;
  const absent = squatted !== undefined && !isAnnounced(context, squatted) ? ' (no such route is heard)' : '';
  return `${subject} ${words}${absent}; heard from ${counted(peers, 'peer')}, first ${firstPeer}`;
}

/** Whether one who may announce the prefix does. */
function isAnnounced(
  { rib, domains }: Context,
  { domain, family, prefix, origins }: NonNullable<Details['squatted']>
): boolean {
  let announced = false;
  family.forEachRoute(family.prefixes.find(prefix), (table, attributes) => {
    announced ||= domains.contains(domain, table.state) && origins.includes(rib.attributes.originAs(attributes) ?? -1);
  });
  return announced;
}

function hopText(hop: Hop, settings: JudgementSettings): string {
  return typeof hop === 'number' ? asName(settings, hop) : `the set {${hop.join(',')}}`;
}

function hopKey(hop: Hop): string {
  return typeof hop === 'number' ? String(hop) : `{${hop.join(',')}}`;
}
