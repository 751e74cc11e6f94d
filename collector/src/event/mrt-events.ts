import { DecodeError } from '../bytes/decode-error.ts';
import { type Message, type MessageType, decodeBody } from '../bgp/message.ts';
import { asDecodeError, fault } from '../bgp/fault.ts';
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
import { blockFaults } from './fault-events.ts';
import { type PeerRegistry, namesPeer } from './peer-registry.ts';
import { RowClock } from './row-clock.ts';
import type { SessionBelief } from './session-belief.ts';
import { TableDump } from './table-dump.ts';
import type { Peer, RouteEvent } from './types.ts';
import { updateEvents } from './update-events.ts';

type MessageRecord = PeerRecord & { kind: 'message' };

/** What lives on through the files of a run. */
export interface RouterContext {
  readonly peers: PeerRegistry;
  readonly sessions: SessionBelief;
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

  /** The events of a record in the order in which they happened. Damage inside the record is an event as well. */
  *events(record: MrtRecord): Generator<RouteEvent> {
    this.#clock ??= new RowClock(record.timeUs);
    try {
      yield* this.#decoded(record, this.#clock);
    } catch (error) {
      if (!(error instanceof DecodeError)) {
        throw error;
      }
      this.#dump?.damaged();
      yield { kind: 'decode-fault', timeUs: record.timeUs, problem: error.message };
    }
  }

  /** Bytes of the file were skipped: a table that they may have been part of is not whole. */
  gap(): void {
    this.#dump?.damaged();
  }

  /** At the end of the file; `whole` unless it broke off. */
  *end(whole: boolean): Generator<RouteEvent> {
    if (this.#dump) {
      yield* this.#dump.end(whole);
      this.#dump = undefined;
    }
  }

  *#decoded(record: MrtRecord, clock: RowClock): Generator<RouteEvent> {
    switch (record.type) {
      case BGP4MP:
      case BGP4MP_ET:
        yield* this.#peerRecord(record, decodeBgp4mp(record), clock);
        return;
      case LEGACY_BGP:
        yield* this.#peerRecord(record, decodeLegacyBgp(record), clock);
        return;
      case TABLE_DUMP_V2:
        yield* this.#tableDumpV2(record, clock);
        return;
      case TABLE_DUMP:
        yield* this.#tableDump(record, clock);
        return;
      default:
        yield unread(record);
    }
  }

  *#peerRecord(record: MrtRecord, decoded: PeerRecord | undefined, clock: RowClock): Generator<RouteEvent> {
    if (decoded === undefined) {
      yield unread(record);
    } else if (decoded.kind === 'state-change') {
      yield* this.#stateChange(record, decoded, clock);
    } else if (decoded.kind === 'unusable') {
      const { timeUs } = record;
      const peer = this.#peers.get(decoded.peer, decoded.peerAs);
      const stamp = (): bigint => clock.next(peer, timeUs, record.extended);
      yield* blockFaults([decoded.fault], { timeUs, peer, direction: decoded.direction }, stamp);
    } else {
      yield* this.#message(record, decoded, clock);
      if (decoded.excess) {
        yield { kind: 'decode-fault', timeUs: record.timeUs, problem: decoded.excess.message };
      }
    }
  }

  *#message(record: MrtRecord, decoded: MessageRecord, clock: RowClock): Generator<RouteEvent> {
    const { timeUs, extended } = record;
    const { message, direction } = decoded;
    const { type, lengthBytes } = message;
    if (typeof type === 'number') {
      yield { kind: 'filtered', timeUs, reason: `BGP message type ${type}` };
      return;
    }
    // What the router sent belongs to no table that is kept here; its sessions do.
    if (direction === 'sent' && (type === 'UPDATE' || type === 'KEEPALIVE')) {
      yield { kind: 'filtered', timeUs, reason: `sent ${type}` };
      return;
    }
    const peer = this.#peers.get(decoded.peer, decoded.peerAs);
    const stamp = (): bigint => clock.next(peer, timeUs, extended);
    const timeNs = stamp();
    if (direction === 'received') {
      yield { kind: 'message', timeUs, timeNs, peer, type, lengthBytes };
    }
    yield* this.#body(decoded, type, { timeUs, timeNs, peer }, stamp);
  }

  *#body(
    { message: { body }, direction, params }: MessageRecord,
    type: MessageType,
    of: { timeUs: number; timeNs: bigint; peer: Peer },
    stamp: () => bigint
  ): Generator<RouteEvent> {
    const bytes = body.bytes.subarray(body.at, body.end);
    let message: Message;
    try {
      message = decodeBody(type, body, params);
    } catch (error) {
      const faults = [fault('session-reset', undefined, asDecodeError(error), bytes)];
      yield* blockFaults(faults, { ...of, direction }, () => of.timeNs);
      return;
    }
    switch (message.type) {
      case 'UPDATE':
        this.#sessions.established(of.peer);
        yield* updateEvents(message.update, of, stamp);
        return;
      case 'OPEN':
        if (direction === 'received' && this.#sessions.ended(of.peer)) {
          yield { kind: 'peer-down', ...of, timeNs: stamp(), state: 'OpenSent' };
        }
        yield { kind: 'open', ...of, direction, open: message.open, body: bytes };
        return;
      case 'NOTIFICATION':
        yield { kind: 'notification', ...of, direction, notification: message.notification };
        return;
      case 'ROUTE-REFRESH':
        yield { kind: 'route-refresh', ...of, direction, refresh: message.refresh };
        return;
      case 'KEEPALIVE':
        return;
    }
  }

  *#stateChange(
    { timeUs, extended }: MrtRecord,
    change: PeerRecord & { kind: 'state-change' },
    clock: RowClock
  ): Generator<RouteEvent> {
    const { from, to } = change;
    const peer = this.#peers.ofStateRecord(change.peer, change.peerAs);
    if (peer === undefined) {
      yield { kind: 'filtered', timeUs, reason: 'state record without a peer address' };
    } else if (to === 'Established') {
      this.#sessions.established(peer);
      yield { kind: 'peer-up', timeUs, timeNs: clock.next(peer, timeUs, extended), peer };
    } else if (from === 'Established' || (namesPeer(change.peer) && this.#sessions.ended(peer))) {
      this.#sessions.ended(peer);
      yield { kind: 'peer-down', timeUs, timeNs: clock.next(peer, timeUs, extended), peer, state: to };
    }
  }

  *#tableDumpV2(record: MrtRecord, clock: RowClock): Generator<RouteEvent> {
    const { timeUs } = record;
    const decoded = decodeTableDumpV2(record);
    if (decoded === undefined) {
      yield unread(record);
    } else if (decoded.kind === 'peer-index') {
      yield* this.end(true);
      this.#dump = new TableDump(this.#peers, clock, decoded.peers);
    } else if (decoded.kind === 'undecoded') {
      yield { kind: 'filtered', timeUs, reason: `table of ${formatFamily(decoded.family)}` };
    } else if (this.#dump === undefined) {
      yield { kind: 'decode-fault', timeUs, problem: 'RIB record before a peer index table' };
    } else {
      yield* this.#dump.entries(record, decoded.entries);
    }
  }

  *#tableDump(record: MrtRecord, clock: RowClock): Generator<RouteEvent> {
    const route = decodeTableDump(record);
    if (route === undefined) {
      yield unread(record);
    } else {
      this.#dump ??= new TableDump(this.#peers, clock);
      yield* this.#dump.route(record, route);
    }
  }
}

function unread(record: MrtRecord): RouteEvent {
  return { kind: 'filtered', timeUs: record.timeUs, reason: `MRT ${formatRecordType(record)}` };
}
