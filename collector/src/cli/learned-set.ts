import { formatAsPath, originAs } from '../bgp/as-path.ts';
import type { Profile } from '../detect/settings.ts';
import type { AddressText } from '../net/address.ts';
import { covers, parseAddress, parsePrefix } from '../net/parse-prefix.ts';
import { type Prefix, formatPrefix } from '../net/prefix.ts';
import { type Entry, PrefixIndex, comparePrefixes } from '../net/prefix-index.ts';
import type { LearnedRoute } from './learned-tables.ts';

/** From as many prefixes on, most of them public, a table is taken for one of the Internet. */
const INTERNET_PREFIXES = 100;
/** RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291 §2.5.6 */
const NOT_PUBLIC = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
].map((text) => parsePrefix(text)!);
/** Families whose prefixes are compared: others may repeat a prefix in every VRF. */
const COMPARED = ['ipv4', 'ipv6'];

/** What a set of tables suggests to configure. All lists are in the order of addresses. */
export interface LearnedSet {
  readonly peers: readonly LearnedPeer[];
  readonly profile: Profile;
  readonly prefixes: readonly LearnedPrefix[];
  readonly aggregates: readonly LearnedAggregate[];
}

export interface LearnedPeer {
  readonly address: AddressText;
  /** More than one where the address was heard with several. */
  readonly ases: readonly number[];
  /** Prefixes by family. */
  readonly counts: ReadonlyMap<string, number>;
  /** The first peer that announces the same prefixes with the same paths; the peer itself where another does. */
  readonly same: AddressText | undefined;
}

export interface LearnedPrefix {
  readonly prefix: Prefix;
  readonly paths: ReadonlySet<LearnedPath>;
}

/** What tells two paths apart unless a domain says otherwise. One object each: compare by identity. */
export interface LearnedPath {
  /** In text. */
  readonly asPath: string;
  readonly nextHop: AddressText | undefined;
  /** Undefined where the path ends in a set or is empty. */
  readonly origin: number | undefined;
}

/** A prefix that covers others of another path. */
export interface LearnedAggregate {
  readonly prefix: Prefix;
  /** Those that it covers and that have other paths than it: how many, and the first. */
  readonly covered: number;
  readonly first: LearnedPrefix;
}

/** Puts together what the routes suggest; the same routes in any order give the same. Goes through them twice. */
export function learnedSet(routes: Iterable<LearnedRoute>): LearnedSet {
  const peers = new PeersBuilder();
  const paths = new Paths();
  const prefixes = new Map<string, { readonly prefix: Prefix; readonly paths: Set<LearnedPath> }>();
  for (const route of routes) {
    peers.count(route);
    if (COMPARED.includes(route.familyName)) {
      const text = formatPrefix(route.prefix);
      const known = prefixes.get(text) ?? { prefix: route.prefix, paths: new Set() };
      prefixes.set(text, known);
      known.paths.add(paths.of(route));
    }
  }
  for (const route of routes) {
    peers.compare(route, paths);
  }
  const sorted = [...prefixes.values()].sort((a, b) => comparePrefixes(a.prefix, b.prefix));
  const profile = isOfInternet(sorted) ? 'internet' : 'private';
  return {
    peers: peers.build(),
    profile,
    prefixes: sorted,
    aggregates: profile === 'private' ? aggregatesOf(sorted) : [],
  };
}

function isOfInternet(prefixes: readonly LearnedPrefix[]): boolean {
  const known = prefixes.filter(
    ({ prefix }) => prefix.lengthBits > 0 && !NOT_PUBLIC.some((one) => covers(one, prefix))
  );
  return known.length >= INTERNET_PREFIXES && known.length > prefixes.length / 2;
}

class Paths {
  readonly #known = new Map<string, LearnedPath>();

