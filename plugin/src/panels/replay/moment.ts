import { maxExamples, type PathModel, type PeerPath } from '../../shared/as-graph/paths';
import { parseAsPath } from '../../shared/as-path';
import { noLabel } from '../../shared/colors';
import type { Route, RouteEvent } from './fields';
import { latest, type RouteState, stateAfter, type Timeline } from './timeline';

/** A route before and after what happened; undefined where there is none. */
export interface Turn {
  prefix: string;
  peer: string;
  before: Route | undefined;
  after: Route | undefined;
}

/** What is known at a time: the state, what happened last, and the state before that. */
export interface Moment {
  before: RouteState;
  after: RouteState;
  /** All that happened at the latest time at which anything did. */
  events: readonly RouteEvent[];
  turns: readonly Turn[];
}

export function momentAt(timeline: Timeline, timeMs: number): Moment {
  const { before: first, until } = latest(timeline, timeMs);
  const [before, after] = [stateAfter(timeline, first), stateAfter(timeline, until)];
  const turns: Turn[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)];
    if (was !== is) {
      const { prefix, peer } = (is ?? was)!;
      turns.push({ prefix, peer, before: was, after: is });
    }
  }
  return { before, after, events: timeline.events.slice(first, until), turns };
}

/** The paths of a moment for the graph: those that came with the last change are gained, those that went with it are lost. */
export function pathsAt(
  { before, after }: Pick<Moment, 'before' | 'after'>,
  names: ReadonlyMap<number, string>
): PathModel {
  const [was, is] = [byPath(before), byPath(after)];
  let unreadable = 0;
  const paths = [...new Set([...is.keys(), ...was.keys()])].sort().flatMap((key): PeerPath[] => {
    const routes = is.get(key) ?? was.get(key)!;
    const [{ peer, label, asPath, cell }] = routes as [Route, ...Route[]];
    const hops = parseAsPath(asPath);
    if (!hops) {
      unreadable++;
      return [];
    }
    const prefixes = [...new Set(routes.map(({ prefix }) => prefix))].sort();
    const change = !was.has(key) ? 'gained' : !is.has(key) ? 'lost' : 'same';
    const examples = prefixes.slice(0, maxExamples);
    return [{ peer, label, text: asPath, hops, change, prefixes: prefixes.length, examples, cell }];
  });
  const labels = [...new Set(paths.map(({ label }) => label))].sort();
  return { paths, totalPaths: paths.length, names, isCompared: true, labels, unreadable };
}

function byPath(state: RouteState): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of state.values()) {
    const key = [route.peer, route.label || noLabel, route.asPath].join('\n');
    const group = groups.get(key);
    if (group) {
      group.push(route);
    } else {
      groups.set(key, [route]);
    }
  }
  return groups;
}

/** What a turn was from and to, each as one reads it beside the other; the other attributes where only they changed. */
export function turnTexts({ before, after }: Pick<Turn, 'before' | 'after'>): [was: string, is: string] {
  const texts: [string, string] = [routeText(before), routeText(after)];
  return before && after && texts[0] === texts[1]
    ? [before.attributes || 'no other attributes', after.attributes || 'no other attributes']
    : texts;
}

/** A route as one reads it beside another: `65010 65011 via er-0`. */
export function routeText(route: Route | undefined): string {
  if (!route) {
    return 'no route';
  }
  const path = route.asPath === '' ? 'own AS' : route.asPath;
  return route.nextHop === '' ? path : `${path} via ${route.nextHop}`;
}
