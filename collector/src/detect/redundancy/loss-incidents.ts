import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import { MAX_LISTED_PREFIXES } from '../incidents/incident.ts';
import { NO_LABEL } from '../scope/labels.ts';
import type { LostPath } from './lost-path.ts';
import { peerName } from '../names.ts';
import { prefixText } from '../overlaps/overlap-sides.ts';
import { counted } from '../../bytes/counted.ts';

const HOUR_US = 3_600_000_000;

/** A prefix that has fewer paths than it had. */
export interface LostPrefix {
  readonly prefix: PrefixId;
  /** How many paths it had. */
  readonly baseline: number;
  /** How many are left. */
  paths: number;
  readonly lost: LostPath;
}

interface Group {
  readonly key: string;
  readonly first: LostPath;
  readonly prefixes: Set<LostPrefix>;
  /** When the last of them had its paths back, or was given up, Unix microseconds. */
  endedUs: number;
}

interface Memory {
  readonly groups: Map<string, Group>;
  readonly changed: Set<Group>;
}

/**
 * The incidents of lost paths in a domain and family. All that a peer takes back under one label is one incident, for one prefix as
 * for thousands: one circuit's loss withdraws many. So its identifier is that of the peer and the label.
 */
export class LossIncidents implements Remembers<Memory> {
  readonly #context: Context;
  readonly #domain: Domain;
  readonly #family: FamilyTables;
  #groups = new Map<string, Group>();
  #changed = new Set<Group>();

  constructor(context: Context, domain: Domain, family: FamilyTables) {
    this.#context = context;
    this.#domain = domain;
    this.#family = family;
  }

  save(): Memory {
    return { groups: this.#groups, changed: this.#changed };
  }

  load({ groups, changed }: Memory): void {
    this.#groups = groups;
    this.#changed = changed;
  }

  /** A loss opens, or how many paths are left has changed. */
  add(prefix: LostPrefix): void {
    const key = this.#keyOf(prefix);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { key, first: prefix.lost, prefixes: new Set(), endedUs: 0 };
      this.#groups.set(key, group);
    }
    group.prefixes.add(prefix);
    this.#changed.add(group);
  }

  /** The prefix has its paths back since `timeUs`, and for long enough. */
  restored(prefix: LostPrefix, timeUs: number): void {
    this.#take(prefix, timeUs, this.#context.settings.thresholds.resolveAfterUs);
  }

  /** The prefix will not get its paths back: it is not missed any more from `timeUs` on. */
  givenUp(prefix: LostPrefix, timeUs: number): void {
    const group = this.#groups.get(this.#keyOf(prefix));
    if (group?.prefixes.size === 1) {
      const { forgetAfterUs } = this.#context.settings.thresholds;
      const words = `is taken as meant: no path came back in ${Math.round(forgetAfterUs / HOUR_US)} h`;
      this.#raise(group, `the loss of ${prefixText(this.#family, prefix.prefix)} from ${this.#from(group)} ${words}`);
    }
    this.#take(prefix, timeUs, 0);
  }

  /** Raises and clears what changed, each incident once. */
  tick(): void {
    for (const group of this.#changed) {
      if (group.prefixes.size > 0) {
        this.#raise(group, this.#summary(group));
      }
    }
    this.#changed.clear();
  }

  #keyOf({ lost: { peer, label } }: LostPrefix): string {
    const { router, address, view, vrf } = peer;
    return `${this.#domain.settings.name} ${this.#family.name} ${router} ${address} ${view} ${vrf} ${label}`;
  }

  #take(prefix: LostPrefix, timeUs: number, afterUs: number): void {
    const group = this.#groups.get(this.#keyOf(prefix));
    if (group?.prefixes.delete(prefix)) {
      group.endedUs = Math.max(group.endedUs, timeUs + afterUs);
      this.#changed.add(group);
      if (group.prefixes.size === 0) {
        this.#groups.delete(group.key);
        this.#context.incidents.clear('redundancy', group.key, group.endedUs);
      }
    }
  }

  #from({ first: { peer, label } }: Group): string {
    return `${peerName(this.#context.settings, peer)}${label === NO_LABEL ? '' : ` (${label})`}`;
  }

  #summary(group: Group): string {
    const [first] = group.prefixes;
    const unreachable = countOf(group, ({ paths }) => paths === 0);
    const backups = countOf(group, ({ paths, lost }) => paths > 0 && lost.wasBackup);
    if (group.prefixes.size === 1) {
      const { prefix, baseline, paths } = first!;
      const what = backups === 1 ? 'lost a backup path' : 'lost a path';
      const left =
        paths === 0 ? `unreachable, had ${counted(baseline, 'path')}` : `${paths} of ${counted(baseline, 'path')} left`;
      return `${prefixText(this.#family, prefix)} ${what} from ${this.#from(group)}: ${left}`;
    }
    const counts = `${unreachable} unreachable, ${backups} without a backup path that they had`;
    return `${group.prefixes.size} prefixes lost a path from ${this.#from(group)}: ${counts}`;
  }

  #raise(group: Group, summary: string): void {
    const { incidents, settings } = this.#context;
    const firstPrefixes: string[] = [];
    for (const { prefix } of group.prefixes) {
      if (firstPrefixes.length === MAX_LISTED_PREFIXES) {
        break;
      }
      firstPrefixes.push(prefixText(this.#family, prefix));
    }
    const { peer, label, timeUs } = group.first;
    incidents.raise(
      {
        kind: 'redundancy',
        key: group.key,
        severity: countOf(group, ({ paths }) => paths === 0) > 0 ? 'critical' : 'warning',
        domain: this.#domain.settings.name,
        router: peer.router,
        peer: peer.address,
        prefix: group.prefixes.size === 1 ? firstPrefixes[0] : undefined,
        label,
        summary,
        prefixes: group.prefixes.size,
        firstPrefixes,
      },
      timeUs,
      settings.thresholds.holdDownUs
    );
  }
}

function countOf({ prefixes }: Group, accept: (prefix: LostPrefix) => boolean): number {
  let count = 0;
  for (const prefix of prefixes) {
    count += accept(prefix) ? 1 : 0;
  }
  return count;
}
