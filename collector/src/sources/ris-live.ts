import { WebSocket } from 'ws';
import type { RisItem } from '../ris/item.ts';
import { type RisMessage, decodeRisText } from '../ris/message.ts';
import { RecentMessages } from '../ris/recent-messages.ts';
import { subscriptions } from '../ris/subscription.ts';
import { SYSTEM, type Surroundings } from './bgp-speaker-options.ts';
import { systemWords } from './file-source.ts';
import { ItemQueue } from './item-queue.ts';
import { retryPauseMs } from './retry-pause.ts';
import type { RisLiveCounts, RisLiveOptions } from './ris-live-options.ts';
import { RisLiveHealth } from './ris-live-status.ts';
import type { SourceStatus } from './source-status.ts';
import { Timers } from './timers.ts';

/** What an item takes besides its bytes, about. */
const ITEM_BYTES = 500;
/** Some minutes of a busy collector. */
const REMEMBERED = 65_536;
/** A server that keeps a connection so long is well: the next failure is the first. */
const SETTLED_MS = 60_000;
const LINGER_MS = 2000;
const MAX_SILENT_PINGS = 2;
const TIMERS = ['subscribe', 'ping', 'settled', 'retry'];

/** RIS Live of RIPE NCC: what the peers of its collectors tell, live, over a websocket. https://ris-live.ripe.net/manual/ */
export class RisLive {
  readonly counts: RisLiveCounts = {
    connections: 0,
    failures: 0,
    texts: 0,
    heard: 0,
    other: 0,
    errors: 0,
    duplicates: 0,
    faulty: 0,
    late: 0,
    pauses: 0,
  };
  readonly #options: RisLiveOptions;
  readonly #surroundings: Surroundings;
  readonly #subscriptions: readonly string[];
  readonly #queue: ItemQueue<RisItem>;
  readonly #recent = new RecentMessages(REMEMBERED);
  readonly #health: RisLiveHealth;
  readonly #timers = new Timers();
  #socket: WebSocket | undefined;
  #problem: string | undefined;
  #queuedBytes = 0;
  #failures = 0;
  #silentPings = 0;

  private constructor(options: RisLiveOptions, surroundings: Surroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#subscriptions = subscriptions(options.filters);
    this.#queue = new ItemQueue(() => this.#taken());
    this.#health = new RisLiveHealth(options, this.#subscriptions.length);
  }

  /** Starts to connect. */
  static open(options: RisLiveOptions, surroundings = SYSTEM): RisLive {
    const live = new RisLive(options, surroundings);
    live.#connect();
    return live;
  }

  /** What is heard, in order, all that is there at a time; ends after `close`. For one reader. */
  items(): AsyncIterable<readonly RisItem[]> {
    return this.#queue.batches();
  }

  status(): SourceStatus {
    return this.#health.status({ ...this.counts });
  }

  /** Ends the connection, which is a loss like any other, and gives what is left to the reader. */
  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    TIMERS.forEach((name) => this.#timers.stop(name));
    this.#tellLoss('closed');
    this.#queue.close();
    if (socket !== undefined && socket.readyState !== WebSocket.CLOSED) {
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.resume();
      socket.close();
      const timer = setTimeout(() => socket.terminate(), LINGER_MS);
      await closed;
      clearTimeout(timer);
    }
  }

