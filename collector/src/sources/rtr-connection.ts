import { type Socket, connect } from 'node:net';
import { type CacheAction, type CacheEnd, CacheSession } from '../rtr/cache-session.ts';
import { PduFramer } from '../rtr/framer.ts';
import type { Version } from '../rtr/pdu.ts';
import { systemWords } from './file-source.ts';
import type { RtrCache, RtrOptions } from './rtr-options.ts';
import { Timers } from './timers.ts';

export type CacheAnswer = Extract<CacheAction, { kind: 'data' }>;

/** What becomes of a connection with a cache. */
export interface CacheEvents {
  answered(connection: RtrConnection, answer: CacheAnswer): void;
  /** Once, unless this side closed it. */
  ended(connection: RtrConnection, end: CacheEnd): void;
}

/** A TCP connection with a cache: does what its session says. */
export class RtrConnection {
  readonly cache: RtrCache;
  readonly #options: RtrOptions;
  readonly #events: CacheEvents;
  readonly #socket: Socket;
  readonly #session: CacheSession;
  readonly #framer = new PduFramer();
  readonly #timers = new Timers();
  #open = true;

  constructor(cache: RtrCache, version: Version, options: RtrOptions, events: CacheEvents) {
    this.cache = cache;
    this.#options = options;
    this.#events = events;
    this.#session = new CacheSession(version, options);
    this.#socket = connect(cache);
    this.#socket.setKeepAlive(true, 60_000);
    this.#socket.setNoDelay(true);
    this.#socket.on('connect', () => this.#perform(this.#session.start()));
    this.#socket.on('data', (chunk) => this.#heard(chunk));
    this.#socket.on('error', (error) => this.#lost(systemWords(error)));
    this.#socket.on('close', () => this.#lost('the cache closed the connection'));
    this.#watch();
  }

  get version(): Version {
    return this.#session.version;
  }

  /** Asks for what has changed. */
  refresh(): void {
    this.#perform(this.#session.refresh());
  }

  /** What was sent still goes out. */
  close(): void {
    this.#open = false;
    this.#timers.stop('silence');
    this.#timers.stop('answer');
    this.#socket.destroySoon();
  }

  #heard(chunk: Uint8Array): void {
    if (!this.#open) {
      return;
    }
    const { pdus, fault } = this.#framer.push(chunk);
    for (const pdu of pdus) {
      this.#perform(this.#session.heard(pdu));
    }
    if (fault !== undefined) {
      this.#perform(this.#session.faulty(fault));
    }
    this.#watch();
  }

  #perform(actions: readonly CacheAction[]): void {
    for (const action of actions) {
      if (!this.#open) {
        return;
      }
      switch (action.kind) {
        case 'send':
          this.#socket.write(action.bytes);
          this.#watch();
          break;
        case 'data':
          this.#events.answered(this, action);
          break;
        case 'end':
          this.#ended(action);
      }
    }
  }

  /** While an answer is due: neither silence nor one without end is waited for. */
  #watch(): void {
    if (!this.#open || !this.#session.waits) {
      this.#timers.stop('silence');
      this.#timers.stop('answer');
      return;
    }
    const { silenceMs, answerMs } = this.#options;
    this.#timers.start('silence', silenceMs, () => this.#lost(`no answer within ${silenceMs / 1000} s`));
    if (!this.#timers.runs('answer')) {
      this.#timers.start('answer', answerMs, () => this.#lost(`no whole answer within ${answerMs / 1000} s`));
    }
  }

  #lost(problem: string): void {
    if (this.#open) {
      this.#ended(this.#session.lost(problem));
    }
  }

  #ended(end: CacheEnd): void {
    this.close();
    this.#events.ended(this, end);
  }
}
