import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { type Fault, asDecodeError, fault } from '../bgp/fault.ts';
import { type RawMessage, decodeHeader } from '../bgp/message.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { type AddressText, decodeIPv4, decodeIPv6 } from '../net/address.ts';
import { AFI_IPV4, AFI_IPV6 } from '../net/family.ts';
import { excessOf } from './excess.ts';
import type { MrtRecord } from './record.ts';
import { type SessionState, decodeState } from './session-state.ts';

interface PeerOfRecord {
  readonly peerAs: number;
  readonly localAs: number;
  readonly peer: AddressText;
}

/** A state change or one BGP message of a peer, from whatever record type. */
export type PeerRecord = PeerOfRecord &
  (
    | { readonly kind: 'state-change'; readonly from: SessionState; readonly to: SessionState }
    | {
        readonly kind: 'message';
        /** Messages that the recording router sent itself have subtypes of their own. */
        readonly direction: 'received' | 'sent';
        readonly params: SessionParams;
        readonly message: RawMessage;
        /** Bytes of the record behind the message: then one of their lengths is wrong. */
        readonly excess: DecodeError | undefined;
      }
    /** A message whose header cannot be. RFC 4271 §6.1 */
    | { readonly kind: 'unusable'; readonly direction: 'received' | 'sent'; readonly fault: Fault }
  );

interface Subtype {
  readonly kind: 'state-change' | 'message';
  readonly asBytes: 2 | 4;
  readonly direction: 'received' | 'sent';
  /** Of sessions with a peer of another AS, and of those within one. */
  readonly external: SessionParams;
  readonly internal: SessionParams;
}

/** The ADDPATH subtypes say that there are path identifiers; the others say nothing, old collectors use them for both. */
function subtypeOf(kind: Subtype['kind'], asBytes: 2 | 4, direction: Subtype['direction'], addPath?: true): Subtype {
  const params = { asBytes, widthClaimed: true, addPath: (): true | undefined => addPath };
  return {
    kind,
    asBytes,
    direction,
    external: { ...params, external: true },
    internal: { ...params, external: false },
  };
}

/** RFC 6396 §4.4, RFC 8050 §3 */
const SUBTYPES: Readonly<Record<number, Subtype>> = {
  0: subtypeOf('state-change', 2, 'received'),
  1: subtypeOf('message', 2, 'received'),
  4: subtypeOf('message', 4, 'received'),
  5: subtypeOf('state-change', 4, 'received'),
  6: subtypeOf('message', 2, 'sent'),
  7: subtypeOf('message', 4, 'sent'),
  8: subtypeOf('message', 2, 'received', true),
  9: subtypeOf('message', 4, 'received', true),
  10: subtypeOf('message', 2, 'sent', true),
  11: subtypeOf('message', 4, 'sent', true),
};

/** A subtype of Zebra's early dumps whose 8-byte state change has neither interface nor addresses. */
const SHORT_STATE_CHANGE_BYTES = 8;

/**
 * Decodes BGP4MP and BGP4MP_ET: peer AS, local AS (2 or 4 bytes each), interface (2), AFI (2), peer and local address,
 * then two states or one BGP message. RFC 6396 §4.4. A subtype without a decoder here gives undefined.
 */
export function decodeBgp4mp({ subtype, body, bodyOffset }: MrtRecord): PeerRecord | undefined {
  const form = SUBTYPES[subtype];
  if (form === undefined) {
    return undefined;
  }
  const { kind, asBytes, direction } = form;
  const reader = new Reader(body, 0, body.length, bodyOffset);
  const peerAs = asBytes === 4 ? reader.u32('peer AS') : reader.u16('peer AS');
  const localAs = asBytes === 4 ? reader.u32('local AS') : reader.u16('local AS');
  if (kind === 'state-change' && body.length === SHORT_STATE_CHANGE_BYTES) {
    return { peerAs, localAs, peer: '0.0.0.0', kind, from: decodeState(reader), to: decodeState(reader) };
  }
  reader.skip(2, 'interface index');
  const peer = decodeAddresses(reader);
  if (kind === 'state-change') {
    return { peerAs, localAs, peer, kind, from: decodeState(reader), to: decodeState(reader) };
  }
  const params = peerAs === localAs ? form.internal : form.external;
  const { at } = reader;
  try {
    const message = decodeHeader(reader);
    return { peerAs, localAs, peer, kind, direction, params, message, excess: excessOf(reader, 'BGP message') };
  } catch (error) {
    const unusable = fault('session-reset', undefined, asDecodeError(error), body.subarray(at));
    return { peerAs, localAs, peer, kind: 'unusable', direction, fault: unusable };
  }
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
