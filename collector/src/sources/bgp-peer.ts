import { type Socket, connect } from 'node:net';
import { type Family, formatFamily } from '../net/family.ts';
import { type Agreement, UNAGREED } from '../session/agreement.ts';
import { advance } from '../session/advance.ts';
import type { Side } from '../session/collision.ts';
import type { Frames } from '../session/framer.ts';
import type { SessionItem } from '../session/item.ts';
import { PrefixCount } from '../session/prefix-count.ts';
import { type Refusal, maximumPrefixes } from '../session/refusal.ts';
import {
  type Action,
  type Connection,
  type Input,
  INITIAL,
  type State,
  type Terms,
  type Timer,
} from '../session/session.ts';
import { BgpConnection, type ConnectionEvents } from './bgp-connection.ts';
import type { SpeakerCounts, SpeakerPeerOptions, Surroundings } from './bgp-speaker-options.ts';
import { systemWords } from './file-source.ts';
import type { ItemQueue } from './item-queue.ts';
import type { ConnectionStatus } from './source-status.ts';
import { Timers } from './timers.ts';

/** What all peers of a speaker share. */
export interface SpeakerContext extends Surroundings {
  readonly queue: ItemQueue<SessionItem>;
  readonly maxQueuedBytes: number;
  readonly counts: SpeakerCounts;
}

/** What an item takes besides its bytes, about. */
const ITEM_BYTES = 300;
/** Timers are shortened at random by up to a quarter, so that peers do not act in step. RFC 4271 §10 */
const JITTER = 0.25;
const JITTERED: readonly Timer['name'][] = ['retry', 'keepalive'];
/** Connections of a peer, those that linger included. */
const MAX_SOCKETS = 10;
const UPDATE = 2;
const TYPE_AT = 18;

/** One configured peer: does what the finite state machine says. */
export class BgpPeer implements ConnectionEvents {
  readonly options: SpeakerPeerOptions;
  readonly #terms: Terms;
  readonly #context: SpeakerContext;
  readonly #timers = new Timers();
  readonly #connections = new Map<number, BgpConnection>();
  readonly #inputs: Input[] = [];
  #session = INITIAL;
  #working = false;
  #attempt: Socket | undefined;
  #lastId = 0;
  #queuedBytes = 0;
  #sockets = 0;
  #lastHeardMs: number | undefined;
  /** Why there is no session, as it was last told. */
  #problem: string | undefined;

  constructor(options: SpeakerPeerOptions, terms: Terms, context: SpeakerContext) {
    this.options = options;
    this.#terms = terms;
    this.#context = context;
  }

  get state(): State {
    return this.#session.state;
  }

