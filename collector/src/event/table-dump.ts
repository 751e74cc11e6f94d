import type { MrtRecord } from '../mrt/record.ts';
import type { RibRecord } from '../mrt/table-dump-v2.ts';
import { type Family, formatFamily } from '../net/family.ts';
import { namesPeer } from './peer-registry.ts';
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

/** One TABLE_DUMP_V2 dump, from its peer index to its end: the routes, then a closing event for each peer and family. */
export class TableDump {
  readonly #peers: readonly Peer[];
  readonly #clock: RowClock;
  readonly #tables = new Map<string, PeerTable>();
  #whole = true;

  constructor(peers: readonly Peer[], clock: RowClock) {
    this.#peers = peers;
    this.#clock = clock;
  }

  *routes({ timeUs, extended }: MrtRecord, { family, prefix, entries }: RibRecord): Generator<RouteEvent> {
    for (const { peerIndex, attributes, nextHop } of entries) {
      const peer = this.#peers[peerIndex];
      if (peer === undefined) {
        this.#whole = false;
        const reason = `RIB entry of peer ${peerIndex}, the index has ${this.#peers.length}`;
        yield { kind: 'decode-fault', timeUs, reason };
        continue;
      }
      if (!namesPeer(peer.address)) {
        yield { kind: 'filtered', timeUs, reason: 'table route of the router itself' };
        continue;
      }
      const timeNs = this.#clock.next(peer, timeUs, extended);
      this.#count(peerIndex, peer, family, timeUs, timeNs);
      yield { kind: 'table-route', timeUs, timeNs, peer, family, prefix, attributes, nextHop };
    }
  }

  /** A record of this dump could not be read. */
  damaged(): void {
    this.#whole = false;
  }

  /** Closes the tables; `whole` unless the file broke off. */
  *end(whole: boolean): Generator<RouteEvent> {
    const complete = whole && this.#whole;
    for (const { peer, family, startedNs, lastUs, lastNs, routes } of this.#tables.values()) {
      // The row stands in a series of its own, so it may share the time of the last route, which it includes.
      yield { kind: 'table-end', timeUs: lastUs, timeNs: lastNs, peer, family, startedNs, routes, complete };
    }
  }

  #count(peerIndex: number, peer: Peer, family: Family, timeUs: number, timeNs: bigint): void {
    const key = `${peerIndex} ${formatFamily(family)}`;
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = { peer, family, startedNs: timeNs, lastUs: timeUs, lastNs: timeNs, routes: 0 };
      this.#tables.set(key, table);
    }
    table.lastUs = timeUs;
    table.lastNs = timeNs;
    table.routes++;
  }
}
