import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { MAX_LISTED_PREFIXES } from '../incidents/incident.ts';
import { prefixText } from '../overlaps/overlap-sides.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { type RouteSet, countPaths } from '../scope/route-set.ts';
import type { Expectation } from '../settings.ts';
import { counted } from '../../bytes/counted.ts';

/** Prefixes that are followed at a time. */
const MAX_FOLLOWED = 100_000;

/** Why the number of paths is looked at. */
export interface PathsOccasion {
  readonly timeUs: number;
  readonly atStart: boolean;
  /** Whether paths went with a session, which is an incident of its own. */
  readonly bySession: boolean;
}

/** The prefixes that fall short of one expectation. */
interface Group {
  readonly key: string;
  readonly minPaths: number;
  readonly sinceUs: number;
  readonly atStart: boolean;
  /** How many paths each has. */
  readonly prefixes: Map<PrefixId, number>;
}

interface Memory {
  readonly unfollowed: number;
  readonly groups: Map<string, Group>;
  readonly short: Map<PrefixId, Group>;
  readonly excused: Set<PrefixId>;
  readonly changed: Set<Group>;
}

/** Holds prefixes against the expectations of `min_paths`, in a domain and family: one incident for each expectation. */
export class MinPaths implements Remembers<Memory> {
  /** Prefixes that were not followed, since too many are. */
  unfollowed = 0;
  readonly #context: Context;
  readonly #domain: Domain;
  readonly #family: FamilyTables;
  #groups = new Map<string, Group>();
  /** Where each prefix with fewer paths than expected belongs. */
  #short = new Map<PrefixId, Group>();
  /** Those that fell short with a session: nothing is told of them until they have been well again. */
  #excused = new Set<PrefixId>();
  #changed = new Set<Group>();

  constructor(context: Context, domain: Domain, family: FamilyTables) {
    this.#context = context;
    this.#domain = domain;
    this.#family = family;
  }

  save(): Memory {
    return {
      unfollowed: this.unfollowed,
      groups: this.#groups,
      short: this.#short,
      excused: this.#excused,
      changed: this.#changed,
    };
  }

  load({ unfollowed, groups, short, excused, changed }: Memory): void {
    this.unfollowed = unfollowed;
    this.#groups = groups;
    this.#short = short;
    this.#excused = excused;
    this.#changed = changed;
  }

  /** Looks at a prefix with its routes; those before tell whom it belonged to where none are left. Gives whether any is expected. */
  check(prefix: PrefixId, before: RouteSet, routes: RouteSet, occasion: PathsOccasion): boolean {
    const expectation = this.#expectationOf(prefix, routes.length > 0 ? routes : before);
    const paths = countPaths(routes);
    const group = this.#short.get(prefix);
    if (expectation === undefined || paths >= expectation.minPaths!) {
      this.#excuse(prefix, false);
      if (group !== undefined) {
        this.#wellAgain(prefix, group, occasion.timeUs);
      }
    } else if (group !== undefined) {
      group.prefixes.set(prefix, paths);
      this.#changed.add(group);
    } else if (occasion.bySession) {
      this.#excuse(prefix, true);
    } else if (!this.#excused.has(prefix)) {
      this.#fallShort(prefix, paths, expectation, occasion);
    }
    return expectation !== undefined;
  }

  /** Raises what changed, each incident once. */
  tick(): void {
    for (const group of this.#changed) {
      if (group.prefixes.size > 0) {
        this.#raise(group);
      }
    }
    this.#changed.clear();
  }

  #fallShort(prefix: PrefixId, paths: number, expectation: Expectation, { timeUs, atStart }: PathsOccasion): void {
    if (this.#short.size >= MAX_FOLLOWED) {
      this.unfollowed++;
      return;
    }
    const key = `${this.#domain.settings.name} ${this.#family.name} min-paths ${expectedText(expectation)}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { key, minPaths: expectation.minPaths!, sinceUs: timeUs, atStart, prefixes: new Map() };
      this.#groups.set(key, group);
    }
    group.prefixes.set(prefix, paths);
    this.#short.set(prefix, group);
    this.#family.prefixes.retain(prefix);
    this.#changed.add(group);
  }

  #wellAgain(prefix: PrefixId, group: Group, timeUs: number): void {
    const { incidents, settings } = this.#context;
    this.#short.delete(prefix);
    group.prefixes.delete(prefix);
    this.#family.prefixes.release(prefix);
    this.#changed.add(group);
    if (group.prefixes.size === 0) {
      this.#groups.delete(group.key);
      incidents.clear('redundancy', group.key, timeUs, settings.thresholds.resolveAfterUs);
    }
  }

  #excuse(prefix: PrefixId, excused: boolean): void {
    const { prefixes } = this.#family;
    if (!excused && this.#excused.delete(prefix)) {
      prefixes.release(prefix);
    } else if (excused && !this.#excused.has(prefix)) {
      if (this.#excused.size >= MAX_FOLLOWED) {
        this.unfollowed++;
        return;
      }
      prefixes.retain(prefix);
      this.#excused.add(prefix);
    }
  }

  /** The one that asks for the most paths to the prefix. */
  #expectationOf(id: PrefixId, routes: RouteSet): Expectation | undefined {
    const { labels, expectations } = this.#context;
    const { name: familyName } = this.#family;
    const prefix = this.#family.prefixes.prefix(id);
    let most: Expectation | undefined;
    for (const { table, attributes } of routes) {
      const label = labels.name(table, id, attributes);
      for (const one of expectations.of({ peer: table.state.peer, familyName, prefix, label })) {
        most = (one.minPaths ?? 0) > (most?.minPaths ?? 0) ? one : most;
      }
    }
    return most;
  }

  #raise({ key, minPaths, sinceUs, atStart, prefixes }: Group): void {
    const { incidents, settings } = this.#context;
    const ids = [...prefixes.keys()].slice(0, MAX_LISTED_PREFIXES);
    const firstPrefixes = ids.map((id) => prefixText(this.#family, id));
    const unreachable = [...prefixes.values()].filter((paths) => paths === 0).length;
    const [first] = prefixes.values();
    const expected = `${minPaths} ${minPaths === 1 ? 'is' : 'are'} expected`;
    incidents.raise(
      {
        kind: 'redundancy',
        key,
        severity: unreachable > 0 ? 'critical' : 'warning',
        domain: this.#domain.settings.name,
        prefix: prefixes.size === 1 ? firstPrefixes[0] : undefined,
        summary:
          prefixes.size === 1
            ? `${firstPrefixes[0]} has ${counted(first!, 'path')}, ${expected}`
            : `${prefixes.size} prefixes have fewer paths than the ${minPaths} expected, ${unreachable} of them none`,
        prefixes: prefixes.size,
        firstPrefixes,
        atStart,
      },
      sinceUs,
      settings.thresholds.holdDownUs
    );
  }
}

/** Of which routes it speaks: stays the same when the file is edited elsewhere. */
function expectedText({ prefix, label, peer, minPaths }: Expectation): string {
  const peers = peer.map((one) =>
    one.kind === 'address' ? one.address : one.kind === 'as' ? `AS${one.as}` : one.name
  );
  const longer = prefix?.match === 'longer' ? ' longer' : '';
  return [
    ...(prefix ? [`${formatPrefix(prefix.value)}${longer}`] : []),
    ...(label ? [label] : []),
    ...peers,
    minPaths,
  ].join(' ');
}
