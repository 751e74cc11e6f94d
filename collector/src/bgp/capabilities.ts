import { DecodeError } from '../bytes/decode-error.ts';
import { formatHex } from '../bytes/hex.ts';
import type { Reader } from '../bytes/reader.ts';
import { decodeText } from '../bytes/text.ts';
import { type Family, formatFamily } from '../net/family.ts';
import { asDecodeError } from './fault.ts';

/** What ADD-PATH does for a family: 1 receives, 2 sends, 3 both. RFC 7911 §4 */
export interface AddPathFamily extends Family {
  readonly sendReceive: number;
}

/** What a speaker offers to keep through a restart. RFC 4724 §3 */
export interface GracefulRestart {
  /** Whether it has just restarted. */
  readonly restarted: boolean;
  /** Whether a NOTIFICATION is to be survived too (bit N). RFC 8538 §2 */
  readonly notifications: boolean;
  /** How long it takes at most to be back. */
  readonly restartTimeSeconds: number;
  readonly families: readonly RestartFamily[];
}

export interface RestartFamily extends Family {
  readonly forwardingKept: boolean;
}

interface CapabilityHead {
  readonly code: number;
  /** Name in the IANA registry, or the number. RFC 5492 */
  readonly name: string;
}

/** A capability as OPEN lists it. The kinds are those that other decoding depends on; the rest is `text` for people. */
export type Capability = CapabilityHead &
  (
    | { readonly kind: 'multiprotocol'; readonly family: Family; readonly text: string }
    | { readonly kind: 'four-octet-as'; readonly as: number; readonly text: string }
    | { readonly kind: 'add-path'; readonly families: readonly AddPathFamily[]; readonly text: string }
    | { readonly kind: 'graceful-restart'; readonly restart: GracefulRestart; readonly text: string }
    | { readonly kind: 'other'; readonly text: string }
  );

const NAMES: Readonly<Record<number, string>> = {
  1: 'Multiprotocol',
  2: 'Route Refresh',
  3: 'Outbound Route Filtering',
  5: 'Extended Next Hop',
  6: 'Extended Message',
  7: 'BGPsec',
  8: 'Multiple Labels',
  9: 'Role',
  64: 'Graceful Restart',
  65: '4-octet AS',
  67: 'Dynamic Capability',
  68: 'Multisession',
  69: 'ADD-PATH',
  70: 'Enhanced Route Refresh',
  71: 'Long-Lived Graceful Restart',
  72: 'Routing Policy Distribution',
  73: 'FQDN',
  74: 'BFD Strict-Mode',
  75: 'Software Version',
  76: 'Paths-Limit',
};

const ROLES = ['Provider', 'RS', 'RS-Client', 'Customer', 'Peer'];
const SEND_RECEIVE: readonly (string | undefined)[] = [undefined, 'receive', 'send', 'both'];

/** Decodes one capability. One whose value is not what its RFC says is kept in hex, under its name. */
export function decodeCapability(reader: Reader): Capability {
  const code = reader.u8('capability code');
  const end = reader.enter(reader.u8('capability length'), 'capability');
  const from = reader.at;
  const head = { code, name: NAMES[code] ?? `capability ${code}` };
  let capability: Capability;
  try {
    capability = decodeValue(head, reader);
    if (reader.left > 0) {
      throw new DecodeError(head.name, reader.offset, `${reader.left} bytes too many`);
    }
  } catch (error) {
    asDecodeError(error);
    reader.at = from;
    capability = { ...head, kind: 'other', text: formatHex(reader.take(reader.left, 'capability')) };
  }
  reader.leave(end);
  return capability;
}

