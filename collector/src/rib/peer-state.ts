import type { Peer } from '../event/types.ts';
import type { PeerTable } from './peer-table.ts';

/** What the collector knows of a peer. */
export interface PeerState {
  readonly peer: Peer;
  /** By the family's name. */
  readonly tables: Map<string, PeerTable>;
  /** Whether it speaks: from its first UPDATE, KEEPALIVE or change into Established until it leaves Established. */
  live: boolean;
  /** Whether its session was heard of at all; a table dump alone says nothing of it. */
  sessionKnown: boolean;
  /** When its session was seen to come up; undefined while it is down, or where that was before hearing began. Unix microseconds. */
  upUs: number | undefined;
  /** Whether the telling of its tables begins whenever the router comes to it (`PeerUpEvent`). */
  tellsInTurn: boolean;
  /** Until when the routes are kept although the session, or hearing of it, ended; undefined where they are not. Unix microseconds. */
  keptUntilUs: number | undefined;
  /** Time of the last UPDATE, Unix microseconds. */
  lastUpdateUs: number;
}

/** Of a peer of which nothing was heard. */
export function newPeerState(peer: Peer): PeerState {
  return {
    peer,
    tables: new Map(),
    live: false,
    sessionKnown: false,
    upUs: undefined,
    tellsInTurn: false,
    keptUntilUs: undefined,
    lastUpdateUs: -Infinity,
  };
}

/** Whether the table is one of its peer still: the loss of the session puts an empty one in its place. */
export function isInUse(table: PeerTable): boolean {
  return table.state.tables.get(table.family.name) === table;
}

/** Whether the whole table of a peer in a family is known. */
export function isWhole(table: PeerTable): boolean {
  return table.whole || table.state.upUs !== undefined;
}
