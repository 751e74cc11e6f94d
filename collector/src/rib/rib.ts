import type {
  AnnounceEvent,
  EndOfRibEvent,
  FeedLostEvent,
  Peer,
  PeerDownEvent,
  PeerUpEvent,
  RouteEvent,
  RouteRefreshEvent,
  TableEndEvent,
  TableRouteEvent,
  WithdrawEvent,
} from '../event/types.ts';
import { layoutOf } from '../bgp/nlri.ts';
import { BEGIN_OF_REFRESH, END_OF_REFRESH, REFRESH_REQUEST } from '../bgp/route-refresh.ts';
import { type Family, formatFamily } from '../net/family.ts';
import type { AttributeStore } from './attribute-store.ts';
import type { Observe, PeerLost } from './change.ts';
import type { FamilyTables } from './family-tables.ts';
import { type PeerState, isWhole } from './peer-state.ts';
import type { PeerTable } from './peer-table.ts';
import { firstTelling, isOver, tellingBetweenMarks, tellingOfDump, tellingOnRequest } from './replay.ts';
import { type SavedRib, loadTables, saveTables } from './saved-rib.ts';
import { Tables } from './tables.ts';

/**
 * The routing tables of all peers. Every event goes in by `apply`, which tells the observer what it changed: while it is told,
 * the tables are as they are after the change, and what was before still has its numbers.
 */
export class Rib {
  readonly #tables: Tables;

  /** `hashSeed`: any number that peers cannot know; nothing that the tables tell depends on it. */
  constructor(hashSeed = 0, tables = new Tables(hashSeed)) {
    this.#tables = tables;
  }

  /** Tables of what `save` gave, with the same numbers. The saved peers are the peers from now on. */
  static load(saved: SavedRib, hashSeed = 0): Rib {
    return new Rib(hashSeed, loadTables(saved, hashSeed));
  }

  /** All of it as plain data, to be written down at once: parts of it are views that hold until the next event. */
  save(): SavedRib {
    return saveTables(this.#tables);
  }

  get attributes(): AttributeStore {
    return this.#tables.attributes;
  }

  peers(): Iterable<PeerState> {
    return this.#tables.peers.values();
  }

  families(): Iterable<FamilyTables> {
    return this.#tables.families.values();
  }

  /** By its name; undefined before anything was heard of it. */
  family(name: string): FamilyTables | undefined {
    return this.#tables.families.get(name);
  }

  /** Number of routes. */
  get size(): number {
    let routes = 0;
    for (const { tables } of this.families()) {
      routes += tables.reduce((sum, table) => sum + table.size, 0);
    }
    return routes;
  }

  /** How many announcements were refused since there were too many paths to their prefix. */
  get refused(): number {
    return this.#tables.refused;
  }

  state(peer: Peer): PeerState {
    return this.#tables.state(peer);
  }

  /** Takes an event in. `observe` is told what it changed, an event that changes no route by itself as well. */
  apply(event: RouteEvent, observe: Observe): void {
    switch (event.kind) {
      case 'announce':
        return this.#announce(event, observe);
      case 'withdraw':
        return this.#withdraw(event, observe);
      case 'table-route':
        return this.#tableRoute(event, observe);
      default:
    }
    observe({ kind: 'heard', event });
    switch (event.kind) {
      case 'table-end':
        return this.#tableEnd(event, observe);
      case 'message':
        if (event.type === 'UPDATE' || event.type === 'KEEPALIVE') {
          setLive(this.state(event.peer));
        }
        return;
      case 'peer-up':
        return this.#peerUp(event, observe);
      case 'peer-down':
        return this.#peerDown(event, observe);
      case 'feed-lost':
        return this.#feedLost(event);
      case 'end-of-rib':
        return this.#endOfRib(event, observe);
      case 'route-refresh':
        return this.#refresh(event, observe);
      default:
    }
  }

  /** Time goes on: replays fall quiet, and routes that were kept for a session that did not come back go. */
  tick(timeUs: number, observe: Observe): void {
    for (const state of this.peers()) {
      if (state.keptUntilUs !== undefined && timeUs > state.keptUntilUs) {
        this.#lose(state, timeUs, 'stale-swept', observe);
      }
      for (const table of state.tables.values()) {
        this.#endIfOver(table, timeUs, observe);
      }
    }
  }

  /** Whoever was told of routes until now does not look at the tables any more: what they held of them is given back. */
  forgetReaders(): void {
    this.#tables.forgetReaders();
  }

  /** Tells all routes to a new reader, each as a new one of a table that is told. It must not have been told of any. */
  retell(timeUs: number, observe: Observe): void {
    this.#tables.retell(timeUs, observe);
  }

  #table(state: PeerState, family: Family): PeerTable {
    let table = state.tables.get(formatFamily(family));
    if (table === undefined) {
      table = this.#tables.add(state, family);
      if (state.upUs !== undefined) {
        table.replay = firstTelling(state.upUs, false, state.tellsInTurn);
      }
    }
    return table;
  }