  get #agreed(): Agreement | undefined {
    return this.#session.connections.find(({ state }) => state === 'Established')?.agreed;
  }

  get status(): ConnectionStatus {
    const { address, as } = this.options;
    const up = this.#session.state === 'Established';
    const agreed = this.#agreed;
    return {
      name: `${address} AS${as}`,
      up,
      words: up ? 'Established' : `${this.#session.state}: ${this.#problem ?? 'no connection yet'}`,
      families:
        agreed?.families.map((family) =>
          agreed.params.addPath(family) ? `${formatFamily(family)} with all paths` : formatFamily(family)
        ) ?? [],
      lastHeardMs: this.#lastHeardMs,
    };
  }

  /** Families of which the peer tells its best paths alone: those without ADD-PATH. */
  get bestOnly(): readonly Family[] {
    const agreed = this.#agreed;
    return agreed?.families.filter((family) => !agreed.params.addPath(family)) ?? [];
  }

  start(): void {
    this.#take({ kind: 'start' });
  }

  stop(refusal: Refusal): void {
    this.#take({ kind: 'stop', refusal });
  }

  refresh(family: Family): void {
    this.#take({ kind: 'refresh', family });
  }

  /** Ends the session; it is tried again. */
  reset(refusal: Refusal): void {
    for (const { id } of this.#session.connections) {
      this.#take({ kind: 'refuse', connection: id, refusal });
    }
  }

  /** A connection that the peer has made. */
  accept(socket: Socket): void {
    if (this.#queuedBytes > this.#context.maxQueuedBytes) {
      this.#context.counts.busy++;
      socket.destroy();
    } else {
      this.#open(socket, 'incoming');
    }
  }

  /** What was queued has been taken. */
  taken(): void {
    this.#queuedBytes = 0;
    this.#connections.forEach((connection) => connection.resume());
  }

  frames(connection: BgpConnection, { messages, fault }: Frames): void {
    for (const bytes of messages) {
      if (connection.open) {
        this.#take({ kind: 'heard', connection: connection.id, bytes });
      }
    }
    if (fault !== undefined && connection.open) {
      this.#take({ kind: 'refuse', connection: connection.id, refusal: fault });
    }
    if (this.#queuedBytes > this.#context.maxQueuedBytes && connection.open && !connection.paused) {
      this.#context.counts.pauses++;
      connection.pause();
    }
  }

  gone(): void {
    this.#sockets--;
  }

  ended(connection: BgpConnection, problem: string, lostBytes: number | undefined): void {
    if (lostBytes !== 0) {
      const lost = lostBytes === undefined ? 'unread bytes' : `${lostBytes} bytes of an unfinished message`;
      this.#queue({ kind: 'gap', ...this.#head(connection.id), problem: `${problem}: ${lost} are lost` });
    }
    this.#take({ kind: 'closed', connection: connection.id, problem });
  }

  #open(socket: Socket, side: Side): void {
    const id = ++this.#lastId;
    this.#sockets++;
    this.#connections.set(id, new BgpConnection(id, socket, this.#terms.offer.extendedMessages, this));
    this.#take({ kind: 'opened', connection: id, side });
  }

  /** Inputs that come while one is worked on wait for their turn. */
  #take(input: Input): void {
    this.#inputs.push(input);
    if (this.#working) {
      return;
    }
    this.#working = true;
    for (let next; (next = this.#inputs.shift()) !== undefined;) {
      const { session, actions } = advance(this.#session, next, this.#terms);
      this.#session = session;
      actions.forEach((action) => this.#perform(action));
    }
    this.#working = false;
  }

  #perform(action: Action): void {
    switch (action.kind) {
      case 'connect':
        this.#connect();
        return;
      case 'abort-connect':
        this.#attempt?.destroy();
        this.#attempt = undefined;
        return;
      case 'send':
        this.#send(action.connection, action.bytes);
        return;
      case 'close':
        // One that connects anew all the time must not leave a crowd behind that lingers.
        this.#connections.get(action.connection.id)?.close(this.#sockets <= MAX_SOCKETS);
        this.#connections.delete(action.connection.id);
        return;
      case 'start-timer':
        this.#startTimer(action.timer, action.afterMs);
        return;
      case 'stop-timer':
        this.#timers.stop(nameOf(action.timer));
        return;
      case 'hand-over':
        this.#lastHeardMs = this.#context.nowUs() / 1000;
        this.#message(action.connection, 'received', action.bytes);
        this.#countPrefixes(action.connection, action.bytes);
        return;
      case 'changed':
        this.#problem = action.change.reason ?? this.#problem;
        this.#queue({ kind: 'state', ...this.#head(undefined), ...action.change });
    }
  }

  #connect(): void {
    const { address, port, localAddress } = this.options;
    const socket = connect({ host: address, port, ...(localAddress && { localAddress }) });
    this.#attempt = socket;
    const failed = (error: Error): void => {
      if (this.#attempt === socket) {
        this.#attempt = undefined;
        this.#take({ kind: 'unreachable', problem: systemWords(error) });
      }
    };
    socket.on('error', failed);
    socket.once('connect', () => {
      if (this.#attempt === socket) {
        this.#attempt = undefined;
        socket.off('error', failed);
        this.#open(socket, 'outgoing');
      }
    });
  }

  #send(connection: Connection, bytes: Uint8Array): void {
    const { id } = connection;
    if (this.#connections.get(id)?.send(bytes)) {
      this.#message(connection, 'sent', bytes);
    } else {
      this.#take({ kind: 'closed', connection: id, problem: 'the peer does not read' });
    }
  }

  #startTimer(timer: Timer, afterMs: number): void {
    const shorter = JITTERED.includes(timer.name) ? 1 - JITTER * this.#context.random() : 1;
    this.#timers.start(nameOf(timer), afterMs * shorter, () => {
      if (timer.name === 'hold' && this.#connections.get(timer.connection)?.paused) {
        // Not heard, since not read.
        this.#startTimer(timer, afterMs);
      } else {
        this.#take({ kind: 'timer', timer });
      }
    });
  }

  #countPrefixes({ id, agreed }: Connection, bytes: Uint8Array): void {
    const { maxPrefixes: limit, holdOffMs } = this.options;
    const connection = this.#connections.get(id);
    if (limit === undefined || agreed === undefined || connection === undefined || bytes[TYPE_AT] !== UPDATE) {
      return;
    }
    connection.prefixes ??= new PrefixCount(limit, agreed.params);
    const family = connection.prefixes.update(bytes);
    if (family !== undefined) {
      const refusal = maximumPrefixes(family, limit);
      this.#take({ kind: 'refuse', connection: id, refusal, holdOffMs });
    }
  }

  #message(connection: Connection, direction: 'received' | 'sent', bytes: Uint8Array): void {
    const { agreed, id, bgpId } = connection;
    const { address, as } = this.options;
    this.#queue({
      kind: 'message',
      timeUs: this.#context.nowUs(),
      peer: { address, as, bgpId },
      direction,
      bytes,
      params: agreed?.params ?? UNAGREED,
      local: { address: this.#connections.get(id)?.localAddress ?? '', as: this.#terms.offer.localAs },
    });
  }

  #head(connection: number | undefined): Pick<SessionItem, 'timeUs' | 'peer'> {
    const { address, as } = this.options;
    const of = this.#session.connections.find(({ id }) => id === connection) ?? this.#session.connections[0];
    return { timeUs: this.#context.nowUs(), peer: { address, as, bgpId: of?.bgpId } };
  }

  #queue(item: SessionItem): void {
    this.#queuedBytes += ITEM_BYTES + (item.kind === 'message' ? item.bytes.length : 0);
    this.#context.queue.push(item);
  }
}

function nameOf({ name, connection }: Timer): string {
  return connection === undefined ? name : `${name} ${connection}`;
}
