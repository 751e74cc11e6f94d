import { type Change, type RouteChange, isRouteChange } from '../../rib/change.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { PrefixId } from '../../rib/ids.ts';
import { type PeerState, isWhole } from '../../rib/peer-state.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import { FlapIncidents } from './flap-incidents.ts';
import type { LeftOut } from '../left-out.ts';
import { Numbers } from '../numbers.ts';
import { Scope } from '../scope/scope.ts';
import type { FlapThreshold } from '../settings.ts';

/** Routes with a recent transition that are followed at a time. */
const MAX_FOLLOWED = 50_000;

/** A route with a recent transition: of one peer, prefix and path identifier. */
export interface FollowedRoute {
  readonly state: PeerState;
  readonly family: FamilyTables;
  readonly prefix: PrefixId;
  /** Of its last transition. */
  label: string;
  /** Times of its last transitions, as many as the thresholds ask for; Unix microseconds. */
  readonly times: number[];
  /** Since when it flaps, and how often it has; undefined while it does not. */
  flapping: Flapping | undefined;
}

export interface Flapping {
  /** Time of the first transition that counts, Unix microseconds. */
  readonly firstUs: number;
  /** When there were enough of them. */
  readonly sinceUs: number;
  transitions: number;
}

interface Memory {
  readonly incidents: ReturnType<FlapIncidents['save']>;
  readonly followed: Map<string, FollowedRoute>;
  /** In the order of their numbers. */
  readonly peers: readonly PeerState[];
  readonly nextEndUs: number;
  readonly dropped: number;
}

/**
 * Routes that flap: a transition is a change between reachable and unreachable by UPDATE; neither a lost session nor the table told
 * after it is one, and another path without a withdrawal is none. `flaps.short` or `flaps.long` transitions within their windows
 * raise an incident of kind `flapping` per peer and prefix, from ten routes of a peer on one for the peer (see `FlapIncidents`). It is
 * resolved when there was no transition for the short window and `resolveAfterUs` after it, or, of slow flaps, for twice the usual
 * time between two of them where that is longer.
 *
 * In private domains, and for prefixes that an expectation names. Silenced by `detect: off: [flapping]`.
 */
export class Flaps implements Detector, Remembers<Memory> {
  readonly #context: Context;
  readonly #scope: Scope;
  readonly #incidents: FlapIncidents;
  readonly #longest: number;
  /** Those whose last transition is the oldest first. */
  #followed = new Map<string, FollowedRoute>();
  readonly #peers = new Numbers<PeerState>();
  /** No route is quiet for long enough before this. */
  #nextEndUs = Infinity;
  #dropped = 0;

  constructor(context: Context) {
    const { short, long } = context.settings.thresholds.flaps;
    this.#context = context;
    this.#scope = new Scope(context);
    this.#incidents = new FlapIncidents(context);
    this.#longest = Math.max(short.count, long.count);
  }

  get leftOut(): Partial<LeftOut> {
    return { flaps_given_up: this.#dropped };
  }

  save(): Memory {
    return {
      incidents: this.#incidents.save(),
      followed: this.#followed,
      peers: this.#peers.save(),
      nextEndUs: this.#nextEndUs,
      dropped: this.#dropped,
    };
  }

  load({ incidents, followed, peers, nextEndUs, dropped }: Memory): void {
    this.#incidents.load(incidents);
    this.#followed = followed;
    this.#peers.load(peers);
    this.#nextEndUs = nextEndUs;
    this.#dropped = dropped;
  }

  observe(change: Change): void {
    if (isRouteChange(change) && change.cause === 'update' && (change.kind === 'new' || change.kind === 'withdrawn')) {
      this.#transition(change);
    }
  }

  tick(timeUs: number): void {
    const { windowUs } = this.#context.settings.thresholds.flaps.long;
    this.#incidents.tick();
    if (this.#nextEndUs <= timeUs) {
      this.#endQuiet(timeUs);
    }
    for (const [key, route] of this.#followed) {
      if (lastOf(route) + windowUs > timeUs) {
        break;
      }
      if (route.flapping === undefined) {
        this.#forget(key, route);
      }
    }
  }

  #transition(change: RouteChange): void {
    const { table, prefix, pathId, timeUs, before, after, kind } = change;
    const route = { table, attributes: after === 0 ? before : after };
    if (!this.#scope.includesRoute(route, prefix)) {
      return;
    }
    const key = `${this.#peers.of(table.state)} ${table.family.name} ${prefix} ${pathId ?? ''}`;
    let followed = this.#followed.get(key);
    if (followed === undefined) {
      // What was there before the capture began is not known: the route may have been reachable.
      if (kind === 'new' && !isWhole(table)) {
        return;
      }
      followed = this.#follow(change);
    } else {
      this.#followed.delete(key);
    }
    this.#followed.set(key, followed);
    followed.label = this.#context.labels.name(table, prefix, route.attributes);
    followed.times.push(timeUs);
    if (followed.times.length > this.#longest) {
      followed.times.shift();
    }
    this.#judge(followed, timeUs);
  }

