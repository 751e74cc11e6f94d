import type { NlriPrefix } from '../../bgp/nlri.ts';
import { type Change, isRouteChange } from '../../rib/change.ts';
import { isWhole } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import type { Observation } from '../observation.ts';

/** So many routes are read in no time: fewer that were told since are no reason to write the tables again. */
const FEW_ROUTES = 10_000;

interface Memory {
  readonly seenUs: number | undefined;
  readonly told: number;
}

/**
 * Writes every table that is known as a whole, now and then, so that what a table was at any time can be found without reading all
 * updates since the beginning: by event time, at its multiples, and as soon as as many routes were told since as the tables hold.
 * What has to be read behind them is then no more than they hold, all together, and no more than twice as many rows are written. A
 * replay writes the same rows.
 */
export class TableSnapshots implements Remembers<Memory> {
  readonly #context: Context;
  readonly #everyUs: number;
  /** To what time it went on, Unix microseconds. */
  #seenUs: number | undefined;
  /** Routes that were told since the tables were written. */
  #told = 0;

  constructor(context: Context) {
    this.#context = context;
    this.#everyUs = context.settings.snapshotEveryUs;
  }

  save(): Memory {
    return { seenUs: this.#seenUs, told: this.#told };
  }

  load({ seenUs, told }: Memory): void {
    this.#seenUs = seenUs;
    this.#told = told;
  }

  /** The first telling of a table is read instead of its dump, not after it. */
  observe(change: Change): void {
    if (isRouteChange(change) && change.cause !== 'replay') {
      this.#told++;
    }
  }

  /** Whether it is time to write them: call it as time goes on to `timeUs`, before the first event of that time. */
  due(timeUs: number): boolean {
    const periodOf = (us: number): number => Math.floor(us / this.#everyUs);
    const isNext = this.#seenUs !== undefined && periodOf(timeUs) > periodOf(this.#seenUs);
    this.#seenUs = timeUs;
    const due = isNext || (this.#told >= FEW_ROUTES && this.#told >= this.#sizeOfWhole());
    this.#told = due ? 0 : this.#told;
    return due;
  }

  /** The rows of all tables, each closed by its marker. Nothing must change the tables until the last one is taken. */
  *rows(timeUs: number): Generator<Observation> {
    for (const table of this.#whole()) {
      yield* this.#table(table, timeUs);
    }
  }

  *#whole(): Generator<PeerTable> {
    for (const { tables } of this.#context.rib.peers()) {
      for (const table of tables.values()) {
        if (isWhole(table)) {
          yield table;
        }
      }
    }
  }

  #sizeOfWhole(): number {
    return [...this.#whole()].reduce((routes, { size }) => routes + size, 0);
  }

  /** All stand before the first event of `timeUs`, also where many have to be numbered within one series. */
  *#table(table: PeerTable, timeUs: number): Generator<Observation> {
    const { rib, labels } = this.#context;
    const { family, prefixes } = table.family;
    const { peer } = table.state;
    const endNs = BigInt(timeUs) * 1000n - 1n;
    const startedNs = endNs - BigInt(table.size);
    for (const { prefix: id, set, pathId } of routesOf(table)) {
      const attributes = rib.attributes.attributes(set);
      const prefix: NlriPrefix = { ...prefixes.prefix(id), pathId, labels: undefined };
      yield {
        kind: 'route',
        timeNs: startedNs,
        numbered: false,
        peer,
        family,
        action: 'rib',
        prefix,
        attributes,
        nextHop: attributes.nextHop,
        change: undefined,
        cause: undefined,
        label: labels.name(table, id, set),
        rpki: undefined,
        sinceUs: table.sinceUs(id, pathId),
      };
    }
    yield { kind: 'table-snapshot', timeNs: endNs, peer, family, startedNs, routes: table.size, complete: true };
  }
}

function routesOf(table: PeerTable): { prefix: number; set: number; pathId: number | undefined }[] {
  const routes: { prefix: number; set: number; pathId: number | undefined }[] = [];
  table.forEach((prefix, set, pathId) => routes.push({ prefix, set, pathId }));
  return routes;
}
