import { Writer } from '../bytes/writer.ts';
import type { AddressText } from '../net/address.ts';
import { AFI_IPV4, AFI_IPV6 } from '../net/family.ts';
import { parseAddress } from '../net/parse-prefix.ts';
import type { Prefix } from '../net/prefix.ts';
import { BGP4MP_ET, TABLE_DUMP_V2 } from './record.ts';
import { type SessionState, stateNumber } from './session-state.ts';

/** The two ends of a session. Addresses are of one family. */
export interface SessionEnds {
  readonly peerAs: number;
  readonly localAs: number;
  readonly peer: AddressText;
  readonly local: AddressText;
}

/** How a BGP message was sent. */
export interface MessageForm {
  readonly direction: 'received' | 'sent';
  readonly asBytes: 2 | 4;
  readonly addPath: boolean;
}

export interface IndexPeer {
  readonly bgpId: AddressText;
  readonly peer: AddressText;
  readonly peerAs: number;
}

/** A route of a table with its path attributes as bytes, AS numbers 4 octets wide. RFC 6396 §4.3.4 */
export interface EncodedEntry {
  /** Position in the peer index. */
  readonly peerIndex: number;
  readonly originatedSeconds: number;
  /** All entries of a record have one, or none has. RFC 8050 §4.1 */
  readonly pathId: number | undefined;
  readonly attributes: Uint8Array;
}

/** BGP4MP_ET message subtypes by width, direction and path identifiers. RFC 6396 §4.4, RFC 8050 §3 */
function messageSubtype({ direction, asBytes, addPath }: MessageForm): number {
  const narrow = direction === 'sent' ? (addPath ? 10 : 6) : addPath ? 8 : 1;
  return narrow + (asBytes === 2 ? 0 : narrow === 1 ? 3 : 1);
}

/** BGP4MP_ET of one BGP message, its header included. RFC 6396 §4.4.2 to §4.4.5; `timeUs` is in Unix microseconds. */
export function encodeMessage(timeUs: number, ends: SessionEnds, form: MessageForm, message: Uint8Array): Uint8Array {
  const body = sessionHeader(timeUs, ends, form.asBytes);
  body.bytes(message);
  return record(timeUs, BGP4MP_ET, messageSubtype(form), body);
}

/** BGP4MP_ET STATE_CHANGE_AS4. RFC 6396 §4.4.1, §4.4.4 */
export function encodeStateChange(timeUs: number, ends: SessionEnds, from: SessionState, to: SessionState): Uint8Array {
  const body = sessionHeader(timeUs, ends, 4);
  body.u16(stateNumber(from));
  body.u16(stateNumber(to));
  return record(timeUs, BGP4MP_ET, 5, body);
}

/** PEER_INDEX_TABLE with an empty view name. RFC 6396 §4.3.1 */
export function encodePeerIndex(timeUs: number, collectorId: AddressText, peers: readonly IndexPeer[]): Uint8Array {
  const body = new Writer();
  address(body, collectorId);
  body.u16(0);
  body.u16(peers.length);
  for (const { bgpId, peer, peerAs } of peers) {
    body.u8(peer.includes(':') ? 3 : 2);
    address(body, bgpId);
    address(body, peer);
    body.u32(peerAs);
  }
  return record(timeUs, TABLE_DUMP_V2, 1, body);
}

/** RIB_IPV4_UNICAST or RIB_IPV6_UNICAST, with path identifiers where the entries have them. RFC 6396 §4.3.2, RFC 8050 §4 */
export function encodeRib(
  timeUs: number,
  sequence: number,
  prefix: Prefix,
  entries: readonly EncodedEntry[]
): Uint8Array {
  const body = new Writer();
  body.u32(sequence);
  prefixBytes(body, prefix);
  body.u16(entries.length);
  for (const { peerIndex, originatedSeconds, pathId, attributes } of entries) {
    body.u16(peerIndex);
    body.u32(originatedSeconds);
    if (pathId !== undefined) {
      body.u32(pathId);
    }
    body.u16(attributes.length);
    body.bytes(attributes);
  }
  const pathIds = entries[0]?.pathId !== undefined;
  return record(timeUs, TABLE_DUMP_V2, (prefix.addressBits === 32 ? 2 : 4) + (pathIds ? 6 : 0), body);
}

/** Microseconds, peer and local AS, interface, AFI, peer and local address. */
function sessionHeader(timeUs: number, { peerAs, localAs, peer, local }: SessionEnds, asBytes: 2 | 4): Writer {
  const body = new Writer();
  body.u32(timeUs % 1_000_000);
  for (const as of [peerAs, localAs]) {
    if (asBytes === 4) {
      body.u32(as);
    } else {
      body.u16(as);
    }
  }
  body.u16(0);
  body.u16(peer.includes(':') ? AFI_IPV6 : AFI_IPV4);
  address(body, peer);
  address(body, local);
  return body;
}

/** RFC 6396 §2 */
function record(timeUs: number, type: number, subtype: number, body: Writer): Uint8Array {
  const bytes = body.done();
  const whole = new Writer();
  whole.u32(Math.floor(timeUs / 1_000_000));
  whole.u16(type);
  whole.u16(subtype);
  whole.u32(bytes.length);
  whole.bytes(bytes);
  return whole.done();
}

function address(body: Writer, text: AddressText): void {
  words(parseAddress(text)!).forEach((word) => body.u32(word));
}

function words({ addressBits, w0, w1, w2, w3 }: Prefix): readonly number[] {
  return addressBits === 32 ? [w0] : [w0, w1, w2, w3];
}

/** Length in bits, then as many bytes as hold them. RFC 4271 §4.3 */
function prefixBytes(body: Writer, prefix: Prefix): void {
  const whole = new Writer();
  words(prefix).forEach((word) => whole.u32(word));
  body.u8(prefix.lengthBits);
  body.bytes(whole.done().subarray(0, (prefix.lengthBits + 7) >> 3));
}