  #judge(route: FollowedRoute, timeUs: number): void {
    const { times, flapping } = route;
    const { short, long } = this.#context.settings.thresholds.flaps;
    const reached = [short, long].find((threshold) => reaches(times, threshold));
    if (flapping !== undefined) {
      flapping.transitions++;
      this.#incidents.goesOn(route);
    } else if (reached !== undefined) {
      route.flapping = { firstUs: times.at(-reached.count)!, sinceUs: timeUs, transitions: reached.count };
      this.#incidents.begins(route, timeUs);
      this.#nextEndUs = Math.min(this.#nextEndUs, this.#endOf(route));
    }
  }

  #follow({ table, prefix }: RouteChange): FollowedRoute {
    if (this.#followed.size === MAX_FOLLOWED) {
      const [key, oldest] = this.#followed.entries().next().value!;
      this.#end(oldest, lastOf(oldest));
      this.#forget(key, oldest);
      this.#dropped++;
    }
    table.family.prefixes.retain(prefix);
    return { state: table.state, family: table.family, prefix, label: '', times: [], flapping: undefined };
  }

  #forget(key: string, route: FollowedRoute): void {
    this.#followed.delete(key);
    route.family.prefixes.release(route.prefix);
  }

  /** Routes that are quiet again are forgotten: the next flaps take as many transitions as the first. */
  #endQuiet(timeUs: number): void {
    this.#nextEndUs = Infinity;
    for (const [key, route] of this.#followed) {
      const endUs = route.flapping === undefined ? Infinity : this.#endOf(route);
      if (endUs <= timeUs) {
        this.#end(route, endUs);
        this.#forget(key, route);
      } else {
        this.#nextEndUs = Math.min(this.#nextEndUs, endUs);
      }
    }
  }

  #end(route: FollowedRoute, timeUs: number): void {
    if (route.flapping !== undefined) {
      route.flapping = undefined;
      this.#incidents.ends(route, timeUs);
    }
  }

  /** When a route that flaps will have been quiet for long enough. */
  #endOf(route: FollowedRoute): number {
    const { flaps, resolveAfterUs } = this.#context.settings.thresholds;
    const quietUs = flaps.short.windowUs + resolveAfterUs;
    const fast = reaches(route.times, flaps.short);
    return lastOf(route) + (fast ? quietUs : Math.max(quietUs, 2 * meanDistanceUs(route.times)));
  }
}

/** Whether there are as many transitions within the window that ends with the last of them. */
function reaches(times: readonly number[], { count, windowUs }: FlapThreshold): boolean {
  return times.length >= count && times.at(-1)! - times.at(-count)! <= windowUs;
}

function lastOf({ times }: FollowedRoute): number {
  return times.at(-1)!;
}

function meanDistanceUs(times: readonly number[]): number {
  return Math.ceil((times.at(-1)! - times[0]!) / Math.max(times.length - 1, 1));
}
