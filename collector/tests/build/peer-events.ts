import { noAttributes } from '../../src/bgp/attributes.ts';
import type { AsPath } from '../../src/bgp/as-path.ts';
import type {
  AnnounceEvent,
  EndOfRibEvent,
  FeedLostEvent,
  Peer,
  PeerDownEvent,
  PeerUpEvent,
  RouteEvent,
  RouteRefreshEvent,
  TableEndEvent,
  TableRouteEvent,
  WithdrawEvent,
} from '../../src/event/types.ts';
import { IPV4_UNICAST, IPV6_UNICAST, type Family } from '../../src/net/family.ts';
import { parsePrefix } from '../../src/net/parse-prefix.ts';
import type { NlriPrefix } from '../../src/bgp/nlri.ts';

const S = 1_000_000;

export function peer(address: string, as = 65010, more: Partial<Peer> = {}): Peer {
  return { router: 'local', view: 'adj-in-pre', vrf: 'default', address, as, ...more };
}

function nlri(text: string, pathId: number | undefined): NlriPrefix {
  const prefix = parsePrefix(text);
  if (prefix === undefined) {
    throw new Error(`${text} is no prefix`);
  }
  return { ...prefix, pathId, rd: undefined, labels: undefined };
}

function familyOf(prefix: string): Family {
  return prefix.includes(':') ? IPV6_UNICAST : IPV4_UNICAST;
}

function sequence(asns: readonly number[]): AsPath {
  return asns.length === 0 ? [] : [{ kind: 'sequence', asns }];
}

interface RouteOptions {
  readonly path?: readonly number[];
  readonly nextHop?: string;
  readonly pathId?: number;
  /** Stands for all other attributes. */
  readonly others?: readonly number[];
}

/** Events of one peer, by the second. */
export class PeerEvents {
  readonly peer: Peer;

  constructor(of: Peer) {
    this.peer = of;
  }

  announce(second: number, prefix: string, options: RouteOptions = {}): AnnounceEvent {
    return { kind: 'announce', ...this.#at(second), ...this.#route(prefix, options) };
  }

  withdraw(second: number, prefix: string, pathId?: number): WithdrawEvent {
    const family = familyOf(prefix);
    return { kind: 'withdraw', ...this.#at(second), family, prefix: nlri(prefix, pathId), cause: 'update' };
  }

  tableRoute(second: number, prefix: string, options: RouteOptions = {}): TableRouteEvent {
    return { kind: 'table-route', ...this.#at(second), ...this.#route(prefix, options), originatedUs: undefined };
  }

  tableEnd(second: number, complete = true): TableEndEvent {
    const at = this.#at(second);
    return { kind: 'table-end', ...at, family: IPV4_UNICAST, startedNs: at.timeNs, routes: 0, complete };
  }

  up(second: number): PeerUpEvent {
    return { kind: 'peer-up', ...this.#at(second) };
  }

  /** `keptSeconds`: graceful restart. */
  down(second: number, keptSeconds?: number): PeerDownEvent {
    const keptUs = keptSeconds === undefined ? undefined : keptSeconds * S;
    return { kind: 'peer-down', ...this.#at(second), state: 'Idle', keptUs };
  }

  feedLost(second: number): FeedLostEvent {
    return { kind: 'feed-lost', ...this.#at(second) };
  }

  endOfRib(second: number): EndOfRibEvent {
    return { kind: 'end-of-rib', ...this.#at(second), family: IPV4_UNICAST };
  }

  refresh(second: number, direction: 'received' | 'sent', subtype: number): RouteRefreshEvent {
    const refresh = { family: IPV4_UNICAST, subtype, filters: '' };
    return { kind: 'route-refresh', ...this.#at(second), direction, refresh };
  }

  keepalive(second: number): RouteEvent {
    return { kind: 'message', ...this.#at(second), type: 'KEEPALIVE', lengthBytes: 19 };
  }

  #at(second: number): { timeUs: number; timeNs: bigint; peer: Peer } {
    return { timeUs: second * S, timeNs: BigInt(second * S) * 1000n, peer: this.peer };
  }

  #route(
    prefix: string,
    { path = [this.peer.as], nextHop = this.peer.address, pathId, others = [] }: RouteOptions
  ): Pick<AnnounceEvent, 'family' | 'prefix' | 'attributes' | 'nextHop' | 'otherAttributes'> {
    return {
      family: familyOf(prefix),
      prefix: nlri(prefix, pathId),
      attributes: { ...noAttributes(), asPath: sequence(path) },
      nextHop,
      otherAttributes: Uint8Array.from(others),
    };
  }
}
