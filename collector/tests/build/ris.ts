import { formatHex } from '../../src/bytes/hex.ts';
import { PeerRegistry } from '../../src/event/peer-registry.ts';
import { RisEvents } from '../../src/event/ris-events.ts';
import { SessionBelief } from '../../src/event/session-belief.ts';
import { decodeBgp4mp } from '../../src/mrt/bgp4mp.ts';
import { MrtFramer } from '../../src/mrt/framer.ts';
import { BGP4MP, BGP4MP_ET } from '../../src/mrt/record.ts';
import type { RisFilters } from '../../src/ris/subscription.ts';
import { prefixOf } from './settings.ts';

export const RIS_TIME_US = 1_789_019_601_670_000;

/** Fields of a message of RIS Live as they come. */
export type RisFields = Readonly<Record<string, unknown>>;

let count = 0;

/** A BGP message as RIS Live tells it: upper-case hex, numbers and text as it has them. */
export function risBgp(raw: Uint8Array, fields: RisFields = {}): string {
  return risText({ type: 'UPDATE', raw: formatHex(raw).toUpperCase(), ...fields });
}

export function risState(state: string, fields: RisFields = {}): string {
  return risText({ type: 'STATE', state, ...fields });
}

export function risText(fields: RisFields): string {
  const id = `192.0.2.1-${(count++).toString(16).padStart(16, '0')}`;
  const of = { timestamp: RIS_TIME_US / 1e6, peer: '192.0.2.1', peer_asn: '64500', id, host: 'rrc01.ripe.net' };
  return JSON.stringify({ type: 'ris_message', data: { ...of, ...fields } });
}

interface FilterParts extends Partial<Omit<RisFilters, 'prefixes'>> {
  readonly prefixes?: readonly string[];
}

export function risFilters({ prefixes = [], ...rest }: FilterParts = {}): RisFilters {
  const all = { moreSpecific: true, lessSpecific: false, hosts: [], peers: [], path: undefined, messageTypes: [] };
  return { ...all, ...rest, prefixes: prefixes.map(prefixOf) };
}

/** With routers of its own. */
export function risEventsOf(filters: RisFilters): RisEvents {
  return new RisEvents(filters, (host) => ({ peers: new PeerRegistry(host), sessions: new SessionBelief() }));
}

const HEADER_BYTES = 19;

/** The messages of an MRT file as RIS Live would tell them. */
export function risTextsOf(mrt: Uint8Array): { text: string; timeUs: number }[] {
  const framer = new MrtFramer({ lookAhead: true });
  return [...framer.push(mrt), ...framer.end()].flatMap((record) => {
    const isMessage = record.kind === 'record' && [BGP4MP, BGP4MP_ET].includes(record.type);
    const decoded = isMessage ? decodeBgp4mp(record) : undefined;
    if (!isMessage || decoded?.kind !== 'message') {
      return [];
    }
    const { timeUs } = record;
    const { message, peer, peerAs, direction } = decoded;
    const { bytes, at, end } = message.body;
    const fields = { timestamp: timeUs / 1e6, peer, peer_asn: `${peerAs}`, direction };
    return [{ text: risBgp(bytes.subarray(at - HEADER_BYTES, end), fields), timeUs }];
  });
}
