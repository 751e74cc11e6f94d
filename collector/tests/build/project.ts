import type { PathAttributes } from '../../src/bgp/attributes.ts';
import { formatAsPath } from '../../src/bgp/as-path.ts';
import { asDecodeError } from '../../src/bgp/fault.ts';
import { type Message, type RawMessage, decodeBody, decodeHeader } from '../../src/bgp/message.ts';
import type { Nlri, NlriPrefix } from '../../src/bgp/nlri.ts';
import { formatNotification } from '../../src/bgp/notification.ts';
import { formatRefreshSubtype } from '../../src/bgp/route-refresh.ts';
import type { SessionParams } from '../../src/bgp/session-params.ts';
import type { Update } from '../../src/bgp/update.ts';
import { formatHex } from '../../src/bytes/hex.ts';
import { Reader } from '../../src/bytes/reader.ts';
import { type PeerRecord, decodeBgp4mp } from '../../src/mrt/bgp4mp.ts';
import { MrtFramer } from '../../src/mrt/framer.ts';
import { decodeLegacyBgp } from '../../src/mrt/legacy-bgp.ts';
import {
  BGP4MP,
  BGP4MP_ET,
  LEGACY_BGP,
  type MrtRecord,
  TABLE_DUMP,
  TABLE_DUMP_V2,
  formatRecordType,
} from '../../src/mrt/record.ts';
import { decodeTableDump } from '../../src/mrt/table-dump.ts';
import { decodeTableDumpV2 } from '../../src/mrt/table-dump-v2.ts';
import { formatFamily } from '../../src/net/family.ts';
import { formatPrefix } from '../../src/net/prefix.ts';

/** A decoded message or record in JSON that reads well and stays the same: empty parts are left out. */
export type Projection = Readonly<Record<string, unknown>>;

/** The message that `bytes` hold, its header included. */
export function projectMessage(bytes: Uint8Array, params: SessionParams): Projection {
  return orError(() => projectBody(decodeHeader(new Reader(bytes)), params));
}

/** The record that `bytes` hold, its MRT header included. */
export function projectRecord(bytes: Uint8Array): Projection {
  return orError(() => {
    const framer = new MrtFramer({ lookAhead: false });
    const items = [...framer.push(bytes), ...framer.end()];
    const [record] = items;
    return items.length === 1 && record?.kind === 'record' ? projectOne(record) : { items: items.length };
  });
}

function orError(decode: () => Projection): Projection {
  try {
    return decode();
  } catch (error) {
    return { error: asDecodeError(error).field };
  }
}

function projectOne(record: MrtRecord): Projection {
  const head = { timeUs: record.timeUs };
  switch (record.type) {
    case BGP4MP:
    case BGP4MP_ET:
      return { ...head, ...projectPeer(record, decodeBgp4mp(record)) };
    case LEGACY_BGP:
      return { ...head, ...projectPeer(record, decodeLegacyBgp(record)) };
    case TABLE_DUMP: {
      const route = decodeTableDump(record);
      return route ? { ...head, routes: [projectRoute(`${route.peer} AS${route.peerAs}`, route)] } : unread(record);
    }
    case TABLE_DUMP_V2:
      return { ...head, ...projectTable(record) };
    default:
      return unread(record);
  }
}

function unread(record: MrtRecord): Projection {
  return { unread: formatRecordType(record) };
}

function projectPeer(record: MrtRecord, decoded: PeerRecord | undefined): Projection {
  if (decoded === undefined) {
    return unread(record);
  }
  const head = { peer: `${decoded.peer} AS${decoded.peerAs}` };
  switch (decoded.kind) {
    case 'state-change':
      return { ...head, from: decoded.from, to: decoded.to };
    case 'unusable':
      return { ...head, faults: [[decoded.fault.attribute ?? null, decoded.fault.class]] };
    case 'message': {
      const { direction, message, params, excess } = decoded;
      const body = orError(() => projectBody(message, params));
      return { ...head, direction, ...body, ...(excess && { excess: excess.message }) };
    }
  }
}

