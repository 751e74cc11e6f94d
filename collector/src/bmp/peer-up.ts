import type { Reader } from '../bytes/reader.ts';
import { type OpenMessage, decodeOpen } from '../bgp/open.ts';
import type { AddressText } from '../net/address.ts';
import { decodeEmbedded } from './embedded-message.ts';
import { type Information, decodeInformation, informationText } from './information.ts';
import { type PeerHeader, decodePeerAddress } from './peer-header.ts';

/** Peer Up Notification: a session came into Established, or monitoring of it began. RFC 7854 §4.10, RFC 9069 §5.2 */
export interface PeerUp {
  readonly kind: 'peer-up';
  readonly peer: PeerHeader;
  readonly localAddress: AddressText;
  readonly localPort: number;
  readonly remotePort: number;
  readonly sent: OpenMessage;
  readonly received: OpenMessage;
  /** Name of the VRF or table of a Loc-RIB. RFC 9069 §5.2.1 */
  readonly tableName: string | undefined;
  /** All of it in its order, the name above included. */
  readonly information: readonly Information[];
}

/** Local address (16 bytes), local port (2), remote port (2), OPEN sent, OPEN received, information TLVs. RFC 7854 §4.10 */
export function decodePeerUp(reader: Reader, peer: PeerHeader): PeerUp {
  const localAddress = decodePeerAddress(reader, peer.ipv6, 'local address');
  const localPort = reader.u16('local port');
  const remotePort = reader.u16('remote port');
  const sent = decodeOpenMessage(reader);
  const received = decodeOpenMessage(reader);
  const information = decodeInformation(reader);
  const tableName = informationText(information, 'VRF/table name');
  return { kind: 'peer-up', peer, localAddress, localPort, remotePort, sent, received, tableName, information };
}

function decodeOpenMessage(reader: Reader): OpenMessage {
  const { body } = decodeEmbedded(reader, 'OPEN');
  const bytes = body.bytes.subarray(body.at, body.end);
  return { open: decodeOpen(body), body: bytes };
}
