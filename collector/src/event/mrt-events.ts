import { DecodeError } from '../bytes/decode-error.ts';
import type { Message } from '../bgp/message.ts';
import { type PeerRecord, decodeBgp4mp } from '../mrt/bgp4mp.ts';
import { decodeLegacyBgp } from '../mrt/legacy-bgp.ts';
import {
  BGP4MP,
  BGP4MP_ET,
  LEGACY_BGP,
  type MrtRecord,
  TABLE_DUMP,
  TABLE_DUMP_V2,
  formatRecordType,
} from '../mrt/record.ts';
import { decodeTableDump } from '../mrt/table-dump.ts';
import { decodeTableDumpV2 } from '../mrt/table-dump-v2.ts';
import { formatFamily } from '../net/family.ts';
import { addFaults } from './fault-events.ts';
import { addMessage } from './message-events.ts';
import { type PeerRegistry, namesPeer } from './peer-registry.ts';
import { RowClock, type SavedRowClock } from './row-clock.ts';
import type { SessionBelief } from './session-belief.ts';
import { type SavedTableDump, TableDump } from './table-dump.ts';
import type { Direction, Peer, RouteEvent } from './types.ts';

type MessageRecord = PeerRecord & { kind: 'message' };

/** What lives on through the files of a run. */
export interface RouterContext {
  readonly peers: PeerRegistry;
  readonly sessions: SessionBelief;
}

export interface SavedMrtEvents {
  readonly clock: SavedRowClock | undefined;
  readonly dump: SavedTableDump | undefined;
}

/** Turns the records of one MRT file into events. */
export class MrtEvents {
  readonly #peers: PeerRegistry;
  readonly #sessions: SessionBelief;
  #clock: RowClock | undefined;
  #dump: TableDump | undefined;

  constructor({ peers, sessions }: RouterContext) {
    this.#peers = peers;
    this.#sessions = sessions;
  }

  /** Goes on within a file; the peers and sessions of the context are those that were saved with it. */
  static load({ clock, dump }: SavedMrtEvents, context: RouterContext): MrtEvents {
    const events = new MrtEvents(context);
    if (clock !== undefined) {
      events.#clock = RowClock.load(clock);
      events.#dump = dump && TableDump.load(dump, context.peers, events.#clock);
    }
    return events;
  }

  save(): SavedMrtEvents {
    return { clock: this.#clock?.save(), dump: this.#dump?.save() };
  }

  /** The events of a record in the order in which they happened. Damage inside the record is an event as well. */
  events(record: MrtRecord): readonly RouteEvent[] {
    this.#clock ??= new RowClock(record.timeUs);
    const events: RouteEvent[] = [];
    try {
      this.#decode(record, this.#clock, events);
    } catch (error) {
      if (!(error instanceof DecodeError)) {
        throw error;
      }
      this.#dump?.damaged();
      events.push({ kind: 'decode-fault', timeUs: record.timeUs, problem: error.message });
    }
    return events;
  }

  /** Bytes of the file were skipped: a table that they may have been part of is not whole. */
  gap(): void {
    this.#dump?.damaged();
  }

  /** The events that only the end of the file brings; `whole` unless it broke off. */
  end(whole: boolean): readonly RouteEvent[] {
    const events: RouteEvent[] = [];
    this.#dump?.end(whole, events);
    this.#dump = undefined;
    return events;
  }

  #decode(record: MrtRecord, clock: RowClock, events: RouteEvent[]): void {
    switch (record.type) {
      case BGP4MP:
      case BGP4MP_ET:
        return this.#addPeerRecord(record, decodeBgp4mp(record), clock, events);
      case LEGACY_BGP:
        return this.#addPeerRecord(record, decodeLegacyBgp(record), clock, events);
      case TABLE_DUMP_V2:
        return this.#addTableDumpV2(record, clock, events);
      case TABLE_DUMP:
        return this.#addTableDump(record, clock, events);
      default:
        events.push(unread(record));
    }
  }

