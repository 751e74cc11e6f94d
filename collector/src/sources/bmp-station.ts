import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import type { BmpItem } from '../bmp/item.ts';
import type { AddressText } from '../net/address.ts';
import { canonicalAddress } from '../net/canonical-address.ts';
import { covers, parseAddress } from '../net/parse-prefix.ts';
import { SYSTEM } from './bgp-speaker-options.ts';
import { BmpDialer, formatEndpoint } from './bmp-dialer.ts';
import { BmpFeed, type FeedContext } from './bmp-feed.ts';
import type { Endpoint, StationCounts, StationOptions } from './bmp-options.ts';
import { systemWords } from './file-source.ts';
import { ItemQueue } from './item-queue.ts';
import { RouterNames } from './router-names.ts';
import { SourceError } from './source.ts';
import { type SourceStatus, lastHeard } from './source-status.ts';
import { Timers } from './timers.ts';

const BLIND_SPOTS: readonly string[] = [
  'BMP does not carry KEEPALIVE and ROUTE-REFRESH: of these there are no rows, unless the router mirrors them',
  'a router that tells its Loc-RIB, or a table after policy, shows best paths and what policy let through: backups are only seen in adj-in-pre',
  'a session that fails to come up is not told of',
];

/**
 * A BMP station: routers connect to it, or it to routers, and it hands over what they tell of their BGP sessions. RFC 7854, 8671,
 * 9069. Whoever can reach it can tell it anything: BMP has no authentication, so that it takes connections from known networks
 * alone, and bounds what one of them can make it hold.
 */
export class BmpStation {
  readonly counts: StationCounts = {
    strangers: 0,
    crowded: 0,
    silent: 0,
    garbled: 0,
    over_routes: 0,
    pauses: 0,
    messages: 0,
  };
  readonly #options: StationOptions;
  readonly #context: FeedContext;
  readonly #queue: ItemQueue<BmpItem>;
  readonly #timers = new Timers();
  readonly #servers: Server[] = [];
  /** In the order of their beginning. */
  readonly #feeds = new Map<number, BmpFeed>();
  readonly #dialers: readonly BmpDialer[];
  readonly #dialed = new Map<BmpFeed, BmpDialer>();
  #lastId = 0;

  private constructor(options: StationOptions, { nowUs, random }: typeof SYSTEM) {
    this.#options = options;
    this.#queue = new ItemQueue(() => this.#feeds.forEach((feed) => feed.taken()));
    this.#context = {
      nowUs,
      queue: this.#queue,
      names: new RouterNames(options.routers),
      counts: this.counts,
      maxQueuedBytes: options.maxQueuedBytes,
      begun: (feed) => this.#begun(feed),
      ended: (feed, problem) => this.#ended(feed, problem),
    };
    const { retryMs, maxRetryMs } = options;
    const connected = (dialer: BmpDialer, socket: Socket): void => {
      this.#dialed.set(this.#open(dialer.endpoint.address, socket), dialer);
    };
    const dialContext = { retryMs, maxRetryMs, random, timers: this.#timers, connected };
    this.#dialers = options.connect.map((endpoint) => new BmpDialer(endpoint, dialContext));
  }

  /** Listens, and connects to the routers that wait for it. Throws a SourceError where it cannot listen. */
  static async open(options: StationOptions, surroundings = SYSTEM): Promise<BmpStation> {
    const station = new BmpStation(options, surroundings);
    try {
      for (const endpoint of options.listen) {
        await station.#listen(endpoint);
      }
    } catch (error) {
      await station.close();
      throw error;
    }
    station.#dialers.forEach((dialer) => dialer.start());
    return station;
  }

  /** What is heard, in order, all that is there at a time; ends after `close`. For one reader. */
  items(): AsyncIterable<readonly BmpItem[]> {
    return this.#queue.batches();
  }

  /** Ends the connection of a router with more routes than it may have. It is free to come back. */
  tooManyRoutes(connectionId: number): void {
    const feed = this.#feeds.get(connectionId);
    if (feed !== undefined) {
      this.counts.over_routes++;
      feed.end(`it has more than ${this.#options.maxRoutes} routes: raise max_routes, or monitor less`);
    }
  }

