import type { Socket } from 'node:net';
import { asDecodeError } from '../bgp/fault.ts';
import type { BmpFrame } from '../bmp/framer.ts';
import type { BmpConnection, BmpItem } from '../bmp/item.ts';
import { type BmpMessage, INITIATION, TERMINATION, decodeBmp } from '../bmp/message.ts';
import type { Termination } from '../bmp/termination.ts';
import type { AddressText } from '../net/address.ts';
import { BmpStream, type StreamEvents } from './bmp-stream.ts';
import type { StationCounts } from './bmp-options.ts';
import type { ItemQueue } from './item-queue.ts';
import type { RouterNames } from './router-names.ts';
import type { ConnectionStatus } from './source-status.ts';

/** What all feeds of a station share. */
export interface FeedContext {
  /** Wall clock, Unix microseconds. */
  readonly nowUs: () => number;
  readonly queue: ItemQueue<BmpItem>;
  readonly names: RouterNames;
  readonly counts: StationCounts;
  readonly maxQueuedBytes: number;
  /** Called with the first message. */
  readonly begun: (feed: BmpFeed) => void;
  /** Called once, when nothing more comes. */
  readonly ended: (feed: BmpFeed, problem: string) => void;
}

/** What an item takes besides its bytes, about. */
const ITEM_BYTES = 300;

/** A connection with a router: gives it a name, and hands over what it tells. */
export class BmpFeed implements StreamEvents {
  readonly id: number;
  readonly address: AddressText;
  readonly #context: FeedContext;
  readonly #stream: BmpStream;
  #connection: BmpConnection | undefined;
  #sysDescr: string | undefined;
  #lastHeardMs: number | undefined;
  #queuedBytes = 0;
  #open = true;

  constructor(id: number, address: AddressText, socket: Socket, context: FeedContext) {
    this.id = id;
    this.address = address;
    this.#context = context;
    this.#stream = new BmpStream(socket, this);
  }

  /** Whether a message has come. */
  get hasBegun(): boolean {
    return this.#connection !== undefined;
  }

  get status(): ConnectionStatus {
    const from = `from ${this.address}`;
    return {
      name: this.#connection?.router ?? this.address,
      up: this.hasBegun,
      words: this.hasBegun ? [from, ...(this.#sysDescr ? [this.#sysDescr] : [])].join(', ') : `${from}: no message yet`,
      families: [],
      lastHeardMs: this.#lastHeardMs,
    };
  }

  /** What was queued has been taken. */
  taken(): void {
    this.#queuedBytes = 0;
    if (this.#open && this.#stream.paused) {
      this.#stream.resume();
    }
  }

  /** Ends the connection, for this reason. */
  end(problem: string): void {
    if (!this.#open) {
      return;
    }
    this.#open = false;
    this.#stream.close();
    this.#push((head) => ({ kind: 'lost', ...head, problem }));
    this.#context.ended(this, problem);
  }

  frames(frames: readonly BmpFrame[]): void {
    const { counts, maxQueuedBytes } = this.#context;
    for (const frame of frames) {
      if (!this.#open) {
        return;
      }
      this.#frame(frame);
    }
    if (this.#queuedBytes > maxQueuedBytes && this.#open && !this.#stream.paused) {
      counts.pauses++;
      this.#stream.pause();
    }
  }

  garbled(problem: string): void {
    this.#context.counts.garbled++;
    this.#push((head) => ({ kind: 'fault', ...head, problem }));
    this.end(problem);
  }

  ended(problem: string, lost: string | undefined): void {
    if (lost !== undefined) {
      this.#push((head) => ({ kind: 'fault', ...head, problem: `${problem}: ${lost}` }));
    }
    this.end(problem);
  }

  #frame(frame: BmpFrame): void {
    const { nowUs, counts } = this.#context;
    const timeUs = nowUs();
    this.#lastHeardMs = timeUs / 1000;
    counts.messages++;
    const own = frame.type === INITIATION || frame.type === TERMINATION ? decoded(frame) : undefined;
    if (!this.hasBegun && !this.#begin(own)) {
      counts.crowded++;
      this.end('there are too many routers');
      return;
    }
    this.#push((head) => ({ kind: 'message', ...head, frame }));
    this.#queuedBytes += ITEM_BYTES + frame.body.length;
    if (own?.kind === 'termination') {
      this.end(`the router ended it: ${terminationWords(own)}`);
    }
  }

  /** RFC 7854 §4.3 has an Initiation come first; a router without one goes by its address. */
  #begin(own: BmpMessage | undefined): boolean {
    const { sysName, sysDescr } = own?.kind === 'initiation' ? own : {};
    const router = this.#context.names.nameOf(this.address, sysName);
    if (router === undefined) {
      return false;
    }
    this.#sysDescr = sysDescr;
    this.#connection = { id: this.id, address: this.address, router };
    this.#push((head) => ({ kind: 'connected', ...head }));
    this.#context.begun(this);
    return true;
  }

  /** Nothing is told of a connection that has told nothing. */
  #push(item: (head: Pick<BmpItem, 'timeUs' | 'connection'>) => BmpItem): void {
    const { nowUs, queue } = this.#context;
    if (this.#connection !== undefined) {
      queue.push(item({ timeUs: nowUs(), connection: this.#connection }));
    }
  }
}

/** What is malformed is told by who takes the items. */
function decoded(frame: BmpFrame): BmpMessage | undefined {
  try {
    return decodeBmp(frame);
  } catch (error) {
    asDecodeError(error);
    return undefined;
  }
}

function terminationWords({ reason, strings }: Termination): string {
  const words = typeof reason === 'number' ? `reason ${reason}` : (reason ?? 'it does not say why');
  return [words, ...strings].join(', ').slice(0, 200);
}
