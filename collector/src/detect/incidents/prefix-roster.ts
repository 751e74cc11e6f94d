import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { MAX_LISTED_PREFIXES } from './incident.ts';
import { prefixText } from '../prefix-text.ts';

/** How many prefixes all rosters of a detector may hold together. */
export interface RosterRoom {
  left: number;
}

interface Member {
  readonly family: FamilyTables;
  readonly prefix: PrefixId;
}

/** Tells a prefix from all others, of other families too, for as long as something refers to it. */
export function prefixKey(family: FamilyTables, prefix: PrefixId): string {
  return `${family.name} ${prefix}`;
}

interface Saved {
  readonly room: RosterRoom;
  readonly members: Map<string, Member>;
  readonly beyond: number;
}

/**
 * The prefixes that a trouble concerns, each once, in the order in which they came. Refers to them, so that their numbers hold.
 * Where there is no room left, prefixes are counted only, each as often as it comes.
 */
export class PrefixRoster {
  readonly #room: RosterRoom;
  #members = new Map<string, Member>();
  #beyond = 0;

  constructor(room: RosterRoom) {
    this.#room = room;
  }

  /** The saved references to prefixes are the roster's from now on. */
  static load({ room, members, beyond }: Saved): PrefixRoster {
    const roster = new PrefixRoster(room);
    roster.#members = members;
    roster.#beyond = beyond;
    return roster;
  }

  save(): Saved {
    return { room: this.#room, members: this.#members, beyond: this.#beyond };
  }

  get size(): number {
    return this.#members.size + this.#beyond;
  }

  add(family: FamilyTables, prefix: PrefixId): void {
    const key = prefixKey(family, prefix);
    if (this.#members.has(key)) {
      return;
    }
    if (this.#room.left === 0) {
      this.#beyond++;
      return;
    }
    this.#room.left--;
    family.prefixes.retain(prefix);
    this.#members.set(key, { family, prefix });
  }

  delete(family: FamilyTables, prefix: PrefixId): void {
    if (this.#members.delete(prefixKey(family, prefix))) {
      this.#room.left++;
      family.prefixes.release(prefix);
    } else if (this.#beyond > 0) {
      this.#beyond--;
    }
  }

  clear(): void {
    for (const { family, prefix } of this.#members.values()) {
      family.prefixes.release(prefix);
    }
    this.#room.left += this.#members.size;
    this.#members.clear();
    this.#beyond = 0;
  }

  /** The texts of the first prefixes, as many as an incident lists. */
  first(count = MAX_LISTED_PREFIXES): string[] {
    const texts: string[] = [];
    for (const { family, prefix } of this.#members.values()) {
      if (texts.length === count) {
        break;
      }
      texts.push(prefixText(family, prefix));
    }
    return texts;
  }

  /** For a sentence: all of a few prefixes, of many the first. */
  words(): string {
    const named = this.first(NAMED);
    const more = this.size - named.length;
    return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
  }
}

const NAMED = 3;
