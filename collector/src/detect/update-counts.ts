import { formatFamily } from '../net/family.ts';
import type { Rib } from '../rib/rib.ts';
import type { Detector } from './detector.ts';
import { IntervalCounters } from './interval-counters.ts';
import { observedNs } from './interval-clock.ts';

/** Counts announced and withdrawn prefixes per peer and family; zero rows for the families that a live peer has used. */
export function updateCounts(rib: Rib): Detector {
  const counters = new IntervalCounters<string, { announced: number; withdrawn: number }>(() => ({
    announced: 0,
    withdrawn: 0,
  }));
  return {
    observe({ event }): void {
      if (event.kind === 'announce') {
        counters.at(event.peer, formatFamily(event.family), event.timeNs).announced++;
      } else if (event.kind === 'withdraw') {
        counters.at(event.peer, formatFamily(event.family), event.timeNs).withdrawn++;
      }
    },
    closeInterval(interval, emit): void {
      const zeroNs = observedNs(interval);
      for (const { peer, live, tables } of interval.whole ? rib.peers() : []) {
        for (const familyName of live ? tables.keys() : []) {
          if (!counters.has(peer, familyName)) {
            counters.at(peer, familyName, zeroNs);
          }
        }
      }
      for (const { peer, key: familyName, firstNs: timeNs, value } of counters.take()) {
        emit({ kind: 'update-count', timeNs, peer, familyName, ...value });
      }
    },
  };
}
