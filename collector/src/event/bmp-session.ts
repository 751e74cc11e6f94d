import type { Open } from '../bgp/open.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { type PeerHeader, formatSessionKey } from '../bmp/peer-header.ts';
import { monitoringParams, viewParams } from '../bmp/peer-params.ts';
import type { PeerUp } from '../bmp/peer-up.ts';
import type { View } from '../bmp/view.ts';
import type { Peer } from './types.ts';

/**
 * What is known of a session. `up` from its Peer Up, or its first route, to its Peer Down; `unheard` since nobody tells of it;
 * `given-up` once that has been told a second time.
 */
export type SessionPhase = 'up' | 'down' | 'unheard' | 'given-up';

/** A session of a monitored router, or a Loc-RIB, with the tables that are told of it. */
export class BmpSession {
  /** Tells it from the others of its router. */
  readonly key: string;
  readonly header: PeerHeader;
  /** The table that what is said of the session itself is told with: routers do not say one (RFC 8671 §6). */
  readonly mainView: View;
  phase: SessionPhase = 'given-up';
  /** Every table that was told under the present name, and the main one. */
  readonly peers = new Map<View, Peer>();
  /** Those that are told since it came up. */
  readonly telling = new Set<Peer>();
  readonly #monitoring = new Map<string, SessionParams>();
  #vrf: string;
  #as: number;
  #up: Pick<PeerUp, 'sent' | 'received'> | undefined;

  /** `header` is the first that names it. */
  constructor(header: PeerHeader) {
    this.key = formatSessionKey(header);
    this.header = header;
    this.mainView = header.type === 'loc-rib' ? 'loc-rib' : 'adj-in-pre';
    this.#vrf = vrfOf(header, undefined);
    this.#as = header.as;
  }

  get vrf(): string {
    return this.#vrf;
  }

  get as(): number {
    return this.#as;
  }

  /** The peer of the main table, else of any. */
  get mainPeer(): Peer | undefined {
    return this.peers.get(this.mainView) ?? this.peers.values().next().value;
  }

  /** The OPENs of the last Peer Up; undefined where none was heard. */
  get opens(): { readonly sent: Open; readonly received: Open } | undefined {
    return this.#up && { sent: this.#up.sent.open, received: this.#up.received.open };
  }

  /** Takes what a Peer Up says. Gives whether the session goes by another name since, so that its peers are others. */
  agree({ peer, tableName, sent, received }: PeerUp): boolean {
    const vrf = vrfOf(peer, tableName);
    const renamed = vrf !== this.#vrf || peer.as !== this.#as;
    this.#vrf = vrf;
    this.#as = peer.as;
    this.#up = { sent, received };
    this.#monitoring.clear();
    return renamed;
  }

  /**
   * How the Route Monitoring messages of a table are encoded; one object for all alike. `prepends`: whether the router writes its own
   * AS in front of what peers of another AS have told it.
   */
  monitoringParams(header: PeerHeader, prepends: boolean): SessionParams {
    const { view, legacyAsPath } = header;
    const key = `${view} ${legacyAsPath}`;
    let params = this.#monitoring.get(key);
    if (params === undefined) {
      const encoded = monitoringParams(this.#up && viewParams(this.#up, view), header);
      params = prepends ? { ...encoded, prependedAs: this.#routerAs(header) } : encoded;
      this.#monitoring.set(key, params);
    }
    return params;
  }

  /** That of the router, where it has no place in front of a path: a path that it is in is a loop. RFC 4271 §9.1.2 */
  #routerAs({ type, as }: PeerHeader): number | undefined {
    const sent = this.#up?.sent.open.myAs;
    return type === 'loc-rib' ? as : sent === this.#as ? undefined : sent;
  }
}

const MAX_NAME_LENGTH = 100;

/** The name that the router gives, else the distinguisher. RFC 9069 §5.2.1, RFC 7854 §4.2 */
function vrfOf({ distinguisher }: PeerHeader, tableName: string | undefined): string {
  const name = tableName?.slice(0, MAX_NAME_LENGTH).trim();
  return name || distinguisher || 'default';
}
