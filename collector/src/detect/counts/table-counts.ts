import { isRouteChange } from '../../rib/change.ts';
import type { AttributesId, PrefixId } from '../../rib/ids.ts';
import { isInUse, isWhole } from '../../rib/peer-state.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import { observedNs } from '../interval-clock.ts';
import { RouteTally } from './route-tally.ts';

/**
 * Prefixes, AS paths, origins and path lengths of each peer's table, by label. A table that is not known as a whole is left
 * out: absent is true where a number would be a guess.
 */
export function tableCounts({ rib, labels, moas, limitUse }: Context): Detector {
  /** By the number of the label. */
  let tallies = new Map<PeerTable, RouteTally[]>();

  const tallyOf = (table: PeerTable, label: number): RouteTally => {
    let ofTable = tallies.get(table);
    if (ofTable === undefined) {
      ofTable = [];
      tallies.set(table, ofTable);
    }
    return (ofTable[label] ??= new RouteTally(rib.attributes));
  };
  /** How many routes of a label there are to a prefix: more than one with ADD-PATH only. */
  const routesTo = (table: PeerTable, prefix: PrefixId, label: number): number => {
    let routes = 0;
    table.forEachRouteTo(prefix, (_, attributes) => {
      routes += labels.of(table, prefix, attributes) === label ? 1 : 0;
    });
    return routes;
  };
  const add = (table: PeerTable, prefix: PrefixId, attributes: AttributesId, pathId: number | undefined): void => {
    const label = labels.of(table, prefix, attributes);
    const tally = tallyOf(table, label);
    tally.count(attributes, 1);
    tally.prefixes += pathId === undefined || routesTo(table, prefix, label) === 1 ? 1 : 0;
  };
  const remove = (table: PeerTable, prefix: PrefixId, attributes: AttributesId, pathId: number | undefined): void => {
    const label = labels.of(table, prefix, attributes);
    const tally = tallyOf(table, label);
    tally.count(attributes, -1);
    tally.prefixes -= pathId === undefined || routesTo(table, prefix, label) === 0 ? 1 : 0;
  };
  return {
    // A table that was empty when its session was lost is given up unheard.
    save: () => new Map([...tallies].filter(([table]) => isInUse(table))),
    load(memory: Map<PeerTable, RouteTally[]>): void {
      tallies = memory;
    },
    observe(change): void {
      if (change.kind === 'peer-lost') {
        for (const table of change.lost) {
          const used = tallies.get(table);
          tallies.delete(table);
          // Labels that were used stay, so that their counts are seen to fall to 0.
          const empty = change.state.tables.get(table.family.name)!;
          used?.forEach((_, label) => tallyOf(empty, label));
        }
      } else if (isRouteChange(change) && change.before !== change.after) {
        const { table, prefix, pathId, before, after } = change;
        if (before !== 0) {
          remove(table, prefix, before, pathId);
        }
        if (after !== 0) {
          add(table, prefix, after, pathId);
        }
      }
    },
    closeInterval(interval, emit): void {
      const timeNs = observedNs(interval);
      for (const { peer, tables } of rib.peers()) {
        for (const [familyName, table] of tables) {
          if (isWhole(table)) {
            // A table without routes has a row too: of no label.
            (tallies.get(table) ?? [new RouteTally(rib.attributes)]).forEach(({ counts, pathLengths }, label) => {
              const name = labels.names[label]!;
              emit({
                kind: 'peer-table',
                timeNs,
                peer,
                familyName,
                label: name,
                counts,
                pathLengths,
                moas: moas.of(table, label),
                limitUsedPercent: limitUse.percentOf(peer, familyName, name),
              });
            });
          }
        }
      }
    },
  };
}
