import type { DataFrame, Field } from '@grafana/data';
import { noLabel } from '../../shared/colors';
import { type CellRef, fieldNamed, textAt, timeMsAt } from '../../shared/frames';
import { namedText, namesOf } from '../../shared/names';
import { buildTimeline, stateAfter } from './timeline';

export type EventKind = 'announce' | 'withdraw' | 'path-change' | 'session';

/** A route as it is known at a moment. */
export interface Route {
  /** The session that brought it, which takes it away when it ends. */
  session: string;
  prefix: string;
  peer: string;
  label: string;
  asPath: string;
  nextHop: string;
  /** The other attributes in words; empty where the answer has none. */
  attributes: string;
  /** The row that tells of it. */
  cell: CellRef;
}

export type RouteEvent = { timeMs: number; peer: string; session: string; text: string } & (
  | { kind: 'announce' | 'path-change'; key: string; route: Route }
  | { kind: 'withdraw'; key: string; prefix: string }
  /** `isTurn`: it is told because it became so, and not as it is in each interval. */
  | { kind: 'session'; isUp: boolean; isTurn: boolean }
);

/** What the frames say. */
export interface ReplayModel {
  /** The routes that were there before the first of the events, as far as the answer says. */
  start: ReadonlyMap<string, Route>;
  /** In the order of time; of one time, in the order of the answer. */
  events: readonly RouteEvent[];
  total: number;
  /** Announcements that changed nothing, which are no events. */
  repeats: number;
  /** Names of ASNs. */
  names: ReadonlyMap<number, string>;
  /** Rows of events that have no time or prefix. */
  unreadable: number;
}

/**
 * Reads events from frames with `time` and `action` (announce, withdraw) or `up` (sessions: 1 and 0), and from log lines of sessions; a
 * frame with `prefix` and
 * without `time` is the table before them. Also read: `change`, `peer`, `prefix`, `as_path`,
 * `next_hop`, `label`, and what tells routes of one prefix apart: `router`, `view`, `vrf`, `rd`, `path_id`; and
 * the attributes `med`, `local_pref`, `communities`, `large_communities`, `ext_communities`.
 */
export function readReplay(frames: readonly DataFrame[], maxEvents: number): ReplayModel {
  const start = new Map<string, Route>();
  const found: RouteEvent[] = [];
  let [unreadable, repeats] = [0, 0];
  for (const [index, frame] of frames.entries()) {
    const columns = columnsOf(frame, index);
    for (let row = 0; row < frame.length; row++) {
      if (!columns.isOfEvents) {
        if (columns.isTable) {
          start.set(columns.keyAt(row), columns.routeAt(row));
        }
        continue;
      }
      const event = columns.eventAt(row);
      if (columns.isRepeat(row)) {
        repeats++;
      } else if (event) {
        found.push(event);
      } else {
        unreadable++;
      }
    }
  }
  // An answer is told from its newest row; of one time the row that is told last came first.
  const events = ofTheirSessions(found.reverse(), start).sort((a, b) => a.timeMs - b.timeMs);
  const shown = withTurns(events, start);
  // What is left out has happened all the same.
  const left = Math.max(0, shown.length - maxEvents);
  const first = stateAfter(buildTimeline(start, shown.slice(0, left)), left);
  return { start: first, events: shown.slice(left), total: shown.length, repeats, names: namesOf(frames), unreadable };
}

/** Without the sessions that bring none of the routes, where any does: what happens to them happens to other prefixes. */
function ofTheirSessions(events: readonly RouteEvent[], start: ReadonlyMap<string, Route>): RouteEvent[] {
  const bringing = new Set([...start.values()].map(({ session }) => session));
  events.forEach((event) => event.kind !== 'session' && bringing.add(event.session));
  return events.filter((event) => event.kind !== 'session' || bringing.size === 0 || bringing.has(event.session));
}

