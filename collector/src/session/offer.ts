import { Writer } from '../bytes/writer.ts';
import type { AddressText } from '../net/address.ts';
import type { Family } from '../net/family.ts';

/** What this side offers in its OPEN. */
export interface Offer {
  readonly localAs: number;
  /** An IPv4 address other than 0.0.0.0. RFC 6286 §2.1 */
  readonly bgpId: AddressText;
  /** 0 for no hold timer, else at least 3. RFC 4271 §4.2 */
  readonly holdTimeSeconds: number;
  /** At most 30, so that the capabilities fit into one parameter. */
  readonly families: readonly Family[];
  /** Families whose routes may carry path identifiers, several to a prefix. RFC 7911 */
  readonly addPath: readonly Family[];
  /** Whether messages longer than 4096 bytes are taken. RFC 8654 */
  readonly extendedMessages: boolean;
}

const MULTIPROTOCOL = 1;
const ROUTE_REFRESH = 2;
const EXTENDED_MESSAGE = 6;
const GRACEFUL_RESTART = 64;
const FOUR_OCTET_AS = 65;
const ADD_PATH = 69;
const ENHANCED_ROUTE_REFRESH = 70;

/** ADD-PATH: able to receive path identifiers. RFC 7911 §4 */
const RECEIVE = 1;

/**
 * The capabilities of an OPEN, one behind another. RFC 5492 §4
 * Graceful Restart names no family: nothing of this side survives a restart, but it helps a peer that restarts. RFC 4724 §3
 */
export function encodeCapabilities({ localAs, families, addPath, extendedMessages }: Offer): Uint8Array {
  const all = new Writer();
  all.bytes(encodeFamilies(families));
  capability(all, ROUTE_REFRESH);
  capability(all, ENHANCED_ROUTE_REFRESH);
  capability(all, GRACEFUL_RESTART, (value) => value.u16(0));
  capability(all, FOUR_OCTET_AS, (value) => value.u32(localAs));
  if (extendedMessages) {
    capability(all, EXTENDED_MESSAGE);
  }
  if (addPath.length > 0) {
    capability(all, ADD_PATH, (value) => {
      for (const { afi, safi } of addPath) {
        value.u16(afi);
        value.u8(safi);
        value.u8(RECEIVE);
      }
    });
  }
  return all.done();
}

/** The Multiprotocol capabilities alone: what a peer is told that has none of them. RFC 5492 §5 */
export function encodeFamilies(families: readonly Family[]): Uint8Array {
  const all = new Writer();
  for (const { afi, safi } of families) {
    capability(all, MULTIPROTOCOL, (value) => {
      value.u16(afi);
      // A reserved byte, then the SAFI. RFC 4760 §8
      value.u16(safi);
    });
  }
  return all.done();
}

/** Code, length, value. RFC 5492 §4 */
function capability(all: Writer, code: number, write: (value: Writer) => void = () => {}): void {
  const value = new Writer();
  write(value);
  const bytes = value.done();
  all.u8(code);
  all.u8(bytes.length);
  all.bytes(bytes);
}
