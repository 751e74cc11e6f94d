import type { Peer } from '../../event/types.ts';
import type { Expectation } from '../settings.ts';

/** How much of what a limit allows there is. */
export interface Used {
  readonly expectation: Expectation;
  readonly familyName: string;
  /** Whether routes of this peer and label count. */
  readonly speaksOf: (peer: Peer, label: string) => boolean;
  prefixes: number;
}

/** Shares of the limits: handed from the one who counts to the one who writes them beside the tables. */
export class LimitUse {
  readonly #used: Used[] = [];

  add(used: Used): void {
    this.#used.push(used);
  }

  /** The highest share, percent, of the limits on a peer's routes of a label; undefined where there is none. Limits on a few prefixes are not meant. */
  percentOf(peer: Peer, familyName: string, label: string): number | undefined {
    let highest: number | undefined;
    for (const used of this.#used) {
      if (used.familyName === familyName && used.expectation.prefix === undefined && used.speaksOf(peer, label)) {
        highest = Math.max(highest ?? 0, percentUsed(used));
      }
    }
    return highest;
  }
}

export function percentUsed({ prefixes, expectation }: Used): number {
  return (prefixes / expectation.limit!) * 100;
}
