import type { PeerState } from '../../rib/peer-state.ts';
import type { Context } from '../context.ts';
import type { Remembers } from '../detector.ts';
import type { FollowedRoute } from './flaps.ts';
import { MAX_LISTED_PREFIXES, type Trouble, incidentId } from '../incidents/incident.ts';
import { peerName } from '../names.ts';
import { peerKey } from '../peer-key.ts';
import { counted } from '../../bytes/counted.ts';
import { prefixKey } from '../incidents/prefix-roster.ts';
import { prefixText } from '../prefix-text.ts';

/** From this many flapping routes of a peer on, they are one incident. */
const TOGETHER = 10;

interface PeerFlaps {
  readonly state: PeerState;
  /** Those that flap, in the order in which they were found to. */
  readonly routes: Set<FollowedRoute>;
  /** Those about which there is something new to say. */
  readonly changed: Set<FollowedRoute>;
  /** Since when they are one incident; undefined while each prefix has its own. Unix microseconds. */
  togetherUs: number | undefined;
}

type Memory = Map<PeerState, PeerFlaps>;

/**
 * Incidents of flapping routes: each prefix of a peer has its own until `TOGETHER` routes of the peer flap. From then on there is
 * one for the peer, until none of its routes flaps any more; those of single prefixes are resolved, with it as their cause.
 */
export class FlapIncidents implements Remembers<Memory> {
  readonly #context: Context;
  #peers: Memory = new Map();

  constructor(context: Context) {
    this.#context = context;
  }

  save(): Memory {
    return this.#peers;
  }

  load(peers: Memory): void {
    this.#peers = peers;
  }

  begins(route: FollowedRoute, timeUs: number): void {
    const peer = this.#peerOf(route.state);
    peer.routes.add(route);
    if (peer.togetherUs === undefined && peer.routes.size >= TOGETHER) {
      peer.togetherUs = timeUs;
      this.#join(peer, timeUs);
    }
    peer.changed.add(route);
  }

  /** Another transition of a route that flaps. */
  goesOn(route: FollowedRoute): void {
    const peer = this.#peerOf(route.state);
    if (peer.togetherUs === undefined) {
      peer.changed.add(route);
    }
  }

  ends(route: FollowedRoute, timeUs: number): void {
    const { incidents } = this.#context;
    const peer = this.#peerOf(route.state);
    peer.routes.delete(route);
    peer.changed.delete(route);
    if (peer.togetherUs === undefined) {
      if (![...peer.routes].some((other) => keyOf(other) === keyOf(route))) {
        incidents.clear('flapping', keyOf(route), timeUs);
      }
    } else if (peer.routes.size === 0) {
      incidents.clear('flapping', peerKey(peer.state.peer), timeUs);
    }
    if (peer.routes.size === 0) {
      this.#peers.delete(peer.state);
    }
  }

  tick(): void {
    const { incidents } = this.#context;
    for (const peer of this.#peers.values()) {
      const { changed, togetherUs } = peer;
      if (togetherUs === undefined) {
        for (const route of changed) {
          incidents.raise(this.#troubleOf(route), route.flapping!.sinceUs);
        }
      } else if (changed.size > 0) {
        incidents.raise(this.#troubleOfPeer(peer), togetherUs);
      }
      changed.clear();
    }
  }

  /** The incidents of single prefixes become one. */
  #join({ state, routes, changed }: PeerFlaps, timeUs: number): void {
    const { incidents } = this.#context;
    const cause = incidentId('flapping', peerKey(state.peer));
    for (const route of routes) {
      const key = keyOf(route);
      if (incidents.get('flapping', key) !== undefined) {
        incidents.raise({ ...this.#troubleOf(route), cause }, timeUs);
        incidents.clear('flapping', key, timeUs);
      }
    }
    changed.clear();
  }

  #troubleOf(route: FollowedRoute): Trouble {
    const { peer } = route.state;
    const { firstUs, transitions } = route.flapping!;
    const prefix = prefixText(route.family, route.prefix);
    const seconds = Math.ceil((route.times.at(-1)! - firstUs) / 1_000_000);
    return {
      kind: 'flapping',
      key: keyOf(route),
      severity: 'warning',
      router: peer.router,
      peer: peer.address,
      prefix,
      label: route.label,
      summary: `${prefix} flaps at ${peerName(this.#context.settings, peer)}: ${transitions} transitions in ${seconds} s`,
      prefixes: 1,
      firstPrefixes: [prefix],
    };
  }

  #troubleOfPeer({ state: { peer }, routes }: PeerFlaps): Trouble {
    const distinct = new Map<string, FollowedRoute>();
    for (const route of routes) {
      distinct.set(prefixKey(route.family, route.prefix), route);
    }
    const first = [...distinct.values()].slice(0, MAX_LISTED_PREFIXES);
    const name = peerName(this.#context.settings, peer);
    return {
      kind: 'flapping',
      key: peerKey(peer),
      severity: 'warning',
      router: peer.router,
      peer: peer.address,
      summary: `${counted(distinct.size, 'prefix')} at ${name} flap together`,
      prefixes: distinct.size,
      firstPrefixes: first.map(({ family, prefix }) => prefixText(family, prefix)),
    };
  }

  #peerOf(state: PeerState): PeerFlaps {
    let peer = this.#peers.get(state);
    if (peer === undefined) {
      peer = { state, routes: new Set(), changed: new Set(), togetherUs: undefined };
      this.#peers.set(state, peer);
    }
    return peer;
  }
}

function keyOf({ state, family, prefix }: FollowedRoute): string {
  return `${peerKey(state.peer)} ${prefixText(family, prefix)}`;
}
