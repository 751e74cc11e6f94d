import type { EventKind, RouteEvent } from './fields';

/** Events of one kind in one slot of the strip. */
export interface Mark {
  slot: number;
  kind: EventKind;
  count: number;
}

export const kinds: readonly EventKind[] = ['session', 'announce', 'path-change', 'withdraw'];

/** Counts events by slots of equal time and by kind, in the order of time. Pure. */
export function marksOf(events: readonly RouteEvent[], fromMs: number, toMs: number, slots: number): Mark[] {
  const counts = new Map<number, number>();
  for (const { timeMs, kind } of events) {
    const slot = slotAt(timeMs, fromMs, toMs, slots);
    if (slot !== undefined) {
      const key = slot * kinds.length + kinds.indexOf(kind);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([key, count]) => ({ slot: Math.floor(key / kinds.length), kind: kinds[key % kinds.length]!, count }));
}

/** The time of the nearest event within reach, else the time itself: who points at a mark means what happened there. */
export function snapTo(events: readonly RouteEvent[], timeMs: number, reachMs: number): number {
  let nearest = timeMs;
  let least = reachMs;
  for (const event of events) {
    const away = Math.abs(event.timeMs - timeMs);
    if (away <= least) {
      [nearest, least] = [event.timeMs, away];
    }
  }
  return nearest;
}

/** The slot of a time; undefined outside of the range. */
export function slotAt(timeMs: number, fromMs: number, toMs: number, slots: number): number | undefined {
  if (timeMs < fromMs || timeMs > toMs || toMs <= fromMs || slots < 1) {
    return undefined;
  }
  return Math.min(slots - 1, Math.floor(((timeMs - fromMs) / (toMs - fromMs)) * slots));
}