  #endOfRib({ peer, family, timeUs }: EndOfRibEvent, observe: Observe): void {
    if (layoutOf(family) === undefined) {
      return;
    }
    const table = this.#table(this.state(peer), family);
    if (table.replay?.endsWith === 'end-of-rib') {
      this.#endReplay(table, timeUs, true, observe);
    }
  }

  #announce(event: AnnounceEvent, observe: Observe): void {
    const state = this.state(event.peer);
    state.lastUpdateUs = Math.max(state.lastUpdateUs, event.timeUs);
    const table = this.#table(state, event.family);
    this.#endIfOver(table, event.timeUs, observe);
    this.#tables.set(table, event, observe);
  }

  #withdraw(event: WithdrawEvent, observe: Observe): void {
    const state = this.state(event.peer);
    state.lastUpdateUs = Math.max(state.lastUpdateUs, event.timeUs);
    const table = this.#table(state, event.family);
    this.#endIfOver(table, event.timeUs, observe);
    this.#tables.delete(table, event, observe);
  }

  /** The first route of a dump begins the telling of that table. A dump older than what was heard since tells nothing. */
  #tableRoute(event: TableRouteEvent, observe: Observe): void {
    const { timeUs } = event;
    const state = this.state(event.peer);
    if (timeUs < state.lastUpdateUs) {
      observe({ kind: 'heard', event });
      return;
    }
    const table = this.#table(state, event.family);
    if (table.replay?.endsWith !== 'table-end') {
      table.markStale();
      table.replay = tellingOfDump(timeUs);
    }
    this.#tables.set(table, event, observe);
  }

  /** A whole dump is the peer's table. A broken one adds to it what it has. */
  #tableEnd({ peer, family, timeUs, complete }: TableEndEvent, observe: Observe): void {
    const table = this.#table(this.state(peer), family);
    if (table.replay?.endsWith === 'table-end') {
      table.whole ||= complete;
      this.#endReplay(table, timeUs, complete, observe);
    }
  }

  #peerUp({ peer, timeUs, tellsInTurn = false }: PeerUpEvent, observe: Observe): void {
    const state = this.state(peer);
    const kept = state.keptUntilUs !== undefined;
    if (!kept) {
      this.#lose(state, timeUs, 'peer-down', observe);
    }
    setLive(state);
    state.upUs = timeUs;
    state.tellsInTurn = tellsInTurn;
    state.keptUntilUs = undefined;
    for (const table of state.tables.values()) {
      table.replay = firstTelling(timeUs, kept, tellsInTurn);
    }
  }

  #peerDown({ peer, timeUs, keptUs }: PeerDownEvent, observe: Observe): void {
    const state = this.state(peer);
    state.live = false;
    state.sessionKnown = true;
    if (keptUs === undefined) {
      this.#lose(state, timeUs, 'peer-down', observe);
    } else {
      this.#keep(state, timeUs + keptUs);
    }
    state.upUs = undefined;
  }

  /** What was heard of the peer may hold or not: hearing ended, perhaps not the session, of which nothing is known any more. */
  #feedLost({ peer, timeUs, keptUs = Infinity }: FeedLostEvent): void {
    const state = this.state(peer);
    state.live = false;
    state.sessionKnown = false;
    this.#keep(state, timeUs + keptUs);
    state.upUs = undefined;
  }

  #keep(state: PeerState, untilUs: number): void {
    state.keptUntilUs = untilUs;
    for (const table of state.tables.values()) {
      table.whole = isWhole(table);
      table.replay = undefined;
      table.markStale();
    }
  }

  /** A router that asks for a refresh hears the table again; a peer marks where it tells it. RFC 2918, RFC 7313 §4 */
  #refresh({ peer, timeUs, direction, refresh }: RouteRefreshEvent, observe: Observe): void {
    const { family, subtype } = refresh;
    // Those that a router mirrors say nothing of when it passes on the routes.
    if (layoutOf(family) === undefined || peer.feed !== undefined) {
      return;
    }
    const state = this.state(peer);
    const table = state.tables.get(formatFamily(family));
    if (direction === 'received' && subtype === BEGIN_OF_REFRESH) {
      this.#beginRefresh(table ?? this.#table(state, family), timeUs);
    } else if (direction === 'received' && subtype === END_OF_REFRESH && table !== undefined) {
      this.#endRefresh(table, timeUs, observe);
    } else if (
      direction === 'sent' &&
      subtype === REFRESH_REQUEST &&
      table !== undefined &&
      table.replay?.cause !== 'replay'
    ) {
      table.markStale();
      table.replay = tellingOnRequest(timeUs);
    }
  }

  /**
   * What a peer tells between its marks is its table, and the first telling of one that was heard from the middle on. Where it was
   * being told already, it begins anew; but what is kept over a restart of the peer waits for the End-of-RIB. RFC 7313 §4.2
   */
  #beginRefresh(table: PeerTable, timeUs: number): void {
    const { replay } = table;
    if (replay?.sweepsWhenQuiet) {
      return;
    }
    table.markStale();
    const isFirst = replay?.cause === 'replay' || !isWhole(table);
    table.replay = tellingBetweenMarks(timeUs, isFirst ? 'replay' : 'refresh');
  }

  #endRefresh(table: PeerTable, timeUs: number, observe: Observe): void {
    if (table.replay?.endsWith === 'end-of-refresh') {
      table.whole = true;
      this.#endReplay(table, timeUs, true, observe);
    }
  }

  #endIfOver(table: PeerTable, timeUs: number, observe: Observe): void {
    const { replay } = table;
    if (replay !== undefined && isOver(replay, timeUs)) {
      this.#endReplay(table, timeUs, replay.sweepsWhenQuiet, observe);
    }
  }

  /** Routes that were not repeated are gone if `sweep`, else they hold as before. */
  #endReplay(table: PeerTable, timeUs: number, sweep: boolean, observe: Observe): void {
    const { replay } = table;
    table.replay = undefined;
    if (replay === undefined || table.stale === 0) {
      return;
    }
    if (!sweep) {
      table.unmarkStale();
      return;
    }
    // A dump says itself what is in the table: its rows are the record of that.
    const cause = replay.endsWith === 'table-end' ? 'replay' : 'stale-swept';
    this.#tables.sweep(table, cause, timeUs, observe);
  }

  #lose(state: PeerState, timeUs: number, cause: PeerLost['cause'], observe: Observe): void {
    state.keptUntilUs = undefined;
    this.#tables.lose(state, timeUs, cause, observe);
  }
}

function setLive(state: PeerState): void {
  state.live = true;
  state.sessionKnown = true;
}
