import type { NlriPrefix } from '../../bgp/nlri.ts';
import { isWhole } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import type { Observation } from '../observation.ts';

/**
 * Writes every table that is known as a whole, now and then, so that what a table was at any time can be found without reading all
 * updates since the beginning. By event time, at its multiples, so that a replay writes the same rows.
 */
export class TableSnapshots implements Remembers<number | undefined> {
  readonly #context: Context;
  readonly #everyUs: number;
  #period: number | undefined;

  constructor(context: Context) {
    this.#context = context;
    this.#everyUs = context.settings.snapshotEveryUs;
  }

  save(): number | undefined {
    return this.#period;
  }

  load(period: number | undefined): void {
    this.#period = period;
  }

  /** Whether it is time to write them: call it as time goes on to `timeUs`, before the first event of that time. */
  due(timeUs: number): boolean {
    const period = Math.floor(timeUs / this.#everyUs);
    const due = this.#period !== undefined && period > this.#period;
    this.#period = period;
    return due;
  }

  /** The rows of all tables, each closed by its marker. Nothing must change the tables until the last one is taken. */
  *rows(timeUs: number): Generator<Observation> {
    for (const { tables } of this.#context.rib.peers()) {
      for (const table of tables.values()) {
        if (isWhole(table)) {
          yield* this.#table(table, timeUs);
        }
      }
    }
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