function projectTable(record: MrtRecord): Projection {
  const decoded = decodeTableDumpV2(record);
  switch (decoded?.kind) {
    case undefined:
      return unread(record);
    case 'peer-index':
      return { peers: decoded.peers.map(({ peer, peerAs }) => `${peer} AS${peerAs}`) };
    case 'undecoded':
      return { undecoded: formatFamily(decoded.family) };
    case 'rib':
      return { routes: decoded.entries.map((entry) => projectRoute(`peer ${entry.peerIndex}`, entry)) };
  }
}

type Route = Exclude<ReturnType<typeof decodeTableDump>, undefined>;

function projectRoute(peer: string, { family, prefix, block }: Omit<Route, 'peer' | 'peerAs'>): Projection {
  const { attributes, reach, faults } = block;
  return withoutEmpty({
    peer,
    family: formatFamily(family),
    prefix: projectPrefix(prefix),
    nextHop: reach?.nextHop ?? attributes.nextHop,
    attributes: projectAttributes({ ...attributes, nextHop: undefined }),
    faults: faults.map((one) => [one.attribute ?? null, one.class]),
  });
}

function projectBody({ type, body }: RawMessage, params: SessionParams): Projection {
  if (typeof type === 'number') {
    return { type };
  }
  return orErrorOf(type, () => projectDecoded(decodeBody(type, body, params)));
}

function orErrorOf(type: string, decode: () => Projection): Projection {
  return { type, ...orError(decode) };
}

function projectDecoded(message: Message): Projection {
  switch (message.type) {
    case 'UPDATE':
      return projectUpdate(message.update);
    case 'OPEN': {
      const { capabilities, ...rest } = message.open;
      return withoutEmpty({
        ...rest,
        capabilities: capabilities.map(({ name, text }) => (text === '' ? name : `${name}: ${text}`)),
      });
    }
    case 'NOTIFICATION':
      return { text: formatNotification(message.notification) };
    case 'ROUTE-REFRESH': {
      const { family, subtype, filters } = message.refresh;
      return withoutEmpty({
        family: formatFamily(family),
        subtype: formatRefreshSubtype(subtype),
        filters: filters || undefined,
      });
    }
    case 'KEEPALIVE':
      return {};
  }
}

function projectUpdate(update: Update): Projection {
  return withoutEmpty({
    withdrawn: projectLists(update.withdrawn),
    announced: projectLists(update.announced),
    treatedAsWithdrawn: projectLists(update.treatedAsWithdrawn),
    attributes: projectAttributes(update.attributes),
    endOfRib: update.endOfRib && formatFamily(update.endOfRib),
    otherWidth: update.otherWidth || undefined,
    faults: update.faults.map((one) => [one.attribute ?? null, one.class]),
  });
}

/** Prefixes under their family, next hop and whether they were ambiguous. */
function projectLists(lists: readonly Nlri[]): Projection {
  const all: Record<string, readonly string[]> = {};
  for (const { family, prefixes, undecoded, nextHop, ambiguous } of lists) {
    const via = nextHop ? ` via ${nextHop}` : '';
    const items = undecoded?.length ? [`0x${formatHex(undecoded)}`] : prefixes.map(projectPrefix);
    if (items.length > 0) {
      all[`${formatFamily(family)}${via}${ambiguous ? ', ambiguous' : ''}`] = items;
    }
  }
  return all;
}

function projectPrefix(prefix: NlriPrefix): string {
  const { rd, pathId, labels } = prefix;
  return [
    ...(rd === undefined ? [] : [rd]),
    formatPrefix(prefix),
    ...(labels?.length ? [`labels ${labels.join(',')}`] : []),
    ...(pathId === undefined ? [] : [`path ${pathId}`]),
  ].join(' ');
}

function projectAttributes({ asPath, aigp, others, ...rest }: PathAttributes): Projection {
  return withoutEmpty({
    ...rest,
    asPath: asPath && formatAsPath(asPath),
    aigp: aigp?.toString(),
    others: others && Object.fromEntries(others.map(({ type, bytes }) => [type, formatHex(bytes)])),
  });
}

function withoutEmpty(parts: Projection): Projection {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && !Object.keys(value).length);
}