  #addPeerRecord(record: MrtRecord, decoded: PeerRecord | undefined, clock: RowClock, events: RouteEvent[]): void {
    const { timeUs } = record;
    if (decoded === undefined) {
      events.push(unread(record));
    } else if (decoded.kind === 'state-change') {
      this.#addStateChange(record, decoded, clock, events);
    } else if (decoded.kind === 'unusable') {
      const peer = this.#peers.get(decoded.peer, decoded.peerAs);
      const stamp = (): bigint => clock.next(peer, timeUs, record.extended);
      addFaults([decoded.fault], { timeUs, peer, direction: decoded.direction }, stamp, events);
    } else {
      this.#addMessage(record, decoded, clock, events);
      if (decoded.excess) {
        events.push({ kind: 'decode-fault', timeUs, problem: decoded.excess.message });
      }
    }
  }

  #addMessage(record: MrtRecord, decoded: MessageRecord, clock: RowClock, events: RouteEvent[]): void {
    const { timeUs, extended } = record;
    const { message, direction, params } = decoded;
    const peer = this.#peers.get(decoded.peer, decoded.peerAs);
    const stamp = (): bigint => clock.next(peer, timeUs, extended);
    addMessage({ timeUs, peer, direction, message, params }, stamp, events, (one) => {
      this.#learn(one, direction, { timeUs, peer }, stamp, events);
    });
  }

  /** What a message says of its session. */
  #learn(
    message: Message,
    direction: Direction,
    { timeUs, peer }: { timeUs: number; peer: Peer },
    stamp: () => bigint,
    events: RouteEvent[]
  ): void {
    switch (message.type) {
      case 'UPDATE':
        this.#sessions.established(peer);
        return;
      case 'OPEN':
        if (direction === 'received' && this.#sessions.ended(peer)) {
          const keptUs = this.#sessions.keptUs(peer);
          events.push({ kind: 'peer-down', timeUs, timeNs: stamp(), peer, state: 'OpenSent', keptUs });
        }
        this.#sessions.opened(peer, direction, message.open);
        return;
      case 'NOTIFICATION':
        this.#sessions.notified(peer, message.notification);
        return;
      case 'KEEPALIVE':
        this.#sessions.alive(peer);
        return;
      case 'ROUTE-REFRESH':
        return;
    }
  }

  #addStateChange(
    { timeUs, extended }: MrtRecord,
    change: PeerRecord & { kind: 'state-change' },
    clock: RowClock,
    events: RouteEvent[]
  ): void {
    const { from, to } = change;
    const peer = this.#peers.ofStateRecord(change.peer, change.peerAs);
    if (peer === undefined) {
      events.push({ kind: 'filtered', timeUs, reason: 'state record without a peer address' });
    } else if (to === 'Established') {
      this.#sessions.established(peer);
      events.push({ kind: 'peer-up', timeUs, timeNs: clock.next(peer, timeUs, extended), peer });
    } else if (from === 'Established' || (namesPeer(change.peer) && this.#sessions.ended(peer))) {
      this.#sessions.ended(peer);
      const timeNs = clock.next(peer, timeUs, extended);
      events.push({ kind: 'peer-down', timeUs, timeNs, peer, state: to, keptUs: this.#sessions.keptUs(peer) });
    }
  }

  #addTableDumpV2(record: MrtRecord, clock: RowClock, events: RouteEvent[]): void {
    const { timeUs } = record;
    const decoded = decodeTableDumpV2(record);
    if (decoded === undefined) {
      events.push(unread(record));
    } else if (decoded.kind === 'peer-index') {
      this.#dump?.end(true, events);
      this.#dump = new TableDump(this.#peers, clock, decoded.peers);
    } else if (decoded.kind === 'undecoded') {
      events.push({ kind: 'filtered', timeUs, reason: `table of ${formatFamily(decoded.family)}` });
    } else if (this.#dump === undefined) {
      events.push({ kind: 'decode-fault', timeUs, problem: 'RIB record before a peer index table' });
    } else {
      this.#dump.addEntries(record, decoded.entries, events);
    }
    if (decoded?.excess) {
      this.#dump?.damaged();
      events.push({ kind: 'decode-fault', timeUs, problem: decoded.excess.message });
    }
  }

  #addTableDump(record: MrtRecord, clock: RowClock, events: RouteEvent[]): void {
    const route = decodeTableDump(record);
    if (route === undefined) {
      events.push(unread(record));
    } else {
      this.#dump ??= new TableDump(this.#peers, clock);
      this.#dump.addRoute(record, route, events);
    }
  }
}

function unread(record: MrtRecord): RouteEvent {
  return { kind: 'filtered', timeUs: record.timeUs, reason: `MRT ${formatRecordType(record)}` };
}
