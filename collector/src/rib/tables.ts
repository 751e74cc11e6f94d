import type { AnnounceEvent, Peer, TableRouteEvent, WithdrawEvent } from '../event/types.ts';
import { type Family, formatFamily } from '../net/family.ts';
import { AttributeStore } from './attribute-store.ts';
import type { Cause, Observe, PeerLost } from './change.ts';
import { FamilyTables } from './family-tables.ts';
import { attributesOf } from './held-routes.ts';
import { IdMap } from './id-map.ts';
import type { PrefixId } from './ids.ts';
import { type PeerState, isWhole, newPeerState } from './peer-state.ts';
import { PeerTable, REFUSED } from './peer-table.ts';
import { causeOf } from './replay.ts';

/**
 * The routes of all peers: puts them in and takes them out, and tells the observer. While it is told, the tables are as they are after
 * the change, and what was before still has its numbers.
 */
export class Tables {
  readonly attributes: AttributeStore;
  readonly peers = new Map<Peer, PeerState>();
  /** By name. */
  readonly families = new Map<string, FamilyTables>();
  /** How many announcements were refused since there were too many paths to their prefix. */
  refused = 0;
  readonly #hashSeed: number;

  /** `hashSeed`: any number that peers cannot know; nothing that the tables tell depends on it. */
  constructor(hashSeed: number, attributes = new AttributeStore(hashSeed)) {
    this.#hashSeed = hashSeed;
    this.attributes = attributes;
  }

  state(peer: Peer): PeerState {
    let state = this.peers.get(peer);
    if (state === undefined) {
      state = newPeerState(peer);
      this.peers.set(peer, state);
    }
    return state;
  }

  /** A table of a peer that has none of this family. */
  add(state: PeerState, family: Family): PeerTable {
    const name = formatFamily(family);
    let tables = this.families.get(name);
    if (tables === undefined) {
      tables = FamilyTables.empty(family, this.#hashSeed);
      this.families.set(name, tables);
    }
    const table = new PeerTable(state, tables);
    state.tables.set(name, table);
    tables.tables.push(table);
    return table;
  }

  /** Puts a route in the place of the one before it. */
  set(table: PeerTable, event: AnnounceEvent | TableRouteEvent, observe: Observe): void {
    const { prefixes } = table.family;
    const { timeUs } = event;
    const { pathId } = event.prefix;
    const prefix = prefixes.acquire(event.prefix);
    const after = this.attributes.intern(event);
    const sinceUs = event.kind === 'announce' ? timeUs : event.originatedUs;
    const held = table.set(prefix, pathId, after, sinceUs);
    if (held === REFUSED) {
      this.refused++;
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

  /** Takes a route out that was withdrawn. */
  delete(table: PeerTable, event: WithdrawEvent, observe: Observe): void {
    const { timeUs } = event;
    const { pathId } = event.prefix;
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

  /** Takes the stale routes of a table out. */
  sweep(table: PeerTable, cause: Cause, timeUs: number, observe: Observe): void {
    const gone: [prefix: PrefixId, pathId: number | undefined][] = [];
    table.forEach((prefix, _attributes, pathId, stale) => {
      if (stale) {
        gone.push([prefix, pathId]);
      }
    });
    for (const [prefix, pathId] of gone) {
      const before = attributesOf(table.delete(prefix, pathId));
      observe({ kind: 'withdrawn', cause, timeUs, table, prefix, pathId, before, after: 0, event: undefined });
      table.family.prefixes.release(prefix);
      this.attributes.release(before);
    }
  }

  /** Whoever else refers to prefixes or keeps notes on attributes is gone: only routes are left to do so. */
  forgetReaders(): void {
    this.attributes.forgetNotes();
    for (const { prefixes, tables } of this.families.values()) {
      const routes = new IdMap(Uint32Array);
      for (const table of tables) {
        table.forEach((prefix) => routes.set(prefix, routes.get(prefix) + 1));
      }
      prefixes.keepReferences((prefix) => routes.get(prefix));
    }
  }

  /** Tells all routes as new, peer by peer: the tables are empty at first, and fill while they are told. */
  retell(timeUs: number, observe: Observe): void {
    const told: [full: PeerTable, filling: PeerTable][] = [];
    for (const { tables } of this.peers.values()) {
      for (const [name, full] of tables) {
        const filling = full.emptied();
        tables.set(name, filling);
        full.family.tables[full.family.tables.indexOf(full)] = filling;
        told.push([full, filling]);
      }
    }
    for (const [full, table] of told) {
      table.takeOver(full, (prefix, after, pathId) => {
        const what = { kind: 'new', cause: 'replay', timeUs, table, prefix, pathId, before: 0, after } as const;
        observe({ ...what, event: undefined });
      });
    }
  }

  /** Empties the tables of a peer. Keeps the families, so that their counts are seen to fall to 0. */
  lose(state: PeerState, timeUs: number, cause: PeerLost['cause'], observe: Observe): void {
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
