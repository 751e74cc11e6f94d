import type { Route, RouteEvent } from './fields';

/** The routes at a moment, each under the key of what it replaces. */
export type RouteState = ReadonlyMap<string, Route>;

/** Events in the order of time, with the state after each so many of them: any moment is few steps away from one. */
export interface Timeline {
  events: readonly RouteEvent[];
  /** The state before event `index * checkpointEvery`. */
  checkpoints: readonly RouteState[];
}

export const checkpointEvery = 256;

export function buildTimeline(start: RouteState, events: readonly RouteEvent[]): Timeline {
  const state = new Map(start);
  const checkpoints: RouteState[] = [];
  events.forEach((event, index) => {
    if (index % checkpointEvery === 0) {
      checkpoints.push(new Map(state));
    }
    apply(state, event);
  });
  return { events, checkpoints: checkpoints.length > 0 ? checkpoints : [start] };
}

/** What the first so many events lead to. */
export function stateAfter({ events, checkpoints }: Timeline, count: number): RouteState {
  const bounded = Math.max(0, Math.min(events.length, count));
  const checkpoint = Math.min(checkpoints.length - 1, Math.floor(bounded / checkpointEvery));
  const state = new Map(checkpoints[checkpoint]);
  for (let at = checkpoint * checkpointEvery; at < bounded; at++) {
    apply(state, events[at]!);
  }
  return state;
}

function apply(state: Map<string, Route>, event: RouteEvent): void {
  switch (event.kind) {
    case 'announce':
    case 'path-change':
      state.set(event.key, event.route);
      return;
    case 'withdraw':
      state.delete(event.key);
      return;
    case 'session':
      // What a session brought goes with it; what it brings again is announced anew.
      if (!event.isUp) {
        for (const [key, { session }] of state) {
          if (session === event.session) {
            state.delete(key);
          }
        }
      }
  }
}

/** How many events there are up to and with this time. */
export function countUntil({ events }: Timeline, timeMs: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    [low, high] = events[middle]!.timeMs <= timeMs ? [middle + 1, high] : [low, middle];
  }
  return low;
}

/** The next or previous time at which something happened; the same where there is none. */
export function stepFrom(timeline: Timeline, timeMs: number, direction: 1 | -1): number {
  const { events } = timeline;
  if (direction === 1) {
    return events[countUntil(timeline, timeMs)]?.timeMs ?? timeMs;
  }
  const last = events[countUntil(timeline, timeMs - 1) - 1];
  return last?.timeMs ?? timeMs;
}

/** What happened at the latest time up to this one: all events of that millisecond, and how many came before them. */
export function latest(timeline: Timeline, timeMs: number): { before: number; until: number } {
  const until = countUntil(timeline, timeMs);
  const last = timeline.events[until - 1];
  return { before: last ? countUntil(timeline, last.timeMs - 1) : 0, until };
}
