import { formatAsPath } from '../../bgp/as-path.ts';
import { SAFI_UNICAST } from '../../net/family.ts';
import { formatPrefix, type Prefix } from '../../net/prefix.ts';
import type { AttributesId } from '../../rib/ids.ts';
import { type Breach, Breaches, type Extent, type Found } from '../incidents/breaches.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import { asName, peerName } from '../names.ts';
import { isPrivateAs, loopedAs, pathHops } from './path-hops.ts';
import { type PathRule, type PolicyRoute, pathRules } from './path-rules.ts';
import { peerKey } from '../peer-key.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import { counted } from '../../bytes/counted.ts';
import type { DomainRoute, RouteSet } from '../scope/route-set.ts';
import type { Expectation } from '../settings.ts';
import { SPECIAL_PURPOSE } from './special-purpose.ts';

/**
 * Routes that a peer should not have: what the `allow` and `deny` lists of expectations say, `max_path_length`, and of those that
 * name no prefix also `origins`, `first_hops`, `upstreams`, `min_path_length` and `max_prefix_length`.
 *
 * Without being asked, in private domains: paths of `long_path_hops` and more (unless `max_path_length` says otherwise), and paths
 * that come back to an AS after others. In profile internet these only for routes that an expectation speaks of, private AS numbers
 * with `detect: private_asns`, special-purpose prefixes with `detect: bogons` or from peers that an expectation names.
 *
 * One incident of kind `path-policy` per domain, rule and peer, whatever number of prefixes. Silenced by `detect: off: [path-policy]`.
 */
export function pathPolicy(context: Context): Detector {
  const { settings, incidents } = context;
  const breaches = new Breaches('path-policy', incidents, settings.thresholds.resolveAfterUs, summaryOf);
  const policy = new PathPolicy(context);
  return {
    save: () => breaches.save(),
    load: (memory: ReturnType<typeof breaches.save>) => breaches.load(memory),
    observePrefix(change): void {
      const found = (routes: RouteSet): Found<Details>[] =>
        routes.flatMap((route) => (route.table === change.table ? policy.find(change, route) : []));
      breaches.update(change, found(change.before), found(change.after));
    },
    tick: (timeUs) => breaches.tick(timeUs),
  };
}

/** What the summary says besides how many prefixes it are. */
interface Details {
  readonly peer: string;
  readonly rule: string;
  readonly firstRoute: string;
}

function summaryOf({ peer, rule, firstRoute }: Details, { prefixes }: Extent): string {
  return `${peer} announces ${counted(prefixes.size, 'prefix')}${rule}, first ${firstRoute}`;
}

/** What is to be noted of the path of a set of attributes; 0 until it was looked at. */
const SEEN = 1;
const LOOP = 2;
const PRIVATE_AS = 4;

class PathPolicy {
  readonly #context: Context;
  readonly #rules: ReadonlyMap<Expectation, readonly PathRule[]>;
  readonly #notes;

  constructor(context: Context) {
    const { settings, rib } = context;
    this.#context = context;
    this.#rules = new Map(settings.expectations.map((one) => [one, pathRules(one, settings)]));
    this.#notes = rib.attributes.newNotes();
  }

