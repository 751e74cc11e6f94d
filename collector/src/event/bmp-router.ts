import type { BmpMessage } from '../bmp/message.ts';
import { type PeerHeader, formatSessionKey } from '../bmp/peer-header.ts';
import type { PeerDown } from '../bmp/peer-down.ts';
import type { PeerUp } from '../bmp/peer-up.ts';
import type { RouteMonitoring } from '../bmp/route-monitoring.ts';
import type { View } from '../bmp/view.ts';
import { addMirrored } from './bmp-mirroring.ts';
import { type BmpLimits, BmpPeers } from './bmp-peers.ts';
import { addOpens, addPeerDown, endingOf } from './bmp-session-events.ts';
import { BmpSession } from './bmp-session.ts';
import { bmpTimeUs, isNear } from './bmp-time.ts';
import type { Hearing } from './hearing.ts';
import { addMessage } from './message-events.ts';
import { namesPeer } from './peer-registry.ts';
import type { RowClock } from './row-clock.ts';
import type { Peer, RouteEvent } from './types.ts';

/** How long what a peer told is kept when its router is heard again but not the peer, or does not monitor it any more. */
const KEPT_US = 30 * 60 * 1_000_000;

/**
 * What one monitored router tells, through all its connections. A session has a peer for each table (view) that is told of it. What
 * becomes of the session becomes of all of them; its OPENs and NOTIFICATIONs are those of `adj-in-pre`, whichever tables are told.
 */
export class BmpRouter {
  readonly #clock: RowClock;
  readonly #peers: BmpPeers;
  readonly #sessions = new Map<string, BmpSession>();
  /** Whether it writes its own AS in front of AS_PATHs. */
  #prepends = false;

  constructor(name: string, clock: RowClock, limits: BmpLimits) {
    this.#clock = clock;
    this.#peers = new BmpPeers(name, limits);
  }

  /** A connection begins: what was told on the one before is kept for a while, for the router to tell it again. */
  begin(timeUs: number): readonly RouteEvent[] {
    const hearing = this.#hearing(timeUs, undefined);
    for (const session of this.#sessions.values()) {
      if (session.phase === 'unheard') {
        session.phase = 'given-up';
        addFeedLost(session.peers.values(), KEPT_US, hearing);
      }
    }
    return hearing.events;
  }

  /** The connection is lost, of which the sessions need know nothing: what was told may hold or not. */
  end(timeUs: number): readonly RouteEvent[] {
    const hearing = this.#hearing(timeUs, undefined);
    for (const session of this.#sessions.values()) {
      if (session.phase === 'up') {
        stopHearing(session, undefined, hearing);
      }
    }
    return hearing.events;
  }

  /** The events of a message, `timeUs` being the time of receipt. */
  events(message: BmpMessage, timeUs: number): readonly RouteEvent[] {
    const hearing = this.#hearing(timeUs, 'peer' in message ? message.peer.timeUs : undefined);
    const { events } = hearing;
    switch (message.kind) {
      case 'route-monitoring':
        this.#monitored(message, hearing);
        break;
      case 'peer-up':
        this.#up(message, hearing);
        break;
      case 'peer-down':
        this.#down(message, hearing);
        break;
      case 'route-mirroring':
        addMirrored(message, this.#known(message.peer)?.mainPeer, hearing);
        break;
      case 'statistics-report':
        events.push({ kind: 'filtered', timeUs, reason: 'BMP statistics report' });
        break;
      case 'unknown-message':
        events.push({ kind: 'filtered', timeUs, reason: `BMP message type ${message.type}` });
        break;
      case 'unknown-peer-type':
        events.push({ kind: 'filtered', timeUs, reason: `BMP peer type ${message.peerType}` });
        break;
      case 'initiation':
        // FRR writes what it monitors as if it sent it to the peer: https://github.com/FRRouting/frr/pull/21815
        this.#prepends = message.sysDescr?.startsWith('FRRouting') ?? false;
        break;
      // It is about the connection.
      case 'termination':
    }
    return events;
  }

  #up(message: PeerUp, hearing: Hearing): void {
    const { peer: header } = message;
    const session = this.#session(header);
    const isNew = session.phase === 'down' || isNear(header.timeUs, hearing.timeUs);
    if (session.agree(message)) {
      addPeerDown(session, { words: 'the session has another AS or VRF now' }, hearing);
      session.peers.clear();
    }
    const main = this.#peer(session, session.mainView, hearing);
    if (main === undefined) {
      return;
    }
    // Those of a Loc-RIB are made up (RFC 9069 §5.2).
    if (header.type !== 'loc-rib') {
      addOpens(message, main, isNew, hearing);
    }
    session.phase = 'up';
    session.telling.clear();
    session.peers.forEach((peer) => tell(session, peer, hearing));
  }