  status(): SourceStatus {
    const { listen, connect } = this.#options;
    const silent = this.#dialers.filter((dialer) => ![...this.#dialed.values()].includes(dialer));
    const connections = [...this.#feeds.values(), ...silent].map(({ status }) => status);
    const telling = connections.filter(({ up }) => up).length;
    return {
      type: 'bmp',
      name: [...listen, ...connect].map(formatEndpoint).join(', '),
      state: telling > 0 ? 'hearing' : 'waiting',
      words:
        telling === 0
          ? 'no router is telling yet'
          : `${telling} ${telling === 1 ? 'router is' : 'routers are'} telling`,
      lastHeardMs: lastHeard(connections),
      connections,
      counts: { ...this.counts },
      blindSpots: BLIND_SPOTS,
    };
  }

  /** Ends all connections, and gives what is left to the reader. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => once(server, 'close'));
    this.#servers.forEach((server) => server.close());
    this.#dialers.forEach((dialer) => dialer.stop());
    this.#feeds.forEach((feed) => feed.end('the station is being closed'));
    this.#queue.close();
    await Promise.all(closed);
  }

  async #listen(endpoint: Endpoint): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    try {
      server.listen({ host: endpoint.address, port: endpoint.port });
      await once(server, 'listening');
    } catch (error) {
      throw new SourceError(`${formatEndpoint(endpoint)}: ${systemWords(error)}`, { cause: error });
    }
    // An accepted connection may be gone before it is taken: nothing is lost.
    server.on('error', () => {});
    this.#servers.push(server);
  }

  #accept(socket: Socket): void {
    const address = canonicalAddress(socket.remoteAddress ?? '');
    if (address === undefined || !this.#isAllowed(address)) {
      this.counts.strangers++;
      turnAway(socket);
    } else if (!this.#makeRoom(address)) {
      this.counts.crowded++;
      turnAway(socket);
    } else {
      this.#open(address, socket);
    }
  }

  #open(address: AddressText, socket: Socket): BmpFeed {
    const id = ++this.#lastId;
    const feed = new BmpFeed(id, address, socket, this.#context);
    this.#feeds.set(id, feed);
    this.#timers.start(silenceOf(feed), this.#options.silentMs, () => {
      this.counts.silent++;
      feed.end('no message came in time');
    });
    return feed;
  }

  #isAllowed(address: AddressText): boolean {
    const parsed = parseAddress(address.split('%')[0]!);
    return parsed !== undefined && this.#options.allow.some((network) => covers(network, parsed));
  }

  /** A newcomer takes the place of who has been silent the longest; of those who tell nobody has to go. */
  #makeRoom(address: AddressText): boolean {
    const { maxConnections, maxConnectionsPerAddress } = this.#options;
    const accepted = [...this.#feeds.values()].filter((feed) => !this.#dialed.has(feed));
    const ofAddress = accepted.filter((feed) => feed.address === address);
    const crowds: readonly (readonly [readonly BmpFeed[], number])[] = [
      [ofAddress, maxConnectionsPerAddress],
      [accepted, maxConnections],
    ];
    const full = crowds.find(([feeds, limit]) => feeds.length >= limit);
    if (full === undefined) {
      return true;
    }
    const longestSilent = full[0].find((feed) => !feed.hasBegun);
    if (longestSilent === undefined) {
      return false;
    }
    this.counts.crowded++;
    longestSilent.end('it made room for another connection');
    return true;
  }

  #begun(feed: BmpFeed): void {
    this.#timers.stop(silenceOf(feed));
    this.#dialed.get(feed)?.begun();
  }

  #ended(feed: BmpFeed, problem: string): void {
    this.#timers.stop(silenceOf(feed));
    this.#feeds.delete(feed.id);
    const dialer = this.#dialed.get(feed);
    this.#dialed.delete(feed);
    dialer?.ended(problem);
  }
}

function silenceOf({ id }: BmpFeed): string {
  return `silence ${id}`;
}

function turnAway(socket: Socket): void {
  socket.on('error', () => {});
  socket.resetAndDestroy();
}