  /** The rules that a route breaks. */
  find({ domain, family, prefix: id }: PrefixChange, { table, attributes }: DomainRoute): Found<Details>[] {
    const { settings, labels, expectations, rib } = this.#context;
    const { peer } = table.state;
    const isPrivate = domain.settings.profile === 'private';
    const expects = this.#rules.size > 0;
    const isUnicast = family.family.safi === SAFI_UNICAST;
    const bogons = !isPrivate && isUnicast && (settings.thresholds.bogons || (expects && expectations.namePeer(peer)));
    const privateAsns = !isPrivate && settings.thresholds.privateAsns;
    if (!expects && !bogons && !privateAsns && (!isPrivate || this.#isPlain(attributes))) {
      return [];
    }
    const prefix = family.prefixes.prefix(id);
    const label = labels.name(table, id, attributes);
    const spoken = expects ? expectations.of({ peer, familyName: family.name, prefix, label }) : [];
    const broken = [
      ...this.#expected(spoken, prefix, attributes),
      ...(isPrivate || spoken.length > 0 ? this.#shape(spoken, attributes) : []),
      ...(privateAsns ? this.#privateAs(attributes) : []),
      ...(bogons ? specialPurpose(prefix) : []),
    ];
    return broken.map((rule) => {
      const firstRoute = `${formatPrefix(prefix)} with path ${formatAsPath(rib.attributes.asPath(attributes))}`;
      const breach: Breach<Details> = {
        key: `${domain.settings.name} ${peerKey(peer)} ${rule.text}${rule.subject}`,
        trouble: { severity: 'warning', domain: domain.settings.name, router: peer.router, peer: peer.address, label },
        details: { peer: peerName(settings, peer), rule: `${rule.subject} ${rule.words}`, firstRoute },
      };
      return { table, breach };
    });
  }

  #expected(spoken: readonly Expectation[], prefix: Prefix, attributes: AttributesId): PathRule[] {
    const rules = spoken.flatMap((expectation) => this.#rules.get(expectation) ?? []);
    if (rules.length === 0) {
      return [];
    }
    const store = this.#context.rib.attributes;
    const path = store.asPath(attributes);
    const pathLength = store.pathLength(attributes);
    const route: PolicyRoute = { prefix, asPath: formatAsPath(path), hops: pathHops(path), pathLength };
    return rules.filter((rule) => rule.isBroken(route));
  }

  /** Whether nothing is wrong with a path by itself. */
  #isPlain(attributes: AttributesId): boolean {
    const { rib, settings } = this.#context;
    const isLong = rib.attributes.pathLength(attributes) >= settings.thresholds.longPathHops;
    return !isLong && (this.#noted(attributes) & LOOP) === 0;
  }

  /** Long paths and loops. */
  #shape(spoken: readonly Expectation[], attributes: AttributesId): Broken[] {
    const { rib, settings } = this.#context;
    const { longPathHops } = settings.thresholds;
    const broken: Broken[] = [];
    const isLong = rib.attributes.pathLength(attributes) >= longPathHops;
    if (isLong && spoken.every(({ maxPathLength }) => maxPathLength === undefined)) {
      broken.push(builtIn(`over a path of ${longPathHops} hops and more`));
    }
    if ((this.#noted(attributes) & LOOP) !== 0) {
      const as = asName(settings, loopedAs(pathHops(rib.attributes.asPath(attributes)))!);
      broken.push(builtIn(`over a path that comes back to ${as} after others`));
    }
    return broken;
  }

  #privateAs(attributes: AttributesId): Broken[] {
    return (this.#noted(attributes) & PRIVATE_AS) === 0 ? [] : [builtIn('over a path with a private AS number')];
  }

  /** Paths are looked at once for each set of attributes. */
  #noted(attributes: AttributesId): number {
    let noted = this.#notes.get(attributes);
    if (noted === 0) {
      const hops = pathHops(this.#context.rib.attributes.asPath(attributes));
      const hasPrivate = hops.flat().some(isPrivateAs);
      noted = SEEN | (loopedAs(hops) === undefined ? 0 : LOOP) | (hasPrivate ? PRIVATE_AS : 0);
      this.#notes.set(attributes, noted);
    }
    return noted;
  }
}

type Broken = Pick<PathRule, 'text' | 'words' | 'subject'>;

function builtIn(text: string): Broken {
  return { text, words: text, subject: '' };
}

function specialPurpose(prefix: Prefix): Broken[] {
  const block = SPECIAL_PURPOSE.longest(prefix);
  return block === undefined ? [] : [builtIn(`in ${block.value}`)];
}
