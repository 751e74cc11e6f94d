import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import type { AddressText } from '../net/address.ts';
import { canonicalAddress } from '../net/canonical-address.ts';
import { type Family, formatFamily } from '../net/family.ts';
import type { SessionItem } from '../session/item.ts';
import { type Refusal, deconfigured, shutdown } from '../session/refusal.ts';
import type { State, Terms } from '../session/session.ts';
import { makeTerms } from '../session/terms.ts';
import { BgpPeer, type SpeakerContext } from './bgp-peer.ts';
import {
  SYSTEM,
  type SpeakerCounts,
  type SpeakerOptions,
  type SpeakerPeerOptions,
  type Surroundings,
} from './bgp-speaker-options.ts';
import { systemWords } from './file-source.ts';
import { ItemQueue } from './item-queue.ts';
import { SourceError } from './source.ts';
import { type SourceStatus, lastHeard } from './source-status.ts';

/**
 * A BGP speaker that only listens: it holds sessions with the peers that it is told of, hands over every message, and never
 * announces a route. RFC 4271, 4760, 6793, 7911, 2918, 7313, 8654, and 4724 as the one that helps.
 */
export class BgpSpeaker {
  readonly counts: SpeakerCounts = { strangers: 0, busy: 0, pauses: 0 };
  readonly #context: SpeakerContext;
  readonly #peers = new Map<AddressText, BgpPeer>();
  #options: SpeakerOptions;
  readonly #queue: ItemQueue<SessionItem>;
  readonly #servers: Server[] = [];

  private constructor(options: SpeakerOptions, surroundings: Surroundings) {
    this.#queue = new ItemQueue(() => this.#peers.forEach((peer) => peer.taken()));
    this.#options = options;
    this.#context = {
      ...surroundings,
      queue: this.#queue,
      maxQueuedBytes: options.maxQueuedBytes,
      counts: this.counts,
    };
  }

  /** Listens, and starts the sessions. Throws a SourceError where it cannot listen. */
  static async open(options: SpeakerOptions, surroundings = SYSTEM): Promise<BgpSpeaker> {
    const speaker = new BgpSpeaker(options, surroundings);
    try {
      for (const { address, port } of options.listen) {
        await speaker.#listen(address, port);
      }
    } catch (error) {
      await speaker.close('');
      throw error;
    }
    options.peers.forEach((peer) => speaker.#add(peer));
    return speaker;
  }

  /**
   * Goes over to other peers: the sessions of those that are the same are not disturbed. False where anything else is other than
   * before, which only a new speaker can be.
   */
  adopt(options: SpeakerOptions): boolean {
    const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
    if (!same({ ...options, peers: [] }, { ...this.#options, peers: [] })) {
      return false;
    }
    const before = this.#options.peers;
    const isGone = (peer: SpeakerPeerOptions): boolean => !options.peers.some((one) => same(one, peer));
    const isNew = (peer: SpeakerPeerOptions): boolean => !before.some((one) => same(one, peer));
    for (const { address } of before.filter(isGone)) {
      this.#peers.get(canonical(address))!.stop(deconfigured());
      this.#peers.delete(canonical(address));
    }
    options.peers.filter(isNew).forEach((peer) => this.#add(peer));
    this.#options = options;
    return true;
  }

  /** What is heard and done, in order, all that is there at a time; ends after `close`. For one reader. */
  items(): AsyncIterable<readonly SessionItem[]> {
    return this.#queue.batches();
  }

  status(): SourceStatus {
    const connections = [...this.#peers.values()].map((peer) => peer.status);
    const up = connections.filter((one) => one.up);
    const bestOnly = [...this.#peers.values()].filter((peer) => peer.bestOnly.length > 0);
    return {
      type: 'bgp',
      name: this.#options.bgpId,
      state: up.length > 0 ? 'hearing' : 'waiting',
      words: `${up.length} of ${connections.length} sessions are up`,
      lastHeardMs: lastHeard(connections),
      connections,
      counts: { ...this.counts },
      blindSpots: bestOnly.map(
        ({ bestOnly: families, options: { address, as } }) =>
          `${address} AS${as} tells its best paths only (${families.map(formatFamily).join(', ')}): backups behind them are not seen; ` +
          'add_path here and on the peer shows them'
      ),
    };
  }

  /** State of the session with a peer; undefined for one that is not configured. */
  state(address: AddressText): State | undefined {
    return this.#peers.get(canonical(address))?.state;
  }

  /** Asks a peer for its table of a family again, where it can send it. RFC 2918 §4 */
  refresh(address: AddressText, family: Family): void {
    this.#peers.get(canonical(address))?.refresh(family);
  }

  /** Ends the session with a peer, such as for an UPDATE that RFC 7606 §3 asks it for. It is tried again. */
  reset(address: AddressText, refusal: Refusal): void {
    this.#peers.get(canonical(address))?.reset(refusal);
  }

  /** Ends all sessions with a Cease that says so, and gives what is left to the reader. RFC 9003 */
  async close(text: string): Promise<void> {
    const closed = this.#servers.map((server) => once(server, 'close'));
    this.#servers.forEach((server) => server.close());
    this.#peers.forEach((peer) => peer.stop(shutdown(text)));
    this.#queue.close();
    // A server is closed when its last connection is.
    await Promise.all(closed);
  }

  async #listen(host: AddressText, port: number): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    try {
      server.listen({ host, port });
      await once(server, 'listening');
    } catch (error) {
      throw new SourceError(`${host} port ${port}: ${systemWords(error)}`, { cause: error });
    }
    // An accepted connection may be gone before it is taken: nothing is lost.
    server.on('error', () => {});
    this.#servers.push(server);
  }

  #add(options: SpeakerPeerOptions): void {
    const address = canonical(options.address);
    const peer = new BgpPeer({ ...options, address }, termsOf(this.#options, options), this.#context);
    this.#peers.set(address, peer);
    peer.start();
  }

  #accept(socket: Socket): void {
    const peer = this.#peers.get(canonical(socket.remoteAddress ?? ''));
    if (peer === undefined) {
      this.counts.strangers++;
      socket.on('error', () => {});
      socket.resetAndDestroy();
    } else {
      peer.accept(socket);
    }
  }
}

function termsOf(options: SpeakerOptions, peer: SpeakerPeerOptions): Terms {
  const { localAs, bgpId, extendedMessages, retryMs, maxRetryMs } = options;
  const { families, addPath, holdTimeSeconds, passive, as: peerAs } = peer;
  const offer = { localAs, bgpId, extendedMessages, families, addPath, holdTimeSeconds };
  return makeTerms(offer, { peerAs, passive, retryMs, maxRetryMs });
}

/** What is no address is nobody's. */
function canonical(address: string): AddressText {
  return canonicalAddress(address) ?? '';
}