function columnsOf(frame: DataFrame, index: number) {
  const field = (name: string) => fieldNamed(frame, name);
  const lines = sessionLines(frame);
  const [time, action, up] = [fieldNamed(frame, 'time', 'timestamp'), field('action'), field('up')];
  // A series says by its labels what a table says in columns.
  const text = (name: string) => {
    const column = field(name);
    return (row: number) => (column ? textAt(column, row) : (up?.labels?.[name] ?? ''));
  };
  const [peerAddress, peer, nextHop] = [
    text('peer'),
    field('peer') ? namedText(field('peer')) : () => peerOfSeries(up),
    namedText(field('next_hop')),
  ];
  const [prefix, asPath, label, change] = [text('prefix'), text('as_path'), text('label'), text('change')];
  const parts = ['rd', 'path_id'].map(text);
  const [router, view, vrf] = ['router', 'view', 'vrf'].map(text);
  const sessionAt = (row: number) => [router!, view!, vrf!, peerAddress].map((part) => part(row)).join('\n');
  const attributesAt = attributesOf(frame);
  const keyAt = (row: number) => [sessionAt(row), prefix(row), ...parts.map((part) => part(row))].join('\n');
  const routeAt = (row: number): Route => ({
    session: sessionAt(row),
    prefix: prefix(row),
    peer: peer(row),
    label: label(row) || noLabel,
    asPath: asPath(row),
    nextHop: nextHop(row),
    attributes: attributesAt(row),
    cell: { frame: index, row },
  });
  const eventAt = (row: number): RouteEvent | undefined => {
    const timeMs = timeMsAt(time, row);
    if (timeMs === undefined) {
      return undefined;
    }
    if (lines) {
      return lines(row, timeMs);
    }
    const who = peer(row);
    const at = { timeMs, peer: who, session: sessionAt(row) };
    if (up) {
      const isUp = textAt(up, row) === '1' || textAt(up, row) === 'true';
      return { ...at, kind: 'session', isUp, isTurn: false, text: `${who}: session ${isUp ? 'up' : 'down'}` };
    }
    if (prefix(row) === '') {
      return undefined;
    }
    const key = keyAt(row);
    if (textAt(action, row) === 'withdraw') {
      return { ...at, kind: 'withdraw', key, prefix: prefix(row), text: `${who} withdraws ${prefix(row)}` };
    }
    const kind = change(row) === 'changed' ? 'path-change' : 'announce';
    const said = `${who} announces ${prefix(row)} path ${asPath(row) || 'own AS'}`;
    return { ...at, kind, key, route: routeAt(row), text: said };
  };
  return {
    isOfEvents: time !== undefined && (action !== undefined || up !== undefined || lines !== undefined),
    isTable: time === undefined && field('prefix') !== undefined,
    isRepeat: (row: number) => change(row) === 'duplicate',
    keyAt,
    routeAt,
    eventAt,
  };
}

/** Reads log lines that tell of sessions, which have `labels` with a `state`; undefined for any other frame. */
function sessionLines(frame: DataFrame): ((row: number, timeMs: number) => RouteEvent | undefined) | undefined {
  const [labels, body] = [fieldNamed(frame, 'labels'), fieldNamed(frame, 'body')];
  const labelsAt = (row: number) => (labels?.values[row] ?? {}) as Readonly<Record<string, unknown>>;
  if (!body || frame.length === 0 || !('state' in labelsAt(0))) {
    return undefined;
  }
  return (row, timeMs) => {
    const part = (name: string) => textOf(labelsAt(row)[name]);
    const [text, address] = [textAt(body, row), part('peer')];
    const session = ['router', 'view', 'vrf', 'peer'].map(part).join('\n');
    const end = text.indexOf(` (${address})`);
    const peer = end < 0 ? address : text.slice(text.lastIndexOf(' with ', end) + ' with '.length, end);
    return { timeMs, peer, session, kind: 'session', isUp: part('state') === 'up', isTurn: true, text };
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const attributeWords = {
  med: 'MED',
  local_pref: 'local preference',
  communities: 'communities',
  large_communities: 'large communities',
  ext_communities: 'extended communities',
} as const;

/** The attributes that a row has, as `MED 50, communities 65020:102`. */
function attributesOf(frame: DataFrame): (row: number) => string {
  const columns = Object.entries(attributeWords).map(([name, words]) => ({ words, field: fieldNamed(frame, name) }));
  return (row) =>
    columns
      .flatMap(({ words, field }) => {
        const value = textAt(field, row);
        return value === '' ? [] : [`${words} ${value}`];
      })
      .join(', ');
}

/** The peer of a series, by its name where the series is named `rs-0 (10.0.1.4) …`. */
function peerOfSeries(up: Field | undefined): string {
  const address = up?.labels?.['peer'] ?? '';
  const shown = up?.config.displayNameFromDS ?? '';
  const end = shown.indexOf(` (${address})`);
  return end > 0 ? shown.slice(0, end) : address;
}

/**
 * The events at which something turns: a session is told in each interval, and counts where it becomes another. With a table before,
 * one that is up from the first is no event, and one with routes in it was up. A path change is one of AS path or next hop; where other
 * attributes changed, it is an announcement.
 */
function withTurns(events: readonly RouteEvent[], start: ReadonlyMap<string, Route>): RouteEvent[] {
  const sessions = new Map([...start.values()].map(({ session }) => [session, true]));
  const routes = new Map(start);
  return events.flatMap((event): RouteEvent[] => {
    switch (event.kind) {
      case 'session': {
        const wasUp = sessions.get(event.session);
        const isStill = wasUp === event.isUp || (wasUp === undefined && event.isUp && start.size > 0);
        sessions.set(event.session, event.isUp);
        return isStill && !event.isTurn ? [] : [event];
      }
      case 'withdraw':
        routes.delete(event.key);
        return [event];
      default: {
        const before = routes.get(event.key);
        routes.set(event.key, event.route);
        const isSame = before?.asPath === event.route.asPath && before.nextHop === event.route.nextHop;
        return [isSame ? { ...event, kind: 'announce' } : event];
      }
    }
  });
}
