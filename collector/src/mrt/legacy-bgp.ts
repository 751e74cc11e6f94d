import { MESSAGE_TYPES } from '../bgp/message.ts';
import { Reader } from '../bytes/reader.ts';
import { decodeIPv4 } from '../net/address.ts';
import type { PeerRecord } from './bgp4mp.ts';
import type { MrtRecord } from './record.ts';
import { decodeState } from './session-state.ts';

/** BGP type code of the message that a subtype holds. RFC 6396 appendix B.2 */
const MESSAGE_CODES: Readonly<Record<number, number>> = { 1: 2, 5: 1, 6: 3, 7: 4 };
const STATE_CHANGE = 3;
const HEADER_BYTES = 19;
const NO_PATH_IDS = (): boolean => false;

/**
 * Decodes the type BGP of archives up to 2001: peer AS (2 bytes) and address (4), then two states, or local AS and address and
 * a BGP message without its header. RFC 6396 appendix B.2. Other subtypes give undefined.
 */
export function decodeLegacyBgp({ subtype, body, bodyOffset }: MrtRecord): PeerRecord | undefined {
  const code = MESSAGE_CODES[subtype];
  if (code === undefined && subtype !== STATE_CHANGE) {
    return undefined;
  }
  const reader = new Reader(body, 0, body.length, bodyOffset);
  const peerAs = reader.u16('peer AS');
  const peer = decodeIPv4(reader, 'peer address');
  if (code === undefined) {
    return { peerAs, localAs: 0, peer, kind: 'state-change', from: decodeState(reader), to: decodeState(reader) };
  }
  const localAs = reader.u16('local AS');
  reader.skip(4, 'local address');
  const params = { asBytes: 2, addPath: NO_PATH_IDS, external: peerAs !== localAs } as const;
  const message = { type: MESSAGE_TYPES[code - 1]!, lengthBytes: HEADER_BYTES + reader.left, body: reader };
  return { peerAs, localAs, peer, kind: 'message', direction: 'received', params, message, excess: undefined };
}
