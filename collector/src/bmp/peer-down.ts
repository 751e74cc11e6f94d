import type { Reader } from '../bytes/reader.ts';
import { type Notification, decodeNotification } from '../bgp/notification.ts';
import { decodeEmbedded } from './embedded-message.ts';
import { type Information, decodeInformation } from './information.ts';
import type { PeerHeader } from './peer-header.ts';

/** Why a session is no longer reported. RFC 7854 §4.9, RFC 9069 §5.3 */
export type PeerDownReason =
  /** 1 and 3: one side closed the session with a NOTIFICATION, which some routers leave out here. */
  | { readonly kind: 'local-notification'; readonly notification: Notification | undefined }
  | { readonly kind: 'remote-notification'; readonly notification: Notification | undefined }
  /** 2: the router closed it without one, by this event of its state machine (RFC 4271 §8.1); 0 where none fits. */
  | { readonly kind: 'local-without-notification'; readonly fsmEvent: number }
  /** 4 */
  | { readonly kind: 'remote-without-notification' }
  /** 5: the session is no longer monitored. That is not a loss of BGP: it may well go on. */
  | { readonly kind: 'monitoring-ended' }
  /** 6: the router closed it, which is how a Loc-RIB ends. */
  | { readonly kind: 'local-system-closed'; readonly information: readonly Information[] }
  | { readonly kind: 'unknown'; readonly code: number; readonly bytes: Uint8Array };

/** Peer Down Notification. All routes of the session are gone with it, no withdraws follow. RFC 7854 §4.9 */
export interface PeerDown {
  readonly kind: 'peer-down';
  readonly peer: PeerHeader;
  readonly reason: PeerDownReason;
}

export function decodePeerDown(reader: Reader, peer: PeerHeader): PeerDown {
  return { kind: 'peer-down', peer, reason: decodeReason(reader) };
}

function decodeReason(reader: Reader): PeerDownReason {
  const code = reader.u8('peer down reason');
  switch (code) {
    case 1:
      return { kind: 'local-notification', notification: decodePdu(reader) };
    case 2:
      return { kind: 'local-without-notification', fsmEvent: reader.u16('FSM event code') };
    case 3:
      return { kind: 'remote-notification', notification: decodePdu(reader) };
    case 4:
      return { kind: 'remote-without-notification' };
    case 5:
      return { kind: 'monitoring-ended' };
    case 6:
      return { kind: 'local-system-closed', information: decodeInformation(reader) };
    default:
      return { kind: 'unknown', code, bytes: reader.take(reader.left, 'peer down data') };
  }
}

function decodePdu(reader: Reader): Notification | undefined {
  return reader.left === 0 ? undefined : decodeNotification(decodeEmbedded(reader, 'NOTIFICATION').body);
}
