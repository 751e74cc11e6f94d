import type { Peer } from '../../event/types.ts';
import type { RouteChange } from '../../rib/change.ts';
import { isRouteChange } from '../../rib/change.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Context } from '../context.ts';
import type { Detector } from '../detector.ts';
import { type Counters, IntervalCounters } from './interval-counters.ts';
import { observedNs } from '../interval-clock.ts';
import type { UpdateCounts } from '../observation.ts';

interface Memory {
  readonly counters: Counters<string, UpdateCounts>;
  readonly used: Map<Peer, Set<string>>;
}

/**
 * Counts announced and withdrawn prefixes per peer, family and label, by what they did to the table; zero rows for what a live
 * peer has used. A withdrawal counts under the label that the route had.
 */
export function updateCounts({ rib, labels }: Context): Detector {
  const counters = new IntervalCounters<string, UpdateCounts>(() => ({
    announced: 0,
    withdrawn: 0,
    pathChanges: 0,
    attributeChanges: 0,
    duplicates: 0,
    replayed: 0,
  }));
  /** What each peer has used: `family label`. */
  let used = new Map<Peer, Set<string>>();
  /** The same by the number of the label, for as long as there is the table. */
  const usedIn = new WeakMap<PeerTable, string[]>();

  const keyOf = (table: PeerTable, label: number): string => {
    let keys = usedIn.get(table);
    if (keys === undefined) {
      keys = [];
      usedIn.set(table, keys);
    }
    return (keys[label] ??= use(table, `${table.family.name} ${labels.names[label]!}`));
  };
  const use = ({ state: { peer } }: PeerTable, key: string): string => {
    let keys = used.get(peer);
    if (keys === undefined) {
      keys = new Set();
      used.set(peer, keys);
    }
    keys.add(key);
    return key;
  };

  const count = (change: RouteChange, counts: UpdateCounts): void => {
    if (change.event?.kind === 'withdraw') {
      counts.withdrawn++;
      return;
    }
    counts.announced++;
    if (change.cause !== 'update') {
      counts.replayed++;
    } else if (change.kind === 'duplicate') {
      counts.duplicates++;
    } else if (change.kind === 'changed') {
      const path = rib.attributes.asPathId(change.before) !== rib.attributes.asPathId(change.after);
      counts[path ? 'pathChanges' : 'attributeChanges']++;
    }
  };
  return {
    save: (): Memory => ({ counters: counters.save(), used }),
    load(memory: Memory): void {
      counters.load(memory.counters);
      used = memory.used;
    },
    observe(change): void {
      if (!isRouteChange(change)) {
        return;
      }
      const { event, table, prefix, before, after } = change;
      if (event === undefined || event.kind === 'table-route') {
        return;
      }
      const attributes = after === 0 ? before : after;
      const key = keyOf(table, attributes === 0 ? 0 : labels.of(table, prefix, attributes));
      count(change, counters.at(event.peer, key, event.timeNs));
    },
    closeInterval(interval, emit): void {
      const zeroNs = observedNs(interval);
      for (const { peer, live } of interval.whole ? rib.peers() : []) {
        for (const key of live ? (used.get(peer) ?? []) : []) {
          if (!counters.has(peer, key)) {
            counters.at(peer, key, zeroNs);
          }
        }
      }
      for (const { peer, key, firstNs: timeNs, value: counts } of counters.take()) {
        const blank = key.indexOf(' ');
        const [familyName, label] = [key.slice(0, blank), key.slice(blank + 1)];
        emit({ kind: 'update-count', timeNs, peer, familyName, label, counts });
      }
    },
  };
}