  of({ attributes: { asPath: segments = [] }, nextHop }: LearnedRoute): LearnedPath {
    const asPath = formatAsPath(segments);
    const key = `${asPath} ${nextHop}`;
    let path = this.#known.get(key);
    if (path === undefined) {
      path = { asPath, nextHop, origin: originAs(segments) };
      this.#known.set(key, path);
    }
    return path;
  }
}

interface PeerBuilder {
  readonly ases: Set<number>;
  readonly counts: Map<string, number>;
  /** Path by family and prefix; only of peers that announce as much as another does. */
  readonly table: Map<string, LearnedPath>;
}

class PeersBuilder {
  readonly #peers = new Map<AddressText, PeerBuilder>();
  #twins: ReadonlySet<AddressText> | undefined;

  count({ peer, familyName }: LearnedRoute): void {
    let known = this.#peers.get(peer.address);
    if (known === undefined) {
      known = { ases: new Set(), counts: new Map(), table: new Map() };
      this.#peers.set(peer.address, known);
    }
    known.ases.add(peer.as);
    known.counts.set(familyName, (known.counts.get(familyName) ?? 0) + 1);
  }

  /** Call it when all routes are counted. */
  compare(route: LearnedRoute, paths: Paths): void {
    this.#twins ??= new Set(this.#withEqualCounts());
    const { peer, familyName, prefix } = route;
    if (this.#twins.has(peer.address)) {
      const { rd = '', pathId = '' } = prefix;
      this.#peers
        .get(peer.address)!
        .table.set(`${familyName} ${rd} ${formatPrefix(prefix)} ${pathId}`, paths.of(route));
    }
  }

  *#withEqualCounts(): Generator<AddressText> {
    const seen = new Map<string, AddressText>();
    for (const [address, { counts }] of this.#peers) {
      const key = JSON.stringify([...sortedCounts(counts)]);
      const other = seen.get(key);
      if (other === undefined) {
        seen.set(key, address);
      } else {
        yield other;
        yield address;
      }
    }
  }

  build(): LearnedPeer[] {
    const sorted = [...this.#peers].sort(([a], [b]) => comparePrefixes(parseAddress(a)!, parseAddress(b)!));
    const firsts: [AddressText, PeerBuilder][] = [];
    const firstOf = new Map<AddressText, AddressText>();
    for (const [address, peer] of sorted.filter(([one]) => this.#twins?.has(one))) {
      const first = firsts.find(([, other]) => sameTable(peer.table, other.table));
      if (first === undefined) {
        firsts.push([address, peer]);
      } else {
        firstOf.set(address, first[0]).set(first[0], first[0]);
      }
    }
    return sorted.map(([address, { ases, counts }]) => ({
      address,
      ases: [...ases].sort((a, b) => a - b),
      counts: sortedCounts(counts),
      same: firstOf.get(address),
    }));
  }
}

function sortedCounts(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sameTable(a: PeerBuilder['table'], b: PeerBuilder['table']): boolean {
  return a.size === b.size && [...a].every(([key, path]) => b.get(key) === path);
}

/** The prefixes, other than default routes, that cover others with other paths. */
function aggregatesOf(prefixes: readonly LearnedPrefix[]): LearnedAggregate[] {
  const index = new PrefixIndex(prefixes.map((one) => [one.prefix, one]));
  const covered = new Map<LearnedPrefix, { count: number; first: LearnedPrefix }>();
  for (const { value: inner, parent } of index.entries()) {
    for (let outer: Entry<LearnedPrefix> | undefined = parent; outer !== undefined; outer = outer.parent) {
      if (outer.prefix.lengthBits > 0 && !sameSet(outer.value.paths, inner.paths)) {
        const known = covered.get(outer.value) ?? { count: 0, first: inner };
        covered.set(outer.value, { ...known, count: known.count + 1 });
      }
    }
  }
  return prefixes
    .filter((one) => covered.has(one))
    .map((one) => ({ prefix: one.prefix, covered: covered.get(one)!.count, first: covered.get(one)!.first }));
}

function sameSet(a: ReadonlySet<LearnedPath>, b: ReadonlySet<LearnedPath>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}
