import fc from 'fast-check';
import type { Route, RouteEvent } from './fields';
import { momentAt, pathsAt, routeText, turnTexts } from './moment';
import { play, type Player } from './player';
import { marksOf, slotAt, snapTo } from './strip';
import { buildTimeline, checkpointEvery, countUntil, stateAfter, stepFrom } from './timeline';

const route = (session: string, prefix: string, asPath: string): Route => ({
  session,
  prefix,
  peer: session,
  label: 'none',
  asPath,
  nextHop: '',
  attributes: '',
  cell: { frame: 0, row: 0 },
});

const announce = (timeMs: number, session: string, prefix: string, asPath: string): RouteEvent => ({
  kind: 'announce',
  timeMs,
  peer: session,
  session,
  key: `${session} ${prefix}`,
  route: route(session, prefix, asPath),
  text: '',
});

const withdraw = (timeMs: number, session: string, prefix: string): RouteEvent => ({
  kind: 'withdraw',
  timeMs,
  peer: session,
  session,
  key: `${session} ${prefix}`,
  prefix,
  text: '',
});

const down = (timeMs: number, session: string): RouteEvent => ({
  kind: 'session',
  timeMs,
  peer: session,
  session,
  isUp: false,
  isTurn: true,
  text: `${session} down`,
});

const name = fc.constantFrom('a', 'b', 'c');
const anEvent = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(name, name, name).map(([s, p, path]) => announce(0, s, p, path)) },
  { weight: 4, arbitrary: fc.tuple(name, name).map(([s, p]) => withdraw(0, s, p)) },
  { weight: 1, arbitrary: name.map((s) => down(0, s)) }
);
const manyEvents = fc
  .array(fc.tuple(anEvent, fc.nat(3)), { maxLength: checkpointEvery * 3, size: 'max' })
  .map((pairs) => {
    let timeMs = 1000;
    return pairs.map(([event, waitMs]): RouteEvent => ({ ...event, timeMs: (timeMs += waitMs) }));
  });

/** The state from the beginning, one event after the other. */
function replayed(events: readonly RouteEvent[]): Map<string, Route> {
  const state = new Map<string, Route>();
  for (const event of events) {
    if ('route' in event) {
      state.set(event.key, event.route);
    } else if (event.kind === 'withdraw') {
      state.delete(event.key);
    } else {
      [...state].filter(([, { session }]) => session === event.session).forEach(([key]) => state.delete(key));
    }
  }
  return state;
}

it('any moment is what all events before it lead to', () => {
  fc.assert(
    fc.property(manyEvents, fc.nat(checkpointEvery * 3), (events, count) => {
      const timeline = buildTimeline(new Map(), events);
      expect(stateAfter(timeline, count)).toEqual(replayed(events.slice(0, count)));
    })
  );
});

it('steps visit each time once, forwards and backwards', () => {
  fc.assert(
    fc.property(manyEvents, (events) => {
      const timeline = buildTimeline(new Map(), events);
      const times = [...new Set(events.map(({ timeMs }) => timeMs))];
      const visited: number[] = [];
      for (let at = 0, next = stepFrom(timeline, at, 1); next !== at; next = stepFrom(timeline, at, 1)) {
        visited.push((at = next));
      }
      expect(visited).toEqual(times);
      const back: number[] = [];
      for (let at = 1e9, next = stepFrom(timeline, at, -1); next !== at; next = stepFrom(timeline, at, -1)) {
        back.push((at = next));
      }
      expect(back.reverse()).toEqual(times);
    }),
    { numRuns: 30 }
  );
});

it('each event has its mark, in a slot of its time', () => {
  fc.assert(
    fc.property(manyEvents, fc.integer({ min: 1, max: 500 }), (events, slots) => {
      const [fromMs, toMs] = [1000, 1000 + checkpointEvery * 9];
      const marks = marksOf(events, fromMs, toMs, slots);
      expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(events.length);
      expect(marks.map(({ slot }) => slot)).toEqual(marks.map(({ slot }) => slot).sort((a, b) => a - b));
    })
  );
  expect([slotAt(0, 0, 10, 5), slotAt(10, 0, 10, 5), slotAt(11, 0, 10, 5), slotAt(1, 1, 1, 5)]).toEqual([
    0,
    4,
    undefined,
    undefined,
  ]);
});

const timeline = buildTimeline(new Map(), [
  announce(1000, 'a', 'p', '65001 65002'),
  announce(2000, 'b', 'p', '65003 65002'),
  withdraw(3000, 'a', 'p'),
  down(4000, 'b'),
]);

it('tells the state before, what changed, and the state after', () => {
  const { before, after, turns } = momentAt(timeline, 3500);
  expect([before.size, after.size]).toEqual([2, 1]);
  expect(turns.map(({ prefix, before: was, after: is }) => [prefix, routeText(was), routeText(is)])).toEqual([
    ['p', '65001 65002', 'no route'],
  ]);
  const changes = pathsAt({ before, after }, new Map()).paths.map(({ text, change }) => [text, change]);
  expect(changes).toEqual([
    ['65001 65002', 'lost'],
    ['65003 65002', 'same'],
  ]);
  expect(momentAt(timeline, 999)).toMatchObject({ events: [], turns: [] });
});

it('tells the other attributes where only they changed', () => {
  const [before, after] = [route('a', 'p', '65001'), { ...route('a', 'p', '65001'), attributes: 'MED 50' }];
  expect(turnTexts({ before, after })).toEqual(['no other attributes', 'MED 50']);
  expect(turnTexts({ before, after: undefined })).toEqual(['65001', 'no route']);
});

it('a click near to a mark goes to what happened there', () => {
  expect([980, 1400, 2090].map((timeMs) => snapTo(timeline.events, timeMs, 100))).toEqual([1000, 1400, 2000]);
});

it('a session that goes down takes its routes along', () => {
  const { before, after, turns } = momentAt(timeline, 4000);
  expect([before.size, after.size, turns.length]).toEqual([1, 0, 1]);
});

describe('the play head', () => {
  const at = (timeMs: number, isPlaying = false): Player => ({ timeMs, isPlaying, speed: 10 });
  const run = (player: Player, command: Parameters<typeof play>[1]) => play(player, command, timeline, 500, 100_000);

  it('moves while it plays, as fast as it is told, and stops at the end', () => {
    expect(run(at(1000, true), { kind: 'elapsed', realMs: 50 })).toEqual(at(1500, true));
    expect(run(at(1000), { kind: 'elapsed', realMs: 50 })).toEqual(at(1000));
    expect(run(at(99_900, true), { kind: 'elapsed', realMs: 50 })).toEqual(at(100_000));
    expect(run(at(100_000), { kind: 'play' })).toEqual(at(500, true));
  });

  it('skips what is quiet for long', () => {
    expect(run(at(5000, true), { kind: 'elapsed', realMs: 20 })).toEqual(at(95_000, true));
  });

  it('steps from event to event and stays within the range', () => {
    expect(run(at(1500, true), { kind: 'step', direction: 1 })).toEqual(at(2000));
    expect(run(at(2000), { kind: 'step', direction: -1 })).toEqual(at(1000));
    expect(run(at(2000), { kind: 'seek', timeMs: 1e9 })).toEqual(at(100_000));
    expect(countUntil(timeline, 2000)).toBe(2);
  });
});