  #down({ peer: header, reason }: PeerDown, hearing: Hearing): void {
    const { timeUs, events } = hearing;
    const session = this.#known(header);
    if (session === undefined || session.phase === 'down') {
      events.push({ kind: 'filtered', timeUs, reason: 'Peer Down of a session that was not up' });
    } else if (reason.kind === 'monitoring-ended') {
      stopHearing(session, KEPT_US, hearing);
    } else {
      addPeerDown(session, endingOf(reason), hearing);
    }
  }

  #monitored({ peer: header, message }: RouteMonitoring, hearing: Hearing): void {
    const { timeUs, events } = hearing;
    // FRR tells its own routes in this way, as it writes them into table dumps.
    if (header.type !== 'loc-rib' && !namesPeer(header.address)) {
      events.push({ kind: 'filtered', timeUs, reason: 'table route of the router itself' });
      return;
    }
    const session = this.#session(header);
    if (session.phase === 'down') {
      events.push({ kind: 'filtered', timeUs, reason: 'Route Monitoring of a session that is down' });
      return;
    }
    const peer = this.#peer(session, header.view, hearing);
    if (peer === undefined) {
      return;
    }
    // Some routers send no Peer Up for a Loc-RIB, and which tables they tell shows only now.
    if (!session.telling.has(peer)) {
      session.phase = 'up';
      tell(session, peer, hearing);
    }
    const params = session.monitoringParams(header, this.#prepends);
    const heard = { timeUs, receivedNs: BigInt(timeUs) * 1000n, peer, direction: 'received', message, params } as const;
    addMessage(heard, () => hearing.stamp(peer), events);
  }

  #hearing(timeUs: number, saidUs: number | undefined): Hearing {
    const rowUs = bmpTimeUs(saidUs, timeUs);
    return { timeUs, stamp: (peer) => this.#clock.next(peer, rowUs, true), events: [] };
  }

  #known(header: PeerHeader): BmpSession | undefined {
    return this.#sessions.get(formatSessionKey(header));
  }

  /** It is only remembered once it has a peer: those are limited. */
  #session(header: PeerHeader): BmpSession {
    return this.#known(header) ?? new BmpSession(header);
  }

  #peer(session: BmpSession, view: View, { timeUs, events }: Hearing): Peer | undefined {
    const peer = session.peers.get(view) ?? this.#peers.get(session, view);
    if (peer === undefined) {
      events.push({ kind: 'filtered', timeUs, reason: 'peers of a router beyond max_peers' });
      return undefined;
    }
    session.peers.set(view, peer);
    this.#sessions.set(session.key, session);
    return peer;
  }
}

/** The telling of a table begins. */
function tell(session: BmpSession, peer: Peer, { timeUs, stamp, events }: Hearing): void {
  session.telling.add(peer);
  events.push({ kind: 'peer-up', timeUs, timeNs: stamp(peer), peer, tellsInTurn: true });
}

function stopHearing(session: BmpSession, keptUs: number | undefined, hearing: Hearing): void {
  session.phase = 'unheard';
  addFeedLost(session.telling, keptUs, hearing);
  session.telling.clear();
}

function addFeedLost(peers: Iterable<Peer>, keptUs: number | undefined, { timeUs, stamp, events }: Hearing): void {
  for (const peer of peers) {
    events.push({ kind: 'feed-lost', timeUs, timeNs: stamp(peer), peer, keptUs });
  }
}
