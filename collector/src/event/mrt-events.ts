import { DecodeError } from '../bytes/decode-error.ts';
import { decodeBody } from '../bgp/message.ts';
import type { Update } from '../bgp/update.ts';
import { type Bgp4mp, decodeBgp4mp } from '../mrt/bgp4mp.ts';
import { BGP4MP, BGP4MP_ET, type MrtRecord, TABLE_DUMP_V2, formatRecordType } from '../mrt/record.ts';
import { decodeTableDumpV2 } from '../mrt/table-dump-v2.ts';
import { formatFamily } from '../net/family.ts';
import { type PeerRegistry, namesPeer } from './peer-registry.ts';
import { RowClock } from './row-clock.ts';
import type { SessionBelief } from './session-belief.ts';
import { TableDump } from './table-dump.ts';
import type { Peer, RouteEvent } from './types.ts';

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
      yield { kind: 'decode-fault', timeUs: record.timeUs, reason: error.message };
    }
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
      case BGP4MP_ET: {
        const decoded = decodeBgp4mp(record);
        yield* decoded ? this.#bgp4mp(record, decoded, clock) : [unread(record)];
        return;
      }
      case TABLE_DUMP_V2:
        yield* this.#tableDump(record, clock);
        return;
      default:
        yield unread(record);
    }
  }

  *#bgp4mp(record: MrtRecord, decoded: Bgp4mp, clock: RowClock): Generator<RouteEvent> {
    const { timeUs, extended } = record;
    if (decoded.kind === 'state-change') {
      yield* this.#stateChange(record, decoded, clock);
      return;
    }
    const { message, direction, params } = decoded;
    const { type, lengthBytes, body } = message;
    const peer = this.#peers.get(decoded.peer, decoded.peerAs);
    if (typeof type === 'number') {
      yield { kind: 'filtered', timeUs, reason: `BGP message type ${type}` };
      return;
    }
    // What the router sent belongs to no table that is kept here; its sessions do.
    if (direction === 'sent' && type !== 'OPEN' && type !== 'NOTIFICATION') {
      yield { kind: 'filtered', timeUs, reason: `sent ${type}` };
      return;
    }
    const stamp = (): bigint => clock.next(peer, timeUs, extended);
    const timeNs = stamp();
    if (direction === 'received') {
      yield { kind: 'message', timeUs, timeNs, peer, type, lengthBytes };
    }
    const bytes = body.bytes.subarray(body.at, body.end);
    const decodedBody = decodeBody(type, body, params);
    switch (decodedBody.type) {
      case 'UPDATE':
        this.#sessions.established(peer);
        yield* updateEvents(decodedBody.update, { timeUs, timeNs, peer }, stamp);
        return;
      case 'OPEN':
        if (direction === 'received' && this.#sessions.ended(peer)) {
          yield { kind: 'peer-down', timeUs, timeNs: stamp(), peer, state: 'OpenSent' };
        }
        yield { kind: 'open', timeUs, timeNs, peer, direction, open: decodedBody.open, body: bytes };
        return;
      case 'NOTIFICATION':
        yield { kind: 'notification', timeUs, timeNs, peer, direction, notification: decodedBody.notification };
        return;
      case 'ROUTE-REFRESH': {
        const { family, subtype } = decodedBody;
        yield { kind: 'route-refresh', timeUs, timeNs, peer, direction, family, subtype };
        return;
      }
      case 'KEEPALIVE':
        return;
    }
  }

  *#stateChange(
    { timeUs, extended }: MrtRecord,
    change: Bgp4mp & { kind: 'state-change' },
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

  *#tableDump(record: MrtRecord, clock: RowClock): Generator<RouteEvent> {
    const decoded = decodeTableDumpV2(record);
    if (decoded === undefined) {
      yield unread(record);
    } else if (decoded.kind === 'peer-index') {
      yield* this.end(true);
      const peers = decoded.peers.map(({ peer, peerAs }) => this.#peers.get(peer, peerAs));
      this.#dump = new TableDump(peers, clock);
    } else if (this.#dump === undefined) {
      yield { kind: 'decode-fault', timeUs: record.timeUs, reason: 'RIB record before a peer index table' };
    } else {
      yield* this.#dump.routes(record, decoded.rib);
    }
  }
}

function unread(record: MrtRecord): RouteEvent {
  return { kind: 'filtered', timeUs: record.timeUs, reason: `MRT ${formatRecordType(record)}` };
}

/** Withdrawals first, as RFC 4271 §4.3 asks: a prefix in both lists is announced. */
function* updateEvents(
  { withdrawn, announced, attributes, endOfRib }: Update,
  message: { timeUs: number; timeNs: bigint; peer: Peer },
  stamp: () => bigint
): Generator<RouteEvent> {
  const { timeUs, peer } = message;
  // The first row takes the message's own time, each further row the next.
  let free: bigint | undefined = message.timeNs;
  const next = (): bigint => {
    const timeNs = free ?? stamp();
    free = undefined;
    return timeNs;
  };
  for (const { family, prefixes, undecoded } of withdrawn) {
    for (const prefix of prefixes) {
      yield { kind: 'withdraw', timeUs, timeNs: next(), peer, family, prefix };
    }
    if (undecoded?.length) {
      yield { kind: 'filtered', timeUs, reason: `withdrawn NLRI of ${formatFamily(family)}` };
    }
  }
  for (const { family, prefixes, undecoded, nextHop } of announced) {
    for (const prefix of prefixes) {
      yield { kind: 'announce', timeUs, timeNs: next(), peer, family, prefix, attributes, nextHop };
    }
    if (undecoded?.length) {
      yield { kind: 'filtered', timeUs, reason: `announced NLRI of ${formatFamily(family)}` };
    }
  }
  if (endOfRib) {
    yield { kind: 'end-of-rib', timeUs, timeNs: next(), peer, family: endOfRib };
  }
}
