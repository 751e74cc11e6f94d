import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { type RawMessage, decodeHeader } from '../bgp/message.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { type AddressText, decodeIPv4, decodeIPv6 } from '../net/address.ts';
import { AFI_IPV4, AFI_IPV6 } from '../net/family.ts';
import type { MrtRecord } from './record.ts';

/** States of the finite state machine as MRT numbers them, 1 to 6. RFC 6396 §4.4.1, RFC 4271 §8.2.2 */
export type SessionState = 'Idle' | 'Connect' | 'Active' | 'OpenSent' | 'OpenConfirm' | 'Established' | 'Unknown';

const STATES: readonly SessionState[] = ['Idle', 'Connect', 'Active', 'OpenSent', 'OpenConfirm', 'Established'];

interface Bgp4mpHeader {
  readonly peerAs: number;
  readonly peer: AddressText;
}

export type Bgp4mp = Bgp4mpHeader &
  (
    | { readonly kind: 'state-change'; readonly from: SessionState; readonly to: SessionState }
    | {
        readonly kind: 'message';
        /** Messages that the recording router sent itself have subtypes of their own. */
        readonly direction: 'received' | 'sent';
        readonly params: SessionParams;
        readonly message: RawMessage;
      }
  );

/** What a subtype says of the record. RFC 6396 §4.4 */
const SUBTYPES: Readonly<Record<number, { asBytes: 2 | 4; kind: 'state-change' | 'message'; sent?: true }>> = {
  0: { asBytes: 2, kind: 'state-change' },
  1: { asBytes: 2, kind: 'message' },
  4: { asBytes: 4, kind: 'message' },
  5: { asBytes: 4, kind: 'state-change' },
  6: { asBytes: 2, kind: 'message', sent: true },
  7: { asBytes: 4, kind: 'message', sent: true },
};

/**
 * Decodes BGP4MP and BGP4MP_ET: peer AS, local AS (2 or 4 bytes each), interface (2), AFI (2), peer and local address,
 * then two states or one BGP message. RFC 6396 §4.4. A subtype without a decoder here gives undefined.
 */
export function decodeBgp4mp({ subtype, body, bodyOffset }: MrtRecord): Bgp4mp | undefined {
  const form = SUBTYPES[subtype];
  if (form === undefined) {
    return undefined;
  }
  const { asBytes, kind, sent } = form;
  const reader = new Reader(body, 0, body.length, bodyOffset);
  const peerAs = asBytes === 4 ? reader.u32('peer AS') : reader.u16('peer AS');
  reader.skip(asBytes, 'local AS');
  reader.skip(2, 'interface index');
  const peer = decodeAddresses(reader);
  if (kind === 'state-change') {
    return { peerAs, peer, kind, from: decodeState(reader), to: decodeState(reader) };
  }
  const message = decodeHeader(reader);
  return { peerAs, peer, kind, direction: sent ? 'sent' : 'received', params: { asBytes }, message };
}

/** Reads AFI, peer and local address; the peer's is what identifies the session. */
function decodeAddresses(reader: Reader): AddressText {
  const offset = reader.offset;
  const afi = reader.u16('AFI');
  if (afi !== AFI_IPV4 && afi !== AFI_IPV6) {
    throw new DecodeError('AFI', offset, `${afi} is neither IPv4 nor IPv6`);
  }
  const peer = afi === AFI_IPV4 ? decodeIPv4(reader, 'peer address') : decodeIPv6(reader, 'peer address');
  reader.skip(afi === AFI_IPV4 ? 4 : 16, 'local address');
  return peer;
}

function decodeState(reader: Reader): SessionState {
  return STATES[reader.u16('state') - 1] ?? 'Unknown';
}