function decodeValue(head: CapabilityHead, value: Reader): Capability {
  const other = (text: string): Capability => ({ ...head, kind: 'other', text });
  switch (head.code) {
    case 1: {
      const afi = value.u16('AFI');
      value.skip(1, 'reserved');
      const family = { afi, safi: value.u8('SAFI') };
      return { ...head, kind: 'multiprotocol', family, text: formatFamily(family) };
    }
    case 5:
      return other(repeat(value, formatExtendedNextHop));
    case 9:
      return other(formatRole(value.u8('role')));
    case 64: {
      const restart = decodeGracefulRestart(value);
      return { ...head, kind: 'graceful-restart', restart, text: formatGracefulRestart(restart) };
    }
    case 65: {
      const as = value.u32('4-octet AS');
      return { ...head, kind: 'four-octet-as', as, text: String(as) };
    }
    case 69: {
      const families = decodeAddPath(value);
      const text = families.map((family) => `${formatFamily(family)} ${SEND_RECEIVE[family.sendReceive]}`);
      return { ...head, kind: 'add-path', families, text: text.join(', ') };
    }
    case 71:
      return other(repeat(value, formatLongLived));
    case 73:
      return other(formatFqdn(value));
    case 75:
      return other(decodeName(value));
    default:
      return other(formatHex(value.take(value.left, 'capability')));
  }
}

function repeat(value: Reader, format: (value: Reader) => string): string {
  const parts: string[] = [];
  while (value.left > 0) {
    parts.push(format(value));
  }
  return parts.join(', ');
}

/** RFC 8950 §4 */
function formatExtendedNextHop(value: Reader): string {
  const family = { afi: value.u16('AFI'), safi: value.u16('SAFI') };
  return `${formatFamily(family)} by AFI ${value.u16('next hop AFI')}`;
}

/** RFC 9234 §4.1 */
function formatRole(role: number): string {
  return ROLES[role] ?? `role ${role}`;
}

/** Flags (4 bits), restart time (12), then families with flags. RFC 4724 §3, RFC 8538 §2 */
function decodeGracefulRestart(value: Reader): GracefulRestart {
  const word = value.u16('restart flags and time');
  const families: RestartFamily[] = [];
  while (value.left > 0) {
    const family = { afi: value.u16('AFI'), safi: value.u8('SAFI') };
    families.push({ ...family, forwardingKept: (value.u8('flags') & 0x80) !== 0 });
  }
  return {
    restarted: (word & 0x8000) !== 0,
    notifications: (word & 0x4000) !== 0,
    restartTimeSeconds: word & 0x0fff,
    families,
  };
}

function formatGracefulRestart({ restarted, restartTimeSeconds, families }: GracefulRestart): string {
  const listed = families.map((family) => `${formatFamily(family)}${family.forwardingKept ? ' forwarding kept' : ''}`);
  const head = `${restarted ? 'restarted, ' : ''}${restartTimeSeconds} s`;
  return listed.length === 0 ? head : `${head}: ${listed.join(', ')}`;
}

/** RFC 9494 §3.1 */
function formatLongLived(value: Reader): string {
  const family = { afi: value.u16('AFI'), safi: value.u8('SAFI') };
  value.skip(1, 'flags');
  const seconds = (value.u8('stale time') << 16) | value.u16('stale time');
  return `${formatFamily(family)} ${seconds} s`;
}

/** Any other send/receive value makes the capability one that is not understood. RFC 7911 §4 */
function decodeAddPath(value: Reader): AddPathFamily[] {
  const families: AddPathFamily[] = [];
  while (value.left > 0) {
    const family = { afi: value.u16('AFI'), safi: value.u8('SAFI') };
    const { offset } = value;
    const sendReceive = value.u8('send/receive');
    if (SEND_RECEIVE[sendReceive] === undefined) {
      throw new DecodeError('send/receive', offset, `${sendReceive} is not 1, 2 or 3`);
    }
    families.push({ ...family, sendReceive });
  }
  return families;
}

/** Host name and domain name, each with a length. draft-walton-bgp-hostname-capability */
function formatFqdn(value: Reader): string {
  const names = [decodeName(value), decodeName(value)];
  return names.filter((name) => name !== '').join('.');
}

/** Length (1 byte) and UTF-8: what a peer calls itself. */
function decodeName(value: Reader): string {
  return decodeText(value.take(value.u8('text length'), 'text'));
}
