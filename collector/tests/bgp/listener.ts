import { formatAsPath } from '../../src/bgp/as-path.ts';
import type { PathAttributes } from '../../src/bgp/attributes.ts';
import { PeerRegistry } from '../../src/event/peer-registry.ts';
import { SessionEvents } from '../../src/event/session-events.ts';
import type { AnnounceEvent, RouteEvent } from '../../src/event/types.ts';
import { type Family, IPV4_UNICAST, IPV6_UNICAST, formatFamily } from '../../src/net/family.ts';
import { formatPrefix } from '../../src/net/prefix.ts';
import type { MessageItem, SessionItem, StateItem } from '../../src/session/item.ts';
import type { SpeakerOptions, SpeakerPeerOptions } from '../../src/sources/bgp-speaker-options.ts';
import { BgpSpeaker } from '../../src/sources/bgp-speaker.ts';
import { until } from './daemon.ts';

export const LOCAL_AS = 65001;
export const BGP_ID = '10.0.0.9';

/** A route as tests compare it. */
export interface HeardRoute {
  readonly nextHop: string | undefined;
  readonly asPath: string | undefined;
  readonly attributes: PathAttributes;
}

/** A speaker under test with all that it has heard, and the table that this leads to. */
export class Listener {
  readonly speaker: BgpSpeaker;
  readonly items: SessionItem[] = [];
  readonly events: RouteEvent[] = [];
  /** Routes by `FAMILY [RD] PREFIX [PATH-ID]`. */
  readonly table = new Map<string, HeardRoute>();
  readonly #done: Promise<void>;

  private constructor(speaker: BgpSpeaker) {
    this.speaker = speaker;
    this.#done = this.#read();
  }

  static async open(options: Partial<SpeakerOptions>): Promise<Listener> {
    return new Listener(await BgpSpeaker.open(speakerOptions(options)));
  }

  changes(address: string): string[] {
    return this.#of(address, 'state').map(({ to }) => to);
  }

  /** Why the session was lost, each time. */
  losses(address: string): (string | undefined)[] {
    return this.#of(address, 'state').flatMap(({ from, reason }) => (from === 'Established' ? [reason] : []));
  }

  messages(address: string): MessageItem[] {
    return this.#of(address, 'message');
  }

  states(address: string): StateItem[] {
    return this.#of(address, 'state');
  }

  async established(address: string): Promise<void> {
    await until(`a session with ${address}`, () => this.speaker.state(address) === 'Established');
  }

  /** Until the peer has said that its table of a family is complete, `times` times. */
  async endOfRib(address: string, family: Family = IPV4_UNICAST, times = 1): Promise<void> {
    await until(`End-of-RIB of ${address}`, () => {
      const ends = this.events.filter(
        (event) => event.kind === 'end-of-rib' && event.peer.address === address && same(event.family, family)
      );
      return ends.length >= times;
    });
  }

  async close(text = ''): Promise<void> {
    await this.speaker.close(text);
    await this.#done;
  }

  async #read(): Promise<void> {
    const normalizer = new SessionEvents(new PeerRegistry('local'));
    for await (const batch of this.speaker.items()) {
      for (const item of batch) {
        this.items.push(item);
        for (const event of normalizer.events(item)) {
          this.events.push(event);
          this.#apply(event);
        }
      }
    }
  }

  #apply(event: RouteEvent): void {
    if (event.kind === 'announce') {
      this.table.set(routeKey(event), heardRoute(event));
    } else if (event.kind === 'withdraw') {
      this.table.delete(routeKey(event));
    } else if (event.kind === 'peer-down') {
      this.table.clear();
    }
  }

  #of<K extends SessionItem['kind']>(address: string, kind: K): Extract<SessionItem, { kind: K }>[] {
    return this.items.filter(
      (item): item is Extract<SessionItem, { kind: K }> => item.kind === kind && item.peer.address === address
    );
  }
}

export function heardRoute({ attributes, nextHop }: AnnounceEvent): HeardRoute {
  return { nextHop, asPath: attributes.asPath && formatAsPath(attributes.asPath), attributes };
}

export function routeKey({ family, prefix }: Extract<RouteEvent, { kind: 'announce' | 'withdraw' }>): string {
  const { rd, pathId } = prefix;
  return [formatFamily(family), rd, formatPrefix(prefix), pathId].filter((part) => part !== undefined).join(' ');
}

function same(a: Family, b: Family): boolean {
  return a.afi === b.afi && a.safi === b.safi;
}

export function peer(options: Partial<SpeakerPeerOptions> & Pick<SpeakerPeerOptions, 'address'>): SpeakerPeerOptions {
  return {
    as: 65010,
    port: 179,
    localAddress: undefined,
    passive: true,
    holdTimeSeconds: 90,
    families: [IPV4_UNICAST, IPV6_UNICAST],
    addPath: [],
    maxPrefixes: undefined,
    holdOffMs: 60_000,
    ...options,
  };
}

export function speakerOptions(options: Partial<SpeakerOptions>): SpeakerOptions {
  return {
    localAs: LOCAL_AS,
    bgpId: BGP_ID,
    listen: [],
    peers: [],
    extendedMessages: true,
    retryMs: 500,
    maxRetryMs: 2000,
    maxQueuedBytes: 16 * 1024 * 1024,
    ...options,
  };
}
