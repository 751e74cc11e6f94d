import { formatAsPath } from '../../bgp/as-path.ts';
import { type Change, type PeerLost, type RouteChange, isRouteChange } from '../../rib/change.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { type PeerState, isWhole } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import { type Path, bestPath } from './best-path.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import { type Interval, endsPeriod, observedNs } from '../interval-clock.ts';
import type { LeftOut } from '../left-out.ts';
import type { Emit } from '../observation.ts';
import { prefixText } from '../prefix-text.ts';
import { WatchList } from './watch-list.ts';

/** Series of all peers. */
const MAX_SERIES = 50_000;
const REPEAT_US = 15 * 60 * 1_000_000;
/** How long a prefix without a route goes on as a row that says so. */
const GONE_FOR_US = 24 * 60 * 60 * 1_000_000;

/** The watched prefixes of one peer in one family. */
interface PeerSeries {
  readonly state: PeerState;
  readonly family: FamilyTables;
  /** Since when each has had no route; undefined while it has one. Unix microseconds. */
  readonly goneUs: Map<PrefixId, number | undefined>;
  /** Whether its table has been within the budget ever since, so that all of it is watched. */
  withinBudget: boolean;
  /** Whether the table has prefixes that are to be taken in when it has been told. */
  waiting: boolean;
}

interface Memory {
  readonly tables: Map<PeerState, Map<FamilyTables, PeerSeries>>;
  readonly series: number;
  readonly refused: number;
}

/**
 * Rows of the watched prefixes: the best path of a peer to each, when it changes and every 15 minutes. Of a table that is known as
 * a whole and never had more routes than `watch.budget`, all prefixes are watched; of any table those of `watch.prefixes`, with
 * what covers them and what lies in them. While a table is being told for the first time its size is not known: its prefixes are
 * taken in when that and the interval are over. A prefix without a route is followed for a day, as not visible.
 */
export class WatchedPrefixes implements Detector, Remembers<Memory> {
  readonly #context: Context;
  readonly #list: WatchList;
  #tables = new Map<PeerState, Map<FamilyTables, PeerSeries>>();
  #series = 0;
  #refused = 0;

  constructor(context: Context) {
    this.#context = context;
    this.#list = new WatchList(context.settings.watch.prefixes);
  }

  get leftOut(): Partial<LeftOut> {
    return { watched_refused: this.#refused };
  }

  save(): Memory {
    return { tables: this.#tables, series: this.#series, refused: this.#refused };
  }

  load({ tables, series, refused }: Memory): void {
    this.#tables = tables;
    this.#series = series;
    this.#refused = refused;
  }

  observe(change: Change, emit: Emit): void {
    if (change.kind === 'peer-lost') {
      this.#lost(change, emit);
    } else if (isRouteChange(change) && change.before !== change.after) {
      this.#changed(change, emit);
    }
  }

  closeInterval(interval: Interval, emit: Emit): void {
    const repeats = interval.whole && endsPeriod(interval, REPEAT_US);
    for (const families of this.#tables.values()) {
      for (const series of families.values()) {
        if (repeats) {
          this.#repeat(series, interval, emit);
        }
        const table = tableOf(series);
        if (series.waiting && isTold(table)) {
          series.waiting = false;
          this.#takeInAll(series, table, observedNs(interval), emit);
        }
      }
    }
  }

  #lost({ state, lost, timeUs }: PeerLost, emit: Emit): void {
    for (const { family } of lost) {
      const series = this.#seriesOf(state, family);
      for (const [prefix, goneUs] of series.goneUs) {
        if (goneUs === undefined) {
          series.goneUs.set(prefix, timeUs);
          this.#emitRow(series, prefix, BigInt(timeUs) * 1000n, emit);
        }
      }
    }
  }

  #changed(change: RouteChange, emit: Emit): void {
    const { table, prefix, timeUs, after } = change;
    const series = this.#seriesOf(table.state, table.family);
    this.#keepBudget(series, table);
    const watched = series.goneUs.has(prefix);
    if (!watched && (after === 0 || !this.#takesIn(series, change))) {
      return;
    }
    const paths = pathsTo(table, prefix);
    series.goneUs.set(prefix, paths.length > 0 ? undefined : timeUs);
    if (!watched || this.#looksOther(change, paths)) {
      this.#emitRow(series, prefix, BigInt(timeUs) * 1000n, emit);
    }
  }

  /** Whether a prefix is watched from now on. */
  #takesIn(series: PeerSeries, { table, prefix }: RouteChange): boolean {
    if (this.#isListed(table.family, prefix)) {
      return this.#takeIn(series, prefix);
    }
    if (!series.withinBudget) {
      return false;
    }
    if (isTold(table)) {
      return this.#takeIn(series, prefix);
    }
    series.waiting = true;
    return false;
  }

