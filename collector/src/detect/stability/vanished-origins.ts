import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import type { PrefixChange } from '../scope/prefix-change.ts';
import type { Origins } from './origin-rows.ts';

/** Prefixes that are remembered at a time. */
const MAX_VANISHED = 10_000;

interface Vanished {
  readonly family: FamilyTables;
  readonly prefix: PrefixId;
  readonly origins: Origins;
  readonly timeUs: number;
}

export interface SavedVanished {
  readonly prefixes: Map<string, Vanished>;
  readonly dropped: number;
}

/** Who originated the prefixes that have no route any more, for a while: what another AS brings back then has changed its origin. */
export class VanishedOrigins {
  readonly #keepUs: number;
  /** In the order in which they vanished. */
  #vanished = new Map<string, Vanished>();
  /** Prefixes that were forgotten before their time, since there were too many. */
  dropped = 0;

  constructor(keepUs: number) {
    this.#keepUs = keepUs;
  }

  save(): SavedVanished {
    return { prefixes: this.#vanished, dropped: this.dropped };
  }

  load({ prefixes, dropped }: SavedVanished): void {
    this.#vanished = prefixes;
    this.dropped = dropped;
  }

  originsOf(key: string): Origins | undefined {
    return this.#vanished.get(key)?.origins;
  }

  remember(key: string, { family, prefix, timeUs }: PrefixChange, origins: Origins): void {
    if (this.#vanished.has(key)) {
      this.forget(key);
    } else if (this.#vanished.size === MAX_VANISHED) {
      const [oldest] = this.#vanished.keys();
      this.forget(oldest!);
      this.dropped++;
    }
    family.prefixes.retain(prefix);
    this.#vanished.set(key, { family, prefix, origins, timeUs });
  }

  forget(key: string): void {
    const { family, prefix } = this.#vanished.get(key)!;
    this.#vanished.delete(key);
    family.prefixes.release(prefix);
  }

  tick(timeUs: number): void {
    for (const [key, vanished] of this.#vanished) {
      if (vanished.timeUs + this.#keepUs > timeUs) {
        break;
      }
      this.forget(key);
    }
  }
}
