import type { BmpItem } from '../../src/bmp/item.ts';
import { BmpEvents } from '../../src/event/bmp-events.ts';
import type { Peer, RouteEvent } from '../../src/event/types.ts';
import { parsePrefix } from '../../src/net/parse-prefix.ts';
import { type Change, isRouteChange } from '../../src/rib/change.ts';
import { Rib } from '../../src/rib/rib.ts';
import { routesByRouter } from '../../src/rib/routes-by-router.ts';
import type { StationOptions } from '../../src/sources/bmp-options.ts';
import { BmpStation } from '../../src/sources/bmp-station.ts';
import { type HeardRoute, heardRoute, routeKey } from '../bgp/listener.ts';
import { type PlainRoute, heardRoutes } from '../bgp/route.ts';
import { told } from '../build/bmp-feed.ts';

export const HERE = '127.0.0.1';

export function stationOptions(port: number, more: Partial<StationOptions> = {}): StationOptions {
  return {
    listen: [{ address: HERE, port }],
    connect: [],
    allow: [parsePrefix('127.0.0.0/8')!],
    routers: {},
    maxConnections: 1000,
    maxConnectionsPerAddress: 1000,
    maxRoutes: 1_000_000,
    maxPeers: 1000,
    silentMs: 60_000,
    retryMs: 50,
    maxRetryMs: 200,
    maxQueuedBytes: 1024 * 1024,
    ...more,
  };
}

/** What lives on when a station is closed and another one opened. */
export class Memory {
  readonly events = new BmpEvents(1000);
  readonly rib = new Rib(1);
}

/** A station under test with all that it has heard, and the tables that this leads to. */
export class StationListener {
  readonly station: BmpStation;
  readonly items: BmpItem[] = [];
  readonly events: RouteEvent[] = [];
  /** What the events did to the tables: `kind cause`, counted. */
  readonly changes: Record<string, number> = {};
  readonly memory: Memory;
  readonly #maxRoutes: number;
  readonly #tables = new Map<Peer, Map<string, HeardRoute>>();
  readonly #done: Promise<void>;

  private constructor(station: BmpStation, maxRoutes: number, memory: Memory) {
    this.station = station;
    this.memory = memory;
    this.#maxRoutes = maxRoutes;
    this.#done = this.#read();
  }

  static async open(options: StationOptions, memory = new Memory()): Promise<StationListener> {
    return new StationListener(await BmpStation.open(options), options.maxRoutes, memory);
  }

  /** The routes of one table, as its router would show them. */
  routes(router: string, view: Peer['view'], address: string): PlainRoute[] {
    const found = [...this.#tables].filter(
      ([peer]) => peer.router === router && peer.view === view && peer.address === address
    );
    return found.flatMap(([, table]) => heardRoutes({ table }));
  }

  /** Events of a kind, a line each. */
  told(...kinds: readonly RouteEvent['kind'][]): string[] {
    return this.events.filter(({ kind }) => kinds.includes(kind)).map(told);
  }

  async close(): Promise<void> {
    await this.station.close();
    await this.#done;
  }

  async #read(): Promise<void> {
    for await (const batch of this.station.items()) {
      for (const item of batch) {
        this.items.push(item);
        for (const event of this.memory.events.events(item)) {
          this.#take(event);
        }
      }
      this.#limit();
    }
  }

  /** As the run does once a second. */
  #limit(): void {
    for (const [router, routes] of routesByRouter(this.memory.rib)) {
      const connection = this.memory.events.connectionOf(router);
      if (routes > this.#maxRoutes && connection !== undefined) {
        this.station.tooManyRoutes(connection.id);
      }
    }
  }

  #take(event: RouteEvent): void {
    this.events.push(event);
    this.memory.rib.apply(event, (change) => this.#count(change));
    if (event.kind === 'announce') {
      this.#table(event.peer).set(routeKey(event), heardRoute(event));
    } else if (event.kind === 'withdraw') {
      this.#table(event.peer).delete(routeKey(event));
    } else if (event.kind === 'peer-down') {
      this.#table(event.peer).clear();
    }
  }

  #count(change: Change): void {
    if (isRouteChange(change)) {
      const key = `${change.kind} ${change.cause}`;
      this.changes[key] = (this.changes[key] ?? 0) + 1;
    }
  }

  #table(peer: Peer): Map<string, HeardRoute> {
    let table = this.#tables.get(peer);
    if (table === undefined) {
      table = new Map();
      this.#tables.set(peer, table);
    }
    return table;
  }
}