  #connect(): void {
    const { url, client, maxFrameBytes, pingEveryMs } = this.#options;
    const address = new URL(url);
    address.searchParams.set('client', client);
    this.counts.connections++;
    // Texts are not compressed: it costs the server and this side more than the line, and a small one could hold a huge one.
    const socket = new WebSocket(address, {
      maxPayload: maxFrameBytes,
      handshakeTimeout: pingEveryMs,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    this.#problem = undefined;
    this.#silentPings = 0;
    socket.on('open', () => this.#opened(socket));
    socket.on('message', (data) => this.#received(socket, data as Buffer));
    socket.on('pong', () => (this.#silentPings = 0));
    socket.on('error', (error) => (this.#problem ??= systemWords(error)));
    socket.on('close', (code, reason) => this.#ended(socket, code, reason.toString()));
  }

  #opened(socket: WebSocket): void {
    if (socket === this.#socket) {
      this.#health.opened();
      this.#subscribe(socket, 0);
      this.#timers.start('ping', this.#options.pingEveryMs, () => this.#ping(socket));
      this.#timers.start('settled', SETTLED_MS, () => (this.#failures = 0));
    }
  }

  /** One after the other. */
  #subscribe(socket: WebSocket, index: number): void {
    const text = this.#subscriptions[index];
    if (text !== undefined) {
      socket.send(text);
      this.#timers.start('subscribe', this.#options.subscribeEveryMs, () => this.#subscribe(socket, index + 1));
    }
  }

  #ping(socket: WebSocket): void {
    // While nothing is read, nothing can be heard.
    this.#silentPings = socket.isPaused ? 0 : this.#silentPings + 1;
    if (this.#silentPings > MAX_SILENT_PINGS) {
      this.#problem = `the server is silent, it answered none of ${MAX_SILENT_PINGS} pings`;
      socket.terminate();
    } else {
      socket.ping();
      this.#timers.start('ping', this.#options.pingEveryMs, () => this.#ping(socket));
    }
  }

  #received(socket: WebSocket, data: Buffer): void {
    if (socket !== this.#socket) {
      return;
    }
    this.#silentPings = 0;
    this.counts.texts++;
    const decoded = decodeRisText(data.toString());
    switch (decoded.kind) {
      case 'message':
        this.#heard(decoded.message);
        break;
      case 'error':
        this.counts.errors++;
        this.#health.complained(decoded.words);
        break;
      case 'subscribed':
        this.counts.other++;
        this.#health.acknowledged();
        break;
      case 'other':
        this.counts.other++;
        break;
      case 'fault':
        this.counts.faulty++;
        this.#push({ kind: 'fault', timeUs: this.#surroundings.nowUs(), problem: decoded.problem }, 0);
    }
    if (this.#queuedBytes > this.#options.maxQueuedBytes && !socket.isPaused) {
      this.counts.pauses++;
      socket.pause();
    }
  }

  #heard(message: RisMessage): void {
    if (this.#recent.heardBefore(message.host, message.id)) {
      this.counts.duplicates++;
      return;
    }
    const receivedUs = this.#surroundings.nowUs();
    this.counts.heard++;
    this.counts.late += this.#health.heard(message, receivedUs) ? 1 : 0;
    this.#push({ kind: 'heard', receivedUs, message }, message.kind === 'bgp' ? message.bytes.length : 0);
  }

  #push(item: RisItem, lengthBytes: number): void {
    this.#queuedBytes += ITEM_BYTES + lengthBytes;
    this.#queue.push(item);
  }

  /** What was queued has been taken. */
  #taken(): void {
    this.#queuedBytes = 0;
    this.#socket?.resume();
  }

  #tellLoss(problem: string): void {
    if (this.#health.ended(problem)) {
      this.#push({ kind: 'lost', timeUs: this.#surroundings.nowUs() }, 0);
    }
  }

  #ended(socket: WebSocket, code: number, reason: string): void {
    if (socket !== this.#socket) {
      return;
    }
    TIMERS.forEach((name) => this.#timers.stop(name));
    this.counts.failures++;
    const problem = this.#problem ?? `the server closed the connection, code ${code} ${reason}`.trim();
    this.#tellLoss(problem);
    const { retryMs, maxRetryMs } = this.#options;
    const bounds = { firstMs: retryMs, longestMs: maxRetryMs };
    const waitMs = retryPauseMs(this.#failures++, bounds, this.#surroundings.random());
    this.#timers.start('retry', waitMs, () => this.#connect());
  }
}
