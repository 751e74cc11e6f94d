import { Reader } from '../bytes/reader.ts';
import { type RawMessage, decodeHeader } from '../bgp/message.ts';
import { asDecodeError } from '../bgp/fault.ts';
import { decodeTlvs } from './information.ts';
import type { PeerHeader } from './peer-header.ts';

export type MirroringCode = 'errored PDU' | 'messages lost';

/** Information codes 0 and 1. RFC 7854 §4.7 */
const CODES: readonly MirroringCode[] = ['errored PDU', 'messages lost'];

export type Mirrored =
  /** A message as it was on the wire, so that the session's own AS width counts; undefined where its header is malformed. */
  | { readonly kind: 'message'; readonly message: RawMessage | undefined; readonly bytes: Uint8Array }
  | { readonly kind: 'information'; readonly code: MirroringCode | number }
  | { readonly kind: 'other'; readonly type: number; readonly bytes: Uint8Array };

/** Route Mirroring message: what a session carried, byte for byte. RFC 7854 §4.7 */
export interface RouteMirroring {
  readonly kind: 'route-mirroring';
  readonly peer: PeerHeader;
  /** In the order of the message; `bytes` are views of the input: copy them to keep them. */
  readonly items: readonly Mirrored[];
}

const BGP_MESSAGE = 0;
const INFORMATION = 1;

export function decodeRouteMirroring(reader: Reader, peer: PeerHeader): RouteMirroring {
  return { kind: 'route-mirroring', peer, items: decodeTlvs(reader, decodeMirrored) };
}

function decodeMirrored(type: number, value: Reader): Mirrored {
  if (type === INFORMATION) {
    const code = value.u16('information code');
    return { kind: 'information', code: CODES[code] ?? code };
  }
  const bytes = value.bytes.subarray(value.at, value.end);
  return type === BGP_MESSAGE
    ? { kind: 'message', message: decodeMessage(value), bytes }
    : { kind: 'other', type, bytes };
}

/** A message is also mirrored because it is malformed, which may show in its header already. */
function decodeMessage(value: Reader): RawMessage | undefined {
  try {
    return decodeHeader(new Reader(value.bytes, value.at, value.end, value.base));
  } catch (error) {
    asDecodeError(error);
    return undefined;
  }
}
