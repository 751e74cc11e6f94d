import type { AnnounceEvent, Peer, RouteEvent, TableEndEvent, TableRouteEvent, WithdrawEvent } from '../event/types.ts';
import { formatFamily } from '../net/family.ts';
import { type Path, Table } from './table.ts';

/** What the collector knows of a peer. */
export interface PeerState {
  readonly peer: Peer;
  /** Whether it speaks: from its first UPDATE, KEEPALIVE or change into Established until it leaves Established. */
  live: boolean;
  /** Whether its session was heard of at all; a table dump alone says nothing of it. */
  sessionKnown: boolean;
  /** Families whose whole table is known. All of them once a session was seen to come up. */
  seeded: 'all' | Set<string>;
  /** By the family's name. */
  readonly tables: Map<string, Table>;
  /** Tables of a dump that has not ended, by the family's name. */
  readonly dumps: Map<string, Table>;
}

/** An event with what it did to the tables. */
export type Change =
  | { readonly kind: 'new' | 'replaced'; readonly event: AnnounceEvent; readonly before: Path | undefined }
  | {
      readonly kind: 'withdrawn' | 'unknown-withdraw';
      readonly event: WithdrawEvent;
      readonly before: Path | undefined;
    }
  | { readonly kind: 'heard'; readonly event: Exclude<RouteEvent, AnnounceEvent | WithdrawEvent> };

/** The routing tables of all peers. */
export class Rib {
  readonly #peers = new Map<Peer, PeerState>();

  peers(): Iterable<PeerState> {
    return this.#peers.values();
  }

  state(peer: Peer): PeerState {
    let state = this.#peers.get(peer);
    if (state === undefined) {
      state = {
        peer,
        live: false,
        sessionKnown: false,
        seeded: new Set(),
        tables: new Map(),
        dumps: new Map(),
      };
      this.#peers.set(peer, state);
    }
    return state;
  }

  apply(event: RouteEvent): Change {
    switch (event.kind) {
      case 'announce': {
        const before = table(this.state(event.peer).tables, event).set(event.prefix, event.attributes);
        return { kind: before ? 'replaced' : 'new', event, before };
      }
      case 'withdraw': {
        const before = table(this.state(event.peer).tables, event).delete(event.prefix);
        return { kind: before ? 'withdrawn' : 'unknown-withdraw', event, before };
      }
      case 'table-route':
        table(this.state(event.peer).dumps, event).set(event.prefix, event.attributes);
        break;
      case 'table-end':
        endDump(this.state(event.peer), event);
        break;
      case 'message':
        if (event.type === 'UPDATE' || event.type === 'KEEPALIVE') {
          live(this.state(event.peer));
        }
        break;
      case 'peer-up': {
        const state = this.state(event.peer);
        live(state);
        state.seeded = 'all';
        emptyTables(state);
        break;
      }
      case 'peer-down': {
        const state = this.state(event.peer);
        state.live = false;
        state.sessionKnown = true;
        emptyTables(state);
        break;
      }
      default:
    }
    return { kind: 'heard', event };
  }
}

export function isSeeded({ seeded }: PeerState, familyName: string): boolean {
  return seeded === 'all' || seeded.has(familyName);
}

function table(tables: Map<string, Table>, { family }: AnnounceEvent | WithdrawEvent | TableRouteEvent): Table {
  const name = formatFamily(family);
  let found = tables.get(name);
  if (found === undefined) {
    found = new Table();
    tables.set(name, found);
  }
  return found;
}

/** A complete dump becomes the peer's table. A broken one is only better than nothing, and seeds nobody. */
function endDump(state: PeerState, { family, complete }: TableEndEvent): void {
  const name = formatFamily(family);
  const dump = state.dumps.get(name);
  state.dumps.delete(name);
  if (dump === undefined || (!complete && state.tables.has(name))) {
    return;
  }
  state.tables.set(name, dump);
  if (complete && state.seeded !== 'all') {
    state.seeded.add(name);
  }
}

function live(state: PeerState): void {
  state.live = true;
  state.sessionKnown = true;
}

/** Keeps the families, so that their counts are seen to fall to 0. */
function emptyTables(state: PeerState): void {
  for (const name of state.tables.keys()) {
    state.tables.set(name, new Table());
  }
}
