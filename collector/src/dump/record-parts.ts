import { DecodeError } from '../bytes/decode-error.ts';
import { type Message, decodeBody } from '../bgp/message.ts';
import { asDecodeError, fault, type Fault } from '../bgp/fault.ts';
import type { Nlri } from '../bgp/nlri.ts';
import type { Update } from '../bgp/update.ts';
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
import { type TableRoute, decodeTableDump } from '../mrt/table-dump.ts';
import { type RibEntry, decodeTableDumpV2 } from '../mrt/table-dump-v2.ts';
import { formatFamily } from '../net/family.ts';
import type { Direction, Part, PartPeer, RoutesPart } from './part.ts';

type MessageRecord = PeerRecord & { kind: 'message' };

interface OfPeer {
  readonly peer: PartPeer;
  readonly direction: Direction;
}

/** Takes the records of one MRT file apart. It keeps the peer index of a table, nothing else. */
export class RecordParts {
  #index: readonly PartPeer[] | undefined;
  readonly #leftOut: (reason: string) => void;

  /** `leftOut` hears of what is understood but has no part. */
  constructor(leftOut: (reason: string) => void) {
    this.#leftOut = leftOut;
  }

  /** The parts of a record. Damage inside it is a part as well. */
  decode(record: MrtRecord): Part[] {
    const parts: Part[] = [];
    try {
      this.#decode(record, parts);
    } catch (error) {
      if (!(error instanceof DecodeError)) {
        throw error;
      }
      parts.push(damage(error.message));
    }
    return parts;
  }

  #decode(record: MrtRecord, parts: Part[]): void {
    switch (record.type) {
      case BGP4MP:
      case BGP4MP_ET:
        return this.#peerRecord(record, decodeBgp4mp(record), parts);
      case LEGACY_BGP:
        return this.#peerRecord(record, decodeLegacyBgp(record), parts);
      case TABLE_DUMP_V2:
        return this.#tableDumpV2(record, parts);
      case TABLE_DUMP: {
        const route = decodeTableDump(record);
        return route === undefined
          ? this.#unread(record)
          : addRoute(route, { address: route.peer, as: route.peerAs }, parts);
      }
      default:
        this.#unread(record);
    }
  }

  #unread(record: MrtRecord): void {
    this.#leftOut(`MRT ${formatRecordType(record)}`);
  }

  #peerRecord(record: MrtRecord, decoded: PeerRecord | undefined, parts: Part[]): void {
    if (decoded === undefined) {
      this.#unread(record);
      return;
    }
    const peer = { address: decoded.peer, as: decoded.peerAs };
    if (decoded.kind === 'state-change') {
      parts.push({ kind: 'state', peer, direction: 'received', from: decoded.from, to: decoded.to });
    } else if (decoded.kind === 'unusable') {
      addFaults([decoded.fault], { peer, direction: decoded.direction }, parts);
    } else if (typeof decoded.message.type === 'number') {
      this.#leftOut(`BGP message type ${decoded.message.type}`);
    } else {
      addMessage(decodeMessage(decoded), { peer, direction: decoded.direction }, parts);
      if (decoded.excess) {
        parts.push(damage(decoded.excess.message));
      }
    }
  }

  #tableDumpV2(record: MrtRecord, parts: Part[]): void {
    const decoded = decodeTableDumpV2(record);
    if (decoded === undefined) {
      this.#unread(record);
    } else if (decoded.kind === 'peer-index') {
      this.#index = decoded.peers.map(({ peer, peerAs }) => ({ address: peer, as: peerAs }));
    } else if (decoded.kind === 'undecoded') {
      this.#leftOut(`table of ${formatFamily(decoded.family)}`);
    } else if (this.#index === undefined) {
      parts.push(damage('RIB record before a peer index table'));
    } else {
      addEntries(decoded.entries, this.#index, parts);
    }
    if (decoded?.excess) {
      parts.push(damage(decoded.excess.message));
    }
  }
}

