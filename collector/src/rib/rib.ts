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
import { AttributeStore, type SavedAttributes } from './attribute-store.ts';
import type { Cause, Observe, PeerLost } from './change.ts';
import { FamilyTables } from './family-tables.ts';
import type { PrefixId } from './ids.ts';
import { type PeerState, isWhole } from './peer-state.ts';
import { PathKeys, type SavedPathKeys } from './path-keys.ts';
import { PrefixTree, type SavedPrefixTree } from './prefix-tree.ts';
import { type Held, PeerTable, REFUSED, type SavedPeerTable, attributesOf, isStale } from './peer-table.ts';
import { type Replay, isOver } from './replay.ts';

/** The state of all tables as plain data. */
export interface SavedRib {
  readonly attributes: SavedAttributes;
  readonly families: readonly {
    readonly family: Family;
    readonly prefixes: SavedPrefixTree;
    readonly pathKeys: SavedPathKeys;
    /** Positions in `peers`, in the order of the family's tables. */
    readonly order: readonly number[];
  }[];
  readonly peers: readonly {
    readonly state: Omit<PeerState, 'tables'>;
    readonly tables: readonly { readonly familyName: string; readonly table: SavedPeerTable }[];
  }[];
  readonly refused: number;
}

/**
 * The routing tables of all peers. Every event goes in by `apply`, which tells the observer what it changed: while it is told,
 * the tables are as they are after the change, and what was before still has its numbers.
 */
export class Rib {
  readonly attributes: AttributeStore;
  readonly #peers = new Map<Peer, PeerState>();
  readonly #families = new Map<string, FamilyTables>();
  readonly #hashSeed: number;
  #refused = 0;

  /** `hashSeed`: any number that peers cannot know; nothing that the tables tell depends on it. */
  constructor(hashSeed = 0, attributes = new AttributeStore(hashSeed)) {
    this.#hashSeed = hashSeed;
    this.attributes = attributes;
  }

  /** Tables of what `save` gave, with the same numbers; `peerOf` gives the one object that stands for a peer. */
  static load({ attributes, families, peers, refused }: SavedRib, peerOf: (saved: Peer) => Peer, hashSeed = 0): Rib {
    const rib = new Rib(hashSeed, AttributeStore.load(attributes, hashSeed));
    rib.#refused = refused;
    for (const { family, prefixes, pathKeys } of families) {
      const tables = new FamilyTables(family, PrefixTree.load(prefixes, hashSeed), PathKeys.load(pathKeys));
      rib.#families.set(tables.name, tables);
    }
    for (const { state: saved, tables } of peers) {
      const state: PeerState = { ...saved, peer: peerOf(saved.peer), tables: new Map() };
      rib.#peers.set(state.peer, state);
      for (const { familyName, table } of tables) {
        state.tables.set(familyName, PeerTable.load(table, state, rib.#families.get(familyName)!));
      }
    }
    const states = [...rib.#peers.values()];
    for (const { family, order } of families) {
      const { name, tables } = rib.#family(family);
      tables.push(...order.map((peer) => states[peer]!.tables.get(name)!));
    }
    return rib;
  }

  peers(): Iterable<PeerState> {
    return this.#peers.values();
  }

  families(): Iterable<FamilyTables> {
    return this.#families.values();
  }

  /** Number of routes. */
  get size(): number {
    let routes = 0;
    for (const { tables } of this.#families.values()) {
      routes += tables.reduce((sum, table) => sum + table.size, 0);
    }
    return routes;
  }

  /** How many announcements were refused since there were too many paths to their prefix. */
  get refused(): number {
    return this.#refused;
  }

  /** All of it as plain data with typed arrays of its own, to be written down. */
  save(): SavedRib {
    const order = [...this.#peers.keys()];
    return {
      attributes: this.attributes.save(),
      refused: this.#refused,
      families: [...this.#families.values()].map(({ family, prefixes, pathKeys, tables }) => ({
        family,
        prefixes: prefixes.save(),
        pathKeys: pathKeys.save(),
        order: tables.map(({ state }) => order.indexOf(state.peer)),
      })),
      peers: [...this.#peers.values()].map(({ tables, ...state }) => ({
        state: { ...state, peer: { ...state.peer } },
        tables: [...tables].map(([familyName, table]) => ({ familyName, table: table.save() })),
      })),
    };
  }

  state(peer: Peer): PeerState {
    let state = this.#peers.get(peer);
    if (state === undefined) {
      state = {
        peer,
        tables: new Map(),
        live: false,
        sessionKnown: false,
        upUs: undefined,
        tellsInTurn: false,
        keptUntilUs: undefined,
        lastUpdateUs: -Infinity,
      };
      this.#peers.set(peer, state);
    }
    return state;
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
    for (const state of this.#peers.values()) {
      if (state.keptUntilUs !== undefined && timeUs > state.keptUntilUs) {
        this.#lose(state, timeUs, 'stale-swept', observe);
      }
      for (const table of state.tables.values()) {
        this.#endIfOver(table, timeUs, observe);
      }
    }
  }

  #family(family: Family): FamilyTables {
    const name = formatFamily(family);
    let tables = this.#families.get(name);
    if (tables === undefined) {
      tables = FamilyTables.empty(family, this.#hashSeed);
      this.#families.set(name, tables);
    }
    return tables;
  }

  #table(state: PeerState, family: Family): PeerTable {
    const name = formatFamily(family);
    let table = state.tables.get(name);
    if (table === undefined) {
      const tables = this.#family(family);
      table = new PeerTable(state, tables);
      if (state.upUs !== undefined) {
        table.replay = firstTelling(state.upUs, false, state.tellsInTurn);
      }
      state.tables.set(name, table);
      tables.tables.push(table);
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
    this.#set(table, event, observe);
  }

