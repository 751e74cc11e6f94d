import { canonicalAttributes } from '../bgp/canonical-attributes.ts';
import type { MrtRecord } from '../mrt/record.ts';
import type { TableRoute } from '../mrt/table-dump.ts';
import type { DumpPeer, RibEntry } from '../mrt/table-dump-v2.ts';
import { type Family, formatFamily } from '../net/family.ts';
import { addFaults } from './fault-events.ts';
import { type PeerRegistry, namesPeer } from './peer-registry.ts';
import type { RowClock } from './row-clock.ts';
import type { Peer, RouteEvent } from './types.ts';

interface PeerTable {
  readonly peer: Peer;
  readonly family: Family;
  readonly startedNs: bigint;
  lastUs: number;
  lastNs: bigint;
  routes: number;
}

export interface SavedTableDump {
  readonly index: readonly Peer[];
  readonly tables: Map<Peer, Map<string, PeerTable>>;
  readonly whole: boolean;
}

/** One table dump, to its end: the routes, then a closing event for each peer and family. */
export class TableDump {
  readonly #registry: PeerRegistry;
  readonly #clock: RowClock;
  /** Peers by their position in the index; TABLE_DUMP has none. */
  #index: readonly Peer[];
  #tables = new Map<Peer, Map<string, PeerTable>>();
  #whole = true;

  constructor(registry: PeerRegistry, clock: RowClock, index: readonly DumpPeer[] = []) {
    this.#registry = registry;
    this.#clock = clock;
    this.#index = index.map(({ peer, peerAs }) => registry.get(peer, peerAs));
  }

  static load({ index, tables, whole }: SavedTableDump, registry: PeerRegistry, clock: RowClock): TableDump {
    const dump = new TableDump(registry, clock);
    dump.#index = index;
    dump.#tables = tables;
    dump.#whole = whole;
    return dump;
  }

  save(): SavedTableDump {
    return { index: this.#index, tables: this.#tables, whole: this.#whole };
  }

  /** Adds the routes of a TABLE_DUMP_V2 record. */
  addEntries(record: MrtRecord, entries: readonly RibEntry[], events: RouteEvent[]): void {
    for (const entry of entries) {
      const peer = this.#index[entry.peerIndex];
      if (peer === undefined) {
        this.#whole = false;
        const problem = `RIB entry of peer ${entry.peerIndex}, the index has ${this.#index.length}`;
        events.push({ kind: 'decode-fault', timeUs: record.timeUs, problem });
      } else {
        this.#add(record, peer, entry, events);
      }
    }
  }

  /** Adds the route of a TABLE_DUMP record. */
  addRoute(record: MrtRecord, route: TableRoute, events: RouteEvent[]): void {
    this.#add(record, this.#registry.get(route.peer, route.peerAs), route, events);
  }

  /** A record of this dump could not be read. */
  damaged(): void {
    this.#whole = false;
  }

  /** Adds what closes the tables; `whole` unless the file broke off. */
  end(whole: boolean, events: RouteEvent[]): void {
    const complete = whole && this.#whole;
    for (const families of this.#tables.values()) {
      for (const { peer, family, startedNs, lastUs, lastNs, routes } of families.values()) {
        // The row stands in a series of its own, so it may share the time of the last route, which it includes.
        events.push({ kind: 'table-end', timeUs: lastUs, timeNs: lastNs, peer, family, startedNs, routes, complete });
      }
    }
  }

  #add(
    { timeUs, extended, body }: MrtRecord,
    peer: Peer,
    { family, prefix, originatedSeconds, block }: Omit<TableRoute, keyof DumpPeer>,
    events: RouteEvent[]
  ): void {
    if (!namesPeer(peer.address)) {
      events.push({ kind: 'filtered', timeUs, reason: 'table route of the router itself' });
      return;
    }
    const timeNs = this.#clock.next(peer, timeUs, extended);
    this.#count(peer, family, timeUs, timeNs);
    const { attributes, reach, faults } = block;
    const nextHop = reach?.nextHop ?? attributes.nextHop;
    const otherAttributes = canonicalAttributes(body, block, attributes);
    const originatedUs = originTime(originatedSeconds, timeUs);
    const route = { family, prefix, originatedUs, attributes, otherAttributes, nextHop };
    events.push({ kind: 'table-route', timeUs, timeNs, peer, ...route });
    if (faults.length > 0) {
      const stamp = (): bigint => this.#clock.next(peer, timeUs, extended);
      addFaults(faults, { timeUs, peer, direction: 'received' }, stamp, events);
    }
  }

  #count(peer: Peer, family: Family, timeUs: number, timeNs: bigint): void {
    let families = this.#tables.get(peer);
    if (families === undefined) {
      families = new Map();
      this.#tables.set(peer, families);
    }
    const name = formatFamily(family);
    let table = families.get(name);
    if (table === undefined) {
      table = { peer, family, startedNs: timeNs, lastUs: timeUs, lastNs: timeNs, routes: 0 };
      families.set(name, table);
    }
    table.lastUs = timeUs;
    table.lastNs = timeNs;
    table.routes++;
  }
}

/** Daemons write 0 where they do not know it, and a router's clock may be ahead of that of the dump. */
function originTime(originatedSeconds: number, timeUs: number): number | undefined {
  const originatedUs = originatedSeconds * 1_000_000;
  return originatedUs > 0 && originatedUs <= timeUs ? originatedUs : undefined;
}
