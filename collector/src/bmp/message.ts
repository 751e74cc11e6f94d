import { Reader } from '../bytes/reader.ts';
import { type BmpFrame, COMMON_HEADER_BYTES } from './framer.ts';
import { type Initiation, decodeInitiation } from './initiation.ts';
import { type PeerDown, decodePeerDown } from './peer-down.ts';
import { type PeerHeader, decodePeerHeader } from './peer-header.ts';
import { type PeerUp, decodePeerUp } from './peer-up.ts';
import { type RouteMirroring, decodeRouteMirroring } from './route-mirroring.ts';
import { type RouteMonitoring, decodeRouteMonitoring } from './route-monitoring.ts';
import { type StatisticsReport, decodeStatistics } from './statistics.ts';
import { type Termination, decodeTermination } from './termination.ts';

/** A type without a name. RFC 7854 §4.1 lets a station pass over it. */
export interface UnknownMessage {
  readonly kind: 'unknown-message';
  readonly type: number;
  /** A view of the input: copy it to keep it. */
  readonly bytes: Uint8Array;
}

/** A message of a peer whose type has no name, so that its per-peer header cannot be read. */
export interface UnknownPeerType {
  readonly kind: 'unknown-peer-type';
  /** Of the BMP message. */
  readonly type: number;
  readonly peerType: number;
  /** Per-peer header included. A view of the input: copy it to keep it. */
  readonly bytes: Uint8Array;
}

/** A BMP message. RFC 7854 §4 */
export type BmpMessage =
  | RouteMonitoring
  | StatisticsReport
  | PeerDown
  | PeerUp
  | Initiation
  | Termination
  | RouteMirroring
  | UnknownMessage
  | UnknownPeerType;

type PeerDecoder = (reader: Reader, peer: PeerHeader) => BmpMessage;

/** Types whose messages begin with a per-peer header. */
const PEER_DECODERS: Readonly<Record<number, PeerDecoder>> = {
  0: decodeRouteMonitoring,
  1: decodeStatistics,
  2: decodePeerDown,
  3: decodePeerUp,
  6: decodeRouteMirroring,
};
/** Types of the messages that are about the connection itself. RFC 7854 §4.1 */
export const INITIATION = 4;
export const TERMINATION = 5;

/** Decodes the body of a message. What is malformed throws a DecodeError; the stream goes on behind it. RFC 7854 §4 */
export function decodeBmp({ type, body, offset }: BmpFrame): BmpMessage {
  const reader = new Reader(body, 0, body.length, offset + COMMON_HEADER_BYTES);
  if (type === INITIATION) {
    return decodeInitiation(reader);
  }
  if (type === TERMINATION) {
    return decodeTermination(reader);
  }
  const decode = PEER_DECODERS[type];
  if (decode === undefined) {
    return { kind: 'unknown-message', type, bytes: body };
  }
  const peer = decodePeerHeader(reader);
  return typeof peer === 'number'
    ? { kind: 'unknown-peer-type', type, peerType: peer, bytes: body }
    : decode(reader, peer);
}
