import { type Message, type RawMessage, decodeHeader } from '../bgp/message.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { Reader } from '../bytes/reader.ts';
import type { RisItem } from '../ris/item.ts';
import type { RisBgpMessage, RisMessage, RisStateMessage } from '../ris/message.ts';
import { PrefixSelection, type RisFilters, isNarrow } from '../ris/subscription.ts';
import type { SessionState } from '../mrt/session-state.ts';
import { addMessage } from './message-events.ts';
import type { RouterContext } from './mrt-events.ts';
import { RowClock } from './row-clock.ts';
import type { SessionBelief } from './session-belief.ts';
import type { Direction, Peer, RouteEvent } from './types.ts';

/** RIS has some 25 collectors with 1,500 peers: what names far more is not believed. */
const MAX_ROUTERS = 1000;
const MAX_PEERS = 20_000;
/** A collector's clock that is further ahead, or a message so old, is not believed. */
const MAX_AHEAD_US = 5 * 60 * 1_000_000;
const MAX_AGE_US = 24 * 3_600_000_000;

/** Collectors speak 4-octet AS numbers with nearly all peers, and do not say with which; nor do they say a word about ADD-PATH. */
const PARAMS: SessionParams = { asBytes: 4, widthClaimed: true, addPath: () => undefined, external: undefined };

/** What is happening to the events of one item. */
interface Hearing {
  /** Of receipt: what is heard at once by many sources has one time. */
  readonly timeUs: number;
  readonly peer: Peer;
  readonly sessions: SessionBelief;
  /** Row times, by the clock of the collector. */
  readonly stamp: () => bigint;
  readonly events: RouteEvent[];
}

/** Turns what is heard of RIS Live into events. One for the life of a source. */
export class RisEvents {
  readonly #selection: PrefixSelection;
  readonly #narrow: boolean;
  readonly #routerOf: (host: string) => RouterContext;
  readonly #routers = new Map<string, RouterContext>();
  readonly #peers = new Set<Peer>();
  /** Peers whose session is known not to be Established. */
  readonly #away = new Set<Peer>();
  #clock: RowClock | undefined;
  /** How old the last message was when it came, microseconds. */
  #lagUs = 0;

  /** `routerOf` gives what is known of a collector, by its name. */
  constructor(filters: RisFilters, routerOf: (host: string) => RouterContext) {
    this.#routerOf = routerOf;
    this.#selection = new PrefixSelection(filters);
    this.#narrow = isNarrow(filters);
  }

  /** The events of an item in the order in which they happened. */
  events(item: RisItem): readonly RouteEvent[] {
    switch (item.kind) {
      case 'heard':
        return this.#heard(item.message, item.receivedUs);
      case 'lost':
        return this.#lost(item.timeUs);
      case 'fault':
        return [{ kind: 'decode-fault', timeUs: item.timeUs, problem: item.problem }];
    }
  }

  /** `timeUs` is that of receipt. */
  #heard(message: RisMessage, timeUs: number): readonly RouteEvent[] {
    const saidUs = believedUs(message.timeUs, timeUs);
    const router = this.#router(message.host);
    const known = router?.peers.find(message.peer, message.as);
    if (message.kind === 'state' && this.#narrow && known === undefined) {
      // The state of all peers is told, and the routes of few.
      return [{ kind: 'filtered', timeUs, reason: 'state of a peer without a route that is asked for' }];
    }
    if (router === undefined || (known === undefined && this.#peers.size >= MAX_PEERS)) {
      return [{ kind: 'filtered', timeUs, reason: `more than ${MAX_ROUTERS} collectors or ${MAX_PEERS} peers` }];
    }
    const { peers, sessions } = router;
    const peer = known ?? peers.get(message.peer, message.as);
    this.#peers.add(peer);
    const events: RouteEvent[] = [];
    this.#lagUs = timeUs - saidUs;
    const hearing = { timeUs, peer, sessions, stamp: (): bigint => this.#stamp(peer, saidUs), events };
    if (message.kind === 'state') {
      this.#addState(message, hearing);
    } else {
      this.#addBgp(message, hearing);
    }
    return events;
  }

  /**
   * `connected` is TCP alone, also of a peer that is refused each time: a session is Established when the collector says `up`, or when
   * something comes that only then can. RFC 4271 §8.2.2
   */
  #addState({ state }: RisStateMessage, hearing: Hearing): void {
    const { timeUs, peer, sessions, events } = hearing;
    if (state === 'up' && !sessions.isEstablished(peer)) {
      this.#away.add(peer);
      this.#established(hearing);
    } else if (state === 'down' && sessions.isEstablished(peer)) {
      this.#ended('Idle', hearing);
    } else {
      events.push({ kind: 'filtered', timeUs, reason: `state ${state}` });
    }
    if (state !== 'up' && !sessions.isEstablished(peer)) {
      this.#away.add(peer);
    }
  }

