import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { Remembers } from '../detector.ts';
import type { IncidentBook } from './incident-book.ts';
import { type Trouble, incidentId } from './incident.ts';
import { PrefixRoster, type RosterRoom } from './prefix-roster.ts';

/** What to say of some prefixes to which the same happened. */
export interface News extends Pick<Trouble, 'kind' | 'key' | 'severity' | 'domain' | 'router' | 'peer' | 'label'> {
  /** What happened: the part of the summary that does not depend on the prefixes. */
  readonly words: string;
}

/** The summary of news. */
export type Describe = (news: Pick<News, 'kind' | 'words'>, prefixes: PrefixRoster) => string;

interface Timing {
  /** How long news is gathered before its incident opens. */
  readonly gatherUs: number;
  /** How long no more has to come for it to be resolved. */
  readonly quietUs: number;
}

/** Incidents gathered at a time. */
const MAX_GATHERINGS = 1000;

/** Prefixes to which the same happened, one after the other. */
export interface Gathering {
  readonly news: News;
  readonly startedUs: number;
  readonly prefixes: PrefixRoster;
  lastUs: number;
  changed: boolean;
}

interface Memory {
  readonly room: RosterRoom;
  /** By the identifier of the incident. */
  readonly gatherings: Map<string, Gathering>;
  readonly leftOut: number;
}

/**
 * Troubles that are news and pass by themselves: those of one key are gathered into one incident with its count of prefixes, which
 * is resolved when no more has come for some time.
 */
export class PassingTroubles implements Remembers<Memory> {
  readonly #incidents: IncidentBook;
  readonly #timing: Timing;
  readonly #describe: Describe;
  #room: RosterRoom;
  #gatherings = new Map<string, Gathering>();
  #leftOut = 0;

  constructor(incidents: IncidentBook, timing: Timing, describe: Describe, room: RosterRoom) {
    this.#incidents = incidents;
    this.#timing = timing;
    this.#describe = describe;
    this.#room = room;
  }

  save(): Memory {
    return { room: this.#room, gatherings: this.#gatherings, leftOut: this.#leftOut };
  }

  load({ room, gatherings, leftOut }: Memory): void {
    this.#room = room;
    this.#gatherings = gatherings;
    this.#leftOut = leftOut;
  }

  /** How many pieces of news were left out since there were too many sorts of them at a time. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Takes in what happened to a prefix; gives what it was gathered into, undefined where it was left out. */
  add(news: News, family: FamilyTables, prefix: PrefixId, timeUs: number): Gathering | undefined {
    const id = incidentId(news.kind, news.key);
    let gathering = this.#gatherings.get(id);
    if (gathering === undefined) {
      if (this.#gatherings.size === MAX_GATHERINGS) {
        this.#leftOut++;
        return undefined;
      }
      const prefixes = new PrefixRoster(this.#room);
      gathering = { news, startedUs: timeUs, prefixes, lastUs: timeUs, changed: true };
      this.#gatherings.set(id, gathering);
    }
    gathering.prefixes.add(family, prefix);
    gathering.lastUs = Math.max(gathering.lastUs, timeUs);
    gathering.changed = true;
    return gathering;
  }

  /** It did not happen to the prefix after all. */
  takeBack(gathering: Gathering, family: FamilyTables, prefix: PrefixId, timeUs: number): void {
    const { kind, key } = gathering.news;
    if (this.#gatherings.get(incidentId(kind, key)) !== gathering) {
      return;
    }
    gathering.prefixes.delete(family, prefix);
    gathering.changed = true;
    if (gathering.prefixes.size === 0) {
      this.#end(gathering, timeUs);
    }
  }

  tick(timeUs: number): void {
    const { gatherUs, quietUs } = this.#timing;
    for (const gathering of this.#gatherings.values()) {
      if (gathering.changed) {
        this.#incidents.raise(this.#troubleOf(gathering), gathering.startedUs, gatherUs);
        gathering.changed = false;
      }
      const endsUs = gathering.lastUs + Math.max(gatherUs, quietUs);
      if (endsUs <= timeUs) {
        this.#end(gathering, endsUs);
      }
    }
  }

  #end({ news, prefixes }: Gathering, timeUs: number): void {
    this.#incidents.clear(news.kind, news.key, timeUs);
    this.#gatherings.delete(incidentId(news.kind, news.key));
    prefixes.clear();
  }

  #troubleOf({ news, prefixes }: Gathering): Trouble {
    const { words, ...trouble } = news;
    const firstPrefixes = prefixes.first();
    const prefix = prefixes.size === 1 ? firstPrefixes[0] : undefined;
    const summary = this.#describe({ kind: news.kind, words }, prefixes);
    return { ...trouble, prefix, summary, prefixes: prefixes.size, firstPrefixes };
  }
}