  #set(table: PeerTable, event: AnnounceEvent | TableRouteEvent, observe: Observe): void {
    const { prefixes } = table.family;
    const { timeUs } = event;
    const { pathId } = event.prefix;
    const prefix = prefixes.acquire(event.prefix);
    const after = this.attributes.intern(event);
    const held = table.set(prefix, pathId, after);
    if (held === REFUSED) {
      this.#refused++;
      prefixes.release(prefix);
      this.attributes.release(after);
      observe({ kind: 'heard', event });
      return;
    }
    const before = attributesOf(held);
    const kind = before === 0 ? 'new' : before === after ? 'duplicate' : 'changed';
    const cause = causeOf(table.replay, held, timeUs);
    observe({ kind, cause, timeUs, table, prefix, pathId, before, after, event });
    if (before !== 0) {
      prefixes.release(prefix);
      this.attributes.release(before);
    }
  }

  #withdraw(event: WithdrawEvent, observe: Observe): void {
    const { timeUs } = event;
    const { pathId } = event.prefix;
    const state = this.state(event.peer);
    state.lastUpdateUs = Math.max(state.lastUpdateUs, timeUs);
    const table = this.#table(state, event.family);
    this.#endIfOver(table, timeUs, observe);
    const prefix = table.family.prefixes.find(event.prefix);
    const before = prefix === 0 ? 0 : attributesOf(table.delete(prefix, pathId));
    const kind = before === 0 ? 'unknown-withdraw' : 'withdrawn';
    const cause = event.cause === 'update' && table.replay?.cause === 'replay' ? 'replay' : event.cause;
    observe({ kind, cause, timeUs, table, prefix, pathId, before, after: 0, event });
    if (before !== 0) {
      table.family.prefixes.release(prefix);
      this.attributes.release(before);
    }
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
      table.replay = {
        cause: 'replay',
        endsWith: 'table-end',
        startedUs: timeUs,
        lastToldUs: timeUs,
        sweepsWhenQuiet: false,
      };
    }
    this.#set(table, event, observe);
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
    const table = this.state(peer).tables.get(formatFamily(refresh.family));
    // Those that a router mirrors say nothing of when it passes on the routes.
    if (table === undefined || table.replay?.cause === 'replay' || peer.feed !== undefined) {
      return;
    }
    const begins = direction === 'sent' ? REFRESH_REQUEST : BEGIN_OF_REFRESH;
    if (refresh.subtype === begins) {
      const endsWith = direction === 'sent' ? 'silence' : 'end-of-refresh';
      table.markStale();
      table.replay = { cause: 'refresh', endsWith, startedUs: timeUs, lastToldUs: timeUs, sweepsWhenQuiet: false };
    } else if (direction === 'received' && refresh.subtype === END_OF_REFRESH) {
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
    const gone: [prefix: PrefixId, pathId: number | undefined][] = [];
    table.forEach((prefix, attributes, pathId, stale) => {
      if (stale) {
        gone.push([prefix, pathId]);
      }
    });
    // A dump says itself what is in the table: its rows are the record of that.
    const cause = replay.endsWith === 'table-end' ? 'replay' : 'stale-swept';
    for (const [prefix, pathId] of gone) {
      const before = attributesOf(table.delete(prefix, pathId));
      observe({ kind: 'withdrawn', cause, timeUs, table, prefix, pathId, before, after: 0, event: undefined });
      table.family.prefixes.release(prefix);
      this.attributes.release(before);
    }
  }

  /** Empties the tables of a peer. Keeps the families, so that their counts are seen to fall to 0. */
  #lose(state: PeerState, timeUs: number, cause: PeerLost['cause'], observe: Observe): void {
    state.keptUntilUs = undefined;
    const lost: PeerTable[] = [];
    for (const [name, table] of state.tables) {
      const { family } = table;
      const empty = new PeerTable(state, family);
      empty.whole = isWhole(table);
      state.tables.set(name, empty);
      family.tables[family.tables.indexOf(table)] = empty;
      lost.push(table);
    }
    const routes = lost.reduce((sum, { size }) => sum + size, 0);
    if (routes === 0) {
      return;
    }
    observe({ kind: 'peer-lost', cause, timeUs, state, lost, routes });
    for (const table of lost) {
      table.dissolve((prefix, attributes) => {
        table.family.prefixes.release(prefix);
        this.attributes.release(attributes);
      });
    }
  }
}

function setLive(state: PeerState): void {
  state.live = true;
  state.sessionKnown = true;
}

/** The first telling of a table after the session came up. It is not quiet before it has begun, where that takes its turn. RFC 4724 §2 */
function firstTelling(upUs: number, sweepsWhenQuiet: boolean, inTurn: boolean): Replay {
  const lastToldUs = inTurn ? Infinity : upUs;
  return { cause: 'replay', endsWith: 'end-of-rib', startedUs: upUs, lastToldUs, sweepsWhenQuiet };
}

/** The cause of an announcement in the place of `held`. */
function causeOf(replay: Replay | undefined, held: Held, timeUs: number): Cause {
  if (replay === undefined) {
    return 'update';
  }
  if (held === 0 || isStale(held)) {
    replay.lastToldUs = timeUs;
  }
  // In a refresh the table stands already: what is new in it, or told twice, is news.
  return replay.cause === 'replay' || isStale(held) ? replay.cause : 'update';
}
