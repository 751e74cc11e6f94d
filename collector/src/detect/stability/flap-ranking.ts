import { type Change, type RouteChange, isRouteChange } from '../../rib/change.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { type PeerState, isWhole } from '../../rib/peer-state.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import { type Interval, endsPeriod, observedNs } from '../interval-clock.ts';
import type { LeftOut } from '../left-out.ts';
import type { Emit } from '../observation.ts';
import { Numbers } from '../numbers.ts';
import { prefixText } from '../prefix-text.ts';

const PERIOD_US = 5 * 60 * 1_000_000;
/** Routes of a family that have a place in the list. */
const RANKS = 50;
/** Routes of a family that are counted at a time. With more, the half that changed least is counted anew. */
const MAX_COUNTED = 20_000;

interface RouteCounts {
  readonly state: PeerState;
  readonly prefix: PrefixId;
  readonly pathId: number | undefined;
  label: number;
  transitions: number;
  announces: number;
  withdraws: number;
  pathChanges: number;
}

interface Memory {
  readonly families: Map<FamilyTables, Map<string, RouteCounts>>;
  /** In the order of their numbers. */
  readonly peers: readonly PeerState[];
  readonly dropped: number;
}

/**
 * Lists the routes of each family that changed most in every 5 minutes: most announcements and withdrawals that came by UPDATE and
 * changed the table. What tells a table anew counts nothing. Of two that changed as often, the first to change stands first.
 */
export class FlapRanking implements Detector, Remembers<Memory> {
  readonly #context: Context;
  #families = new Map<FamilyTables, Map<string, RouteCounts>>();
  readonly #peers = new Numbers<PeerState>();
  #dropped = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  get leftOut(): Partial<LeftOut> {
    return { flap_ranks_given_up: this.#dropped };
  }

  save(): Memory {
    return { families: this.#families, peers: this.#peers.save(), dropped: this.#dropped };
  }

  load({ families, peers, dropped }: Memory): void {
    this.#families = families;
    this.#peers.load(peers);
    this.#dropped = dropped;
  }

  observe(change: Change): void {
    if (!isRouteChange(change) || change.cause !== 'update' || change.before === change.after) {
      return;
    }
    const { kind, before, after } = change;
    const { attributes } = this.#context.rib;
    const counts = this.#countsOf(change);
    counts.label = this.#context.labels.of(change.table, change.prefix, after === 0 ? before : after);
    // What was there before the capture began is not known: the route may have been reachable.
    const unknownBefore = kind === 'new' && !isWhole(change.table) && counts.announces + counts.withdraws === 0;
    counts.transitions += kind === 'changed' || unknownBefore ? 0 : 1;
    counts.announces += after === 0 ? 0 : 1;
    counts.withdraws += after === 0 ? 1 : 0;
    counts.pathChanges += kind === 'changed' && attributes.asPathId(before) !== attributes.asPathId(after) ? 1 : 0;
  }

  closeInterval(interval: Interval, emit: Emit): void {
    if (!endsPeriod(interval, PERIOD_US)) {
      return;
    }
    for (const [family, routes] of this.#families) {
      for (const [rank, [, counts]] of ranked(routes).slice(0, RANKS).entries()) {
        this.#emitRow(interval, family, rank, counts, emit);
      }
      for (const { prefix } of routes.values()) {
        family.prefixes.release(prefix);
      }
      routes.clear();
    }
  }

  #emitRow(interval: Interval, family: FamilyTables, rank: number, counts: RouteCounts, emit: Emit): void {
    const { state, prefix, pathId, label, transitions, announces, withdraws, pathChanges } = counts;
    emit({
      kind: 'flap',
      timeNs: observedNs(interval),
      familyName: family.name,
      rank,
      peer: state.peer,
      prefix: prefixText(family, prefix),
      pathId,
      label: this.#context.labels.names[label]!,
      transitions,
      announces,
      withdraws,
      changes: pathChanges,
    });
  }

  #countsOf({ table: { state, family }, prefix, pathId }: RouteChange): RouteCounts {
    let routes = this.#families.get(family);
    if (routes === undefined) {
      routes = new Map();
      this.#families.set(family, routes);
    }
    const key = `${this.#peers.of(state)} ${prefix} ${pathId ?? ''}`;
    let counts = routes.get(key);
    if (counts === undefined) {
      if (routes.size === MAX_COUNTED) {
        this.#dropHalf(family, routes);
      }
      family.prefixes.retain(prefix);
      counts = { state, prefix, pathId, label: 0, transitions: 0, announces: 0, withdraws: 0, pathChanges: 0 };
      routes.set(key, counts);
    }
    return counts;
  }

  #dropHalf(family: FamilyTables, routes: Map<string, RouteCounts>): void {
    for (const [key, { prefix }] of ranked(routes).slice(MAX_COUNTED / 2)) {
      routes.delete(key);
      family.prefixes.release(prefix);
      this.#dropped++;
    }
  }
}

/** Those that changed most first. */
function ranked(routes: ReadonlyMap<string, RouteCounts>): [string, RouteCounts][] {
  const changesOf = ({ announces, withdraws }: RouteCounts): number => announces + withdraws;
  return [...routes].sort(([, a], [, b]) => changesOf(b) - changesOf(a));
}