  #isListed({ prefixes }: FamilyTables, prefix: PrefixId): boolean {
    return !this.#list.isEmpty && this.#list.includes(prefixes.prefix(prefix));
  }

  #takeIn(series: PeerSeries, prefix: PrefixId): boolean {
    if (this.#series === MAX_SERIES) {
      this.#refused++;
      return false;
    }
    this.#series++;
    series.family.prefixes.retain(prefix);
    series.goneUs.set(prefix, undefined);
    return true;
  }

  #takeInAll(series: PeerSeries, table: PeerTable, timeNs: bigint, emit: Emit): void {
    if (series.withinBudget) {
      table.forEach((prefix) => {
        if (!series.goneUs.has(prefix) && this.#takeIn(series, prefix)) {
          this.#emitRow(series, prefix, timeNs, emit);
        }
      });
    }
  }

  /** Once a table is beyond the budget, only its listed prefixes go on. */
  #keepBudget(series: PeerSeries, table: PeerTable): void {
    if (!series.withinBudget || table.size <= this.#context.settings.watch.budget) {
      return;
    }
    series.withinBudget = false;
    for (const prefix of series.goneUs.keys()) {
      if (!this.#isListed(series.family, prefix)) {
        this.#drop(series, prefix);
      }
    }
  }

  #drop(series: PeerSeries, prefix: PrefixId): void {
    series.goneUs.delete(prefix);
    series.family.prefixes.release(prefix);
    this.#series--;
  }

  #repeat(series: PeerSeries, interval: Interval, emit: Emit): void {
    for (const [prefix, goneUs] of series.goneUs) {
      if (goneUs !== undefined && goneUs + GONE_FOR_US <= interval.endUs) {
        this.#drop(series, prefix);
      } else {
        this.#emitRow(series, prefix, observedNs(interval), emit);
      }
    }
  }

  /** Whether the row of a prefix is another one than before the change. */
  #looksOther(change: RouteChange, paths: readonly Path[]): boolean {
    const { attributes } = this.#context.rib;
    if (change.before === 0 || change.after === 0) {
      return true;
    }
    const before = bestPath(attributes, withoutChange(change, paths))!;
    const after = bestPath(attributes, paths)!;
    const { table, prefix } = change;
    const labelOf = ({ attributes: id }: Path): number => this.#context.labels.of(table, prefix, id);
    return (
      attributes.asPathId(before.attributes) !== attributes.asPathId(after.attributes) ||
      attributes.nextHopId(before.attributes) !== attributes.nextHopId(after.attributes) ||
      labelOf(before) !== labelOf(after)
    );
  }

  #emitRow(series: PeerSeries, prefix: PrefixId, timeNs: bigint, emit: Emit): void {
    const { rib, labels } = this.#context;
    const { state, family } = series;
    const table = tableOf(series);
    const paths = pathsTo(table, prefix);
    const best = bestPath(rib.attributes, paths);
    emit({
      kind: 'watched-prefix',
      timeNs,
      peer: state.peer,
      familyName: family.name,
      prefix: prefixText(family, prefix),
      paths: paths.length,
      best: best && {
        label: labels.name(table, prefix, best.attributes),
        asPath: formatAsPath(rib.attributes.asPath(best.attributes)),
        originAs: rib.attributes.originAs(best.attributes),
        nextHop: rib.attributes.nextHop(best.attributes),
      },
    });
  }

  #seriesOf(state: PeerState, family: FamilyTables): PeerSeries {
    let families = this.#tables.get(state);
    if (families === undefined) {
      families = new Map();
      this.#tables.set(state, families);
    }
    let series = families.get(family);
    if (series === undefined) {
      series = { state, family, goneUs: new Map(), withinBudget: true, waiting: false };
      families.set(family, series);
    }
    return series;
  }
}

/** The table is another one after the session was lost. */
function tableOf({ state, family }: PeerSeries): PeerTable {
  return state.tables.get(family.name)!;
}

/** Whether the table is known as a whole, and not being told for the first time. */
function isTold(table: PeerTable): boolean {
  return isWhole(table) && table.replay?.cause !== 'replay';
}

function pathsTo(table: PeerTable, prefix: PrefixId): Path[] {
  const paths: Path[] = [];
  table.forEachRouteTo(prefix, (_, attributes, pathId) => paths.push({ attributes, pathId }));
  return paths;
}

/** The paths as they were before one of them changed. */
function withoutChange({ pathId, before: attributes }: RouteChange, paths: readonly Path[]): readonly Path[] {
  return paths.map((path) => (path.pathId === pathId ? { attributes, pathId } : path));
}
