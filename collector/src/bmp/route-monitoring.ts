import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import type { RawMessage } from '../bgp/message.ts';
import { decodeEmbedded } from './embedded-message.ts';
import type { PeerHeader } from './peer-header.ts';

/** Route Monitoring message: one UPDATE of a peer's table. RFC 7854 §4.6 */
export interface RouteMonitoring {
  readonly kind: 'route-monitoring';
  readonly peer: PeerHeader;
  /** An UPDATE, its body still undecoded: `monitoringParams` says how. */
  readonly message: RawMessage;
}

export function decodeRouteMonitoring(reader: Reader, peer: PeerHeader): RouteMonitoring {
  const message = decodeEmbedded(reader, 'UPDATE');
  if (reader.left > 0) {
    throw new DecodeError('Route Monitoring', reader.offset, `${reader.left} bytes behind its UPDATE`);
  }
  return { kind: 'route-monitoring', peer, message };
}
