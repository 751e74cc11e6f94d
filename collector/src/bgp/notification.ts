import type { Reader } from '../bytes/reader.ts';
import { decodeText } from '../bytes/text.ts';

/** NOTIFICATION message. RFC 4271 §4.5 */
export interface Notification {
  readonly code: number;
  readonly subcode: number;
  /** A view of the input: copy it to keep it. */
  readonly data: Uint8Array;
}

export const CEASE = 6;

const CODES: Readonly<Record<number, string>> = {
  1: 'Message Header Error',
  2: 'OPEN Message Error',
  3: 'UPDATE Message Error',
  4: 'Hold Timer Expired',
  5: 'Finite State Machine Error',
  6: 'Cease',
  7: 'ROUTE-REFRESH Message Error',
};

const SUBCODES: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  1: { 1: 'Connection Not Synchronized', 2: 'Bad Message Length', 3: 'Bad Message Type' },
  2: {
    1: 'Unsupported Version Number',
    2: 'Bad Peer AS',
    3: 'Bad BGP Identifier',
    4: 'Unsupported Optional Parameter',
    6: 'Unacceptable Hold Time',
    7: 'Unsupported Capability',
    11: 'Role Mismatch',
  },
  3: {
    1: 'Malformed Attribute List',
    2: 'Unrecognized Well-known Attribute',
    3: 'Missing Well-known Attribute',
    4: 'Attribute Flags Error',
    5: 'Attribute Length Error',
    6: 'Invalid ORIGIN Attribute',
    8: 'Invalid NEXT_HOP Attribute',
    9: 'Optional Attribute Error',
    10: 'Invalid Network Field',
    11: 'Malformed AS_PATH',
  },
  6: {
    1: 'Maximum Number of Prefixes Reached',
    2: 'Administrative Shutdown',
    3: 'Peer De-configured',
    4: 'Administrative Reset',
    5: 'Connection Rejected',
    6: 'Other Configuration Change',
    7: 'Connection Collision Resolution',
    8: 'Out of Resources',
    9: 'Hard Reset',
    10: 'BFD Down',
  },
};

const SHUTDOWN = 2;
const RESET = 4;
/** RFC 8538 §3 */
export const HARD_RESET = 9;

/** Decodes the body of a NOTIFICATION, behind the message header. */
export function decodeNotification(reader: Reader): Notification {
  const code = reader.u8('error code');
  const subcode = reader.u8('error subcode');
  return { code, subcode, data: reader.take(reader.left, 'data') };
}

/** Code and subcode in words, and what the operator of the other side wrote. */
export function formatNotification(notification: Notification): string {
  const { code, subcode, data } = notification;
  const codeName = CODES[code] ?? `code ${code}`;
  const subcodeName = SUBCODES[code]?.[subcode] ?? (subcode === 0 ? undefined : `subcode ${subcode}`);
  const words = subcodeName === undefined ? codeName : `${codeName}: ${subcodeName}`;
  if (code === CEASE && subcode === HARD_RESET && data.length >= 2) {
    // A hard reset wraps the NOTIFICATION that it means (RFC 8538 §3.1), but none of its own kind: that would never end.
    const meant = { code: data[0]!, subcode: data[1]!, data: data.subarray(2) };
    const nested = meant.code === CEASE && meant.subcode === HARD_RESET;
    return nested ? words : `${words}, ${formatNotification(meant)}`;
  }
  const communication = shutdownCommunication(notification);
  return communication === undefined ? words : `${words} "${communication}"`;
}

/** The text that a Cease for shutdown or reset may carry: length, then UTF-8. RFC 9003 §2, §6 */
export function shutdownCommunication({ code, subcode, data }: Notification): string | undefined {
  const lengthBytes = data[0] ?? 0;
  if (code !== CEASE || (subcode !== SHUTDOWN && subcode !== RESET) || lengthBytes === 0) {
    return undefined;
  }
  return decodeText(data.subarray(1, 1 + lengthBytes));
}
