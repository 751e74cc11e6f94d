import type { PrefixId } from '../../rib/ids.ts';
import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import type { Emit, OverlapSide } from '../observation.ts';
import type { OverlapCounts } from '../counts/overlap-counts.ts';
import { OverlapIncidents } from './overlap-incidents.ts';
import type { OverlapIndex, OverlapObserver } from './overlap-index.ts';
import { overlapSides } from './overlap-sides.ts';

/** Overlaps that are followed at a time in one domain and family, and those of them that have rows. */
const MAX_FOLLOWED = 100_000;
const MAX_WRITTEN = 1_000;
/** How often an open overlap is written again, so that a query over a short time finds it. */
const REPEAT_US = 15 * 60_000_000;
/** Prefixes have smaller numbers than this: a table of that many is larger than any memory. */
const MOST_PREFIXES = 2 ** 26;

/** A prefix and what it overlaps with, from when that begins to when it is resolved. */
export interface OverlapPair {
  readonly prefix: PrefixId;
  /** The prefix itself where its own routes overlap. */
  readonly covering: PrefixId;
  readonly sinceUs: number;
  /** Whether it was found when a table was first told: it began earlier. */
  readonly atStart: boolean;
  /** Whether it has the loss of a session to thank for, which is an incident of its own. */
  readonly byLoss: boolean;
  open: boolean;
  /** When it ended; undefined while it lasts. */
  endedUs: number | undefined;
  /** Row last written; undefined for an overlap without rows. */
  written: { timeUs: number; sides: readonly [OverlapSide, OverlapSide] } | undefined;
}

/** Why overlaps begin or end now. */
export interface Occasion {
  readonly timeUs: number;
  readonly atStart: boolean;
  readonly byLoss: boolean;
}

interface Memory {
  readonly incidents: ReturnType<OverlapIncidents['save']>;
  readonly pairs: Map<number, OverlapPair>;
  readonly waiting: Set<OverlapPair>;
  readonly written: Set<OverlapPair>;
}

/** The overlaps of a domain in one family that are followed: they open when they have lasted, and have rows and incidents. */
export class OverlapPairs implements OverlapObserver, Remembers<Memory> {
  occasion: Occasion = { timeUs: 0, atStart: false, byLoss: false };
  readonly #context: Context;
  readonly #index: OverlapIndex;
  readonly #counts: OverlapCounts;
  readonly #incidents: OverlapIncidents;
  #pairs = new Map<number, OverlapPair>();
  /** Those that wait to open or to be resolved. */
  #waiting = new Set<OverlapPair>();
  #written = new Set<OverlapPair>();

  constructor(context: Context, index: OverlapIndex) {
    this.#context = context;
    this.#index = index;
    this.#counts = context.overlapCounts;
    this.#incidents = new OverlapIncidents(context, index);
  }

  save(): Memory {
    const incidents = this.#incidents.save();
    return { incidents, pairs: this.#pairs, waiting: this.#waiting, written: this.#written };
  }

  load({ incidents, pairs, waiting, written }: Memory): void {
    this.#incidents.load(incidents);
    this.#pairs = pairs;
    this.#waiting = waiting;
    this.#written = written;
  }

  begins(prefix: PrefixId, covering: PrefixId): void {
    const { timeUs: sinceUs, atStart, byLoss } = this.occasion;
    const known = this.#pairs.get(keyOf(prefix, covering));
    if (known !== undefined) {
      known.endedUs = undefined;
      this.#waiting.delete(known);
    } else if (this.#pairs.size >= MAX_FOLLOWED) {
      this.#counts.unfollowed++;
    } else {
      const pair = { prefix, covering, sinceUs, atStart, byLoss, open: false, endedUs: undefined, written: undefined };
      this.#pairs.set(keyOf(prefix, covering), pair);
      this.#waiting.add(pair);
      this.#index.routes.family.prefixes.retain(prefix);
      this.#index.routes.family.prefixes.retain(covering);
    }
  }

  ends(prefix: PrefixId, covering: PrefixId): void {
    const pair = this.#pairs.get(keyOf(prefix, covering));
    if (pair?.open) {
      pair.endedUs = this.occasion.timeUs;
      this.#waiting.add(pair);
    } else if (pair !== undefined) {
      this.#forget(pair);
    }
  }

  tick(timeUs: number, emit: Emit): void {
    const { holdDownUs, resolveAfterUs } = this.#context.settings.thresholds;
    for (const pair of this.#waiting) {
      if (!pair.open && pair.sinceUs + holdDownUs <= timeUs) {
        this.#open(pair, pair.sinceUs + holdDownUs, emit);
      } else if (pair.endedUs !== undefined && pair.endedUs + resolveAfterUs <= timeUs) {
        this.#resolve(pair, pair.endedUs + resolveAfterUs, emit);
      }
    }
    for (const pair of this.#written) {
      this.#repeat(pair, timeUs, emit);
    }
    this.#incidents.tick();
  }

  #open(pair: OverlapPair, timeUs: number, emit: Emit): void {
    pair.open = true;
    this.#waiting.delete(pair);
    if (!pair.byLoss) {
      this.#incidents.add(pair);
    }
    const sides = overlapSides(this.#context, this.#index, pair);
    if (this.#written.size >= MAX_WRITTEN) {
      this.#counts.unwritten++;
    } else if (sides !== undefined) {
      pair.written = { timeUs, sides };
      this.#written.add(pair);
      this.#write(pair, timeUs, 'open', emit);
    }
  }

  #resolve(pair: OverlapPair, timeUs: number, emit: Emit): void {
    this.#incidents.delete(pair);
    this.#write(pair, timeUs, 'resolved', emit);
    this.#forget(pair);
  }

  /** One row for a long silence too: nothing was seen in it. */
  #repeat(pair: OverlapPair, timeUs: number, emit: Emit): void {
    const written = pair.written!;
    const due = Math.floor((timeUs - written.timeUs) / REPEAT_US);
    if (due > 0) {
      const sides = pair.endedUs === undefined ? overlapSides(this.#context, this.#index, pair) : undefined;
      pair.written = { timeUs: written.timeUs + due * REPEAT_US, sides: sides ?? written.sides };
      this.#write(pair, pair.written.timeUs, 'open', emit);
    }
  }

  #write(
    { prefix, covering, sinceUs, atStart, written }: OverlapPair,
    timeUs: number,
    state: 'open' | 'resolved',
    emit: Emit
  ): void {
    if (written === undefined) {
      return;
    }
    const { domain, family } = this.#index.routes;
    emit({
      kind: 'overlap',
      timeNs: BigInt(timeUs) * 1000n,
      domain: domain.settings.name,
      familyName: family.name,
      relation: prefix === covering ? 'equal' : 'covering',
      state,
      sinceUs,
      atStart,
      side: written.sides[0],
      covering: written.sides[1],
    });
  }

  #forget(pair: OverlapPair): void {
    const { prefixes } = this.#index.routes.family;
    this.#pairs.delete(keyOf(pair.prefix, pair.covering));
    this.#waiting.delete(pair);
    this.#written.delete(pair);
    prefixes.release(pair.prefix);
    prefixes.release(pair.covering);
  }
}

function keyOf(prefix: PrefixId, covering: PrefixId): number {
  return prefix * MOST_PREFIXES + covering;
}
