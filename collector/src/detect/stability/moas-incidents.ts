import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import type { Domain } from '../scope/domains.ts';
import type { Trouble } from '../incidents/incident.ts';
import { asName } from '../names.ts';
import type { Moas } from './origins.ts';
import { PrefixRoster, type RosterRoom } from '../incidents/prefix-roster.ts';

/** Prefixes of a domain that the same ASes originate. */
interface Group {
  readonly domain: Domain;
  readonly origins: readonly number[];
  readonly sinceUs: number;
  readonly atStart: boolean;
  readonly prefixes: PrefixRoster;
  changed: boolean;
}

interface Memory {
  readonly room: RosterRoom;
  readonly young: Set<Moas>;
  readonly groups: Map<string, Group>;
}

/** Incidents of prefixes with several origins, one for all with the same origins. Each prefix counts once it lasted for `holdDownUs`. */
export class MoasIncidents implements Remembers<Memory> {
  readonly #context: Context;
  #room: RosterRoom;
  /** Those that have not lasted yet, in the order in which they began. */
  #young = new Set<Moas>();
  #groups = new Map<string, Group>();

  constructor(context: Context, room: RosterRoom) {
    this.#context = context;
    this.#room = room;
  }

  save(): Memory {
    return { room: this.#room, young: this.#young, groups: this.#groups };
  }

  load({ room, young, groups }: Memory): void {
    this.#room = room;
    this.#young = young;
    this.#groups = groups;
  }

  begins(moas: Moas): void {
    this.#young.add(moas);
  }

  /** The ASes that originate the prefix change. */
  changes(moas: Moas, origins: readonly number[], timeUs: number): void {
    if (this.#young.has(moas)) {
      moas.origins = origins;
      return;
    }
    this.#leave(moas, timeUs);
    moas.origins = origins;
    this.#join(moas);
  }

  ends(moas: Moas, timeUs: number): void {
    if (!this.#young.delete(moas)) {
      this.#leave(moas, timeUs);
    }
  }

  tick(timeUs: number): void {
    const { incidents, settings } = this.#context;
    const { holdDownUs } = settings.thresholds;
    for (const moas of this.#young) {
      if (moas.sinceUs + holdDownUs > timeUs) {
        break;
      }
      this.#young.delete(moas);
      this.#join(moas);
    }
    for (const group of this.#groups.values()) {
      if (group.changed) {
        incidents.raise(this.#troubleOf(group), group.sinceUs, holdDownUs);
        group.changed = false;
      }
    }
  }

  #join(moas: Moas): void {
    const { domain, family, prefix, origins, sinceUs, atStart } = moas;
    const key = keyOf(moas);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { domain, origins, sinceUs, atStart, prefixes: new PrefixRoster(this.#room), changed: true };
      this.#groups.set(key, group);
    }
    group.prefixes.add(family, prefix);
    group.changed = true;
  }

  #leave(moas: Moas, timeUs: number): void {
    const key = keyOf(moas);
    const group = this.#groups.get(key)!;
    group.prefixes.delete(moas.family, moas.prefix);
    group.changed = true;
    if (group.prefixes.size === 0) {
      this.#context.incidents.clear('moas', key, timeUs, this.#context.settings.thresholds.resolveAfterUs);
      this.#groups.delete(key);
    }
  }

  #troubleOf(group: Group): Trouble {
    const { domain, origins, prefixes, atStart } = group;
    const firstPrefixes = prefixes.first();
    const one = prefixes.size === 1;
    return {
      kind: 'moas',
      key: keyOf(group),
      severity: 'warning',
      domain: domain.settings.name,
      prefix: one ? firstPrefixes[0] : undefined,
      summary: `${prefixes.words()} ${one ? 'is' : 'are'} originated by ${origins.map((as) => asName(this.#context.settings, as)).join(' and ')}`,
      prefixes: prefixes.size,
      firstPrefixes,
      atStart,
    };
  }
}

function keyOf({ domain, origins }: Pick<Group, 'domain' | 'origins'>): string {
  return `${domain.settings.name} ${origins.join(' ')}`;
}