function damage(problem: string): Part {
  return { kind: 'fault', peer: undefined, direction: 'received', problem, fault: undefined };
}

/** The message; one that makes no sense is its fault. */
function decodeMessage({ message: { type, body }, params }: MessageRecord): Message | Fault {
  const bytes = body.bytes.subarray(body.at, body.end);
  try {
    return decodeBody(type as Message['type'], body, params);
  } catch (error) {
    return fault('session-reset', undefined, asDecodeError(error), bytes);
  }
}

function addMessage(message: Message | Fault, of: OfPeer, parts: Part[]): void {
  if ('class' in message) {
    addFaults([message], of, parts);
    return;
  }
  switch (message.type) {
    case 'UPDATE':
      addUpdate(message.update, of, parts);
      return;
    case 'OPEN':
      parts.push({ kind: 'open', ...of, open: message.open });
      return;
    case 'NOTIFICATION':
      parts.push({ kind: 'notification', ...of, notification: message.notification });
      return;
    case 'ROUTE-REFRESH':
      parts.push({ kind: 'route-refresh', ...of, refresh: message.refresh });
      return;
    case 'KEEPALIVE':
      parts.push({ kind: 'keepalive', ...of });
      return;
  }
}

/** Withdrawals first, so that a prefix in both lists is announced. RFC 4271 §4.3 */
function addUpdate(update: Update, of: OfPeer, parts: Part[]): void {
  for (const nlri of update.withdrawn) {
    addNlri('withdraw', nlri, of, undefined, parts);
  }
  for (const nlri of update.treatedAsWithdrawn) {
    addNlri('withdraw', nlri, of, undefined, parts, true);
  }
  for (const nlri of update.announced) {
    addNlri('announce', nlri, of, update, parts);
  }
  if (update.endOfRib) {
    parts.push({ kind: 'end-of-rib', ...of, family: update.endOfRib });
  }
  addFaults(update.faults, of, parts);
}

function addNlri(
  kind: RoutesPart['kind'],
  { family, prefixes, undecoded, nextHop, ambiguous }: Nlri,
  { peer, direction }: OfPeer,
  update: Update | undefined,
  parts: Part[],
  malformed = false
): void {
  if (prefixes.length === 0 && !undecoded?.length) {
    return;
  }
  parts.push({
    kind,
    peer,
    direction,
    family,
    prefixes,
    undecoded,
    nextHop: update && nextHop,
    attributes: update?.attributes,
    attributeBytes: update?.attributeBytes,
    malformed,
    ambiguous,
    originatedSeconds: undefined,
  });
}

function addEntries(entries: readonly RibEntry[], index: readonly PartPeer[], parts: Part[]): void {
  for (const entry of entries) {
    const peer = index[entry.peerIndex];
    if (peer === undefined) {
      parts.push(damage(`RIB entry of peer ${entry.peerIndex}, the index has ${index.length}`));
    } else {
      addRoute(entry, peer, parts);
    }
  }
}

function addRoute(
  { family, prefix, originatedSeconds, block }: Omit<TableRoute, 'peer' | 'peerAs'>,
  peer: PartPeer,
  parts: Part[]
): void {
  const { attributes, reach, faults } = block;
  parts.push({
    kind: 'rib',
    peer,
    direction: 'received',
    family,
    prefixes: [prefix],
    undecoded: undefined,
    nextHop: reach?.nextHop ?? attributes.nextHop,
    attributes,
    attributeBytes: block,
    malformed: false,
    ambiguous: false,
    originatedSeconds,
  });
  if (faults.length > 0) {
    addFaults(faults, { peer, direction: 'received' }, parts);
  }
}

function addFaults(faults: readonly Fault[], { peer, direction }: OfPeer, parts: Part[]): void {
  for (const one of faults) {
    parts.push({ kind: 'fault', peer, direction, problem: one.problem, fault: one });
  }
}