  #addBgp({ bytes, direction }: RisBgpMessage, hearing: Hearing): void {
    const { timeUs, peer, sessions, stamp, events } = hearing;
    const message = decodeHeader(new Reader(bytes));
    if (direction === 'received') {
      this.#follow(message, hearing);
    }
    const first = events.length;
    const heard = { timeUs, receivedNs: BigInt(timeUs) * 1000n, peer, direction, message, params: PARAMS };
    addMessage(heard, stamp, events, (decoded) => take(decoded, peer, direction, sessions));
    this.#select(events, first, timeUs);
  }

  /** What a message of the peer says of its session, whatever is in it. */
  #follow({ type }: RawMessage, hearing: Hearing): void {
    if (type === 'UPDATE' || type === 'KEEPALIVE') {
      this.#established(hearing);
    } else if (type === 'OPEN') {
      if (hearing.sessions.isEstablished(hearing.peer)) {
        this.#ended('OpenSent', hearing);
      }
      this.#away.add(hearing.peer);
    }
  }

  #established({ timeUs, peer, sessions, stamp, events }: Hearing): void {
    sessions.established(peer);
    if (this.#away.delete(peer)) {
      events.push({ kind: 'peer-up', timeUs, timeNs: stamp(), peer });
    }
  }

  #ended(state: SessionState, { timeUs, peer, sessions, stamp, events }: Hearing): void {
    sessions.ended(peer);
    this.#away.add(peer);
    events.push({ kind: 'peer-down', timeUs, timeNs: stamp(), peer, state, keptUs: sessions.keptUs(peer) });
  }

  /** Takes routes to prefixes out that nobody asked for. */
  #select(events: RouteEvent[], first: number, timeUs: number): void {
    const kept = events.slice(first).filter((event) => !('prefix' in event) || this.#selection.has(event.prefix));
    if (first + kept.length < events.length) {
      events.splice(first, events.length, ...kept);
      events.push({ kind: 'filtered', timeUs, reason: 'prefixes that were not asked for' });
    }
  }

  /** What is told while nobody listens is lost; who was away may be back. */
  #lost(timeUs: number): RouteEvent[] {
    const peers = [...this.#peers].filter((peer) => !this.#away.has(peer));
    this.#away.clear();
    // By the clock of the collectors: behind what came last, before what comes next.
    const saidUs = timeUs - this.#lagUs;
    return peers.map((peer) => ({ kind: 'feed-lost', timeUs, timeNs: this.#stamp(peer, saidUs), peer }));
  }

  #router(host: string): RouterContext | undefined {
    let router = this.#routers.get(host);
    if (router === undefined && this.#routers.size < MAX_ROUTERS) {
      router = this.#routerOf(host);
      this.#routers.set(host, router);
    }
    return router;
  }

  #stamp(peer: Peer, saidUs: number): bigint {
    this.#clock ??= new RowClock(saidUs);
    return this.#clock.next(peer, saidUs, true);
  }
}

/** What a message says that tells of the session when it ends. */
function take(message: Message, peer: Peer, direction: Direction, sessions: SessionBelief): void {
  if (message.type === 'OPEN') {
    sessions.opened(peer, direction, message.open);
  } else if (message.type === 'NOTIFICATION') {
    sessions.notified(peer, message.notification);
  } else if (message.type === 'KEEPALIVE') {
    sessions.alive(peer);
  }
}

function believedUs(timeUs: number, receivedUs: number): number {
  const aheadUs = timeUs - receivedUs;
  return aheadUs > MAX_AHEAD_US || aheadUs < -MAX_AGE_US ? receivedUs : timeUs;
}
