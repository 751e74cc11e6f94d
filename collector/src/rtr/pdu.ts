import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { decodeText } from '../bytes/text.ts';
import { type AddressBits, decodePrefixBits } from '../net/prefix.ts';
import type { Vrp } from './vrp.ts';

/** Versions that are spoken: 0 is RFC 6810, 1 is RFC 8210. */
export type Version = 0 | 1;

/** How long to wait before asking again, before trying again, and before the data are too old, seconds. RFC 8210 §6 */
export interface Intervals {
  readonly refreshSeconds: number;
  readonly retrySeconds: number;
  readonly expireSeconds: number;
}

/** A protocol data unit. RFC 8210 §5 */
export type Pdu =
  | { readonly kind: 'serial-notify'; readonly sessionId: number; readonly serial: number }
  | { readonly kind: 'serial-query'; readonly sessionId: number; readonly serial: number }
  | { readonly kind: 'reset-query' }
  | { readonly kind: 'cache-response'; readonly sessionId: number }
  | { readonly kind: 'prefix'; readonly announced: boolean; readonly vrp: Vrp }
  /** `intervals` from version 1 on. */
  | {
      readonly kind: 'end-of-data';
      readonly sessionId: number;
      readonly serial: number;
      readonly intervals: Intervals | undefined;
    }
  | { readonly kind: 'cache-reset' }
  /** Nothing here needs router keys: theirs are not decoded. */
  | { readonly kind: 'router-key' }
  | { readonly kind: 'error-report'; readonly code: number; readonly pdu: Uint8Array; readonly text: string };

export interface PduHeader {
  readonly version: number;
  readonly type: number;
  /** Session ID, error code, or flags and a zero, by the type. */
  readonly field: number;
  /** Header included. */
  readonly lengthBytes: number;
}

export const SERIAL_NOTIFY = 0;
export const SERIAL_QUERY = 1;
export const RESET_QUERY = 2;
export const CACHE_RESPONSE = 3;
export const IPV4_PREFIX = 4;
export const IPV6_PREFIX = 6;
export const END_OF_DATA = 7;
export const CACHE_RESET = 8;
export const ROUTER_KEY = 9;
export const ERROR_REPORT = 10;

export const HEADER_BYTES = 8;
/** Far above all that a cache has to say in one PDU: an Error Report with a PDU and a text. */
export const MAX_PDU_BYTES = 4096;

const ANNOUNCED = 1;

/** Least and greatest length by type, header included; version 0 has no intervals in End of Data, and no router keys. */
export function lengthRange(version: number, type: number): readonly [min: number, max: number] | undefined {
  switch (type) {
    case SERIAL_NOTIFY:
    case SERIAL_QUERY:
      return [12, 12];
    case RESET_QUERY:
    case CACHE_RESPONSE:
    case CACHE_RESET:
      return [HEADER_BYTES, HEADER_BYTES];
    case IPV4_PREFIX:
      return [20, 20];
    case IPV6_PREFIX:
      return [32, 32];
    case END_OF_DATA:
      return version === 0 ? [12, 12] : [24, 24];
    case ROUTER_KEY:
      return version === 0 ? undefined : [32, MAX_PDU_BYTES];
    case ERROR_REPORT:
      return [16, MAX_PDU_BYTES];
    default:
      return undefined;
  }
}

/** The first 8 bytes of each PDU. RFC 8210 §5.1 */
export function decodePduHeader(reader: Reader): PduHeader {
  return {
    version: reader.u8('protocol version'),
    type: reader.u8('PDU type'),
    field: reader.u16('session ID'),
    lengthBytes: reader.u32('PDU length'),
  };
}

/** Decodes a whole PDU of a known type, as the framer gives it. Throws a DecodeError. */
export function decodePdu(bytes: Uint8Array): Pdu {
  const reader = new Reader(bytes);
  const { version, type, field } = decodePduHeader(reader);
  switch (type) {
    case SERIAL_NOTIFY:
      return { kind: 'serial-notify', sessionId: field, serial: reader.u32('serial number') };
    case SERIAL_QUERY:
      return { kind: 'serial-query', sessionId: field, serial: reader.u32('serial number') };
    case RESET_QUERY:
      return { kind: 'reset-query' };
    case CACHE_RESPONSE:
      return { kind: 'cache-response', sessionId: field };
    case IPV4_PREFIX:
      return decodeVrp(reader, 32);
    case IPV6_PREFIX:
      return decodeVrp(reader, 128);
    case END_OF_DATA:
      return decodeEndOfData(reader, version, field);
    case CACHE_RESET:
      return { kind: 'cache-reset' };
    case ROUTER_KEY:
      return { kind: 'router-key' };
    case ERROR_REPORT:
      return decodeErrorReport(reader, field);
    default:
      throw new DecodeError('PDU type', 1, `${type} is none`);
  }
}

/** RFC 8210 §5.6, §5.7. Bits of the address behind its length are cleared. */
function decodeVrp(reader: Reader, addressBits: AddressBits): Pdu {
  const announced = (reader.u8('flags') & ANNOUNCED) !== 0;
  const lengthBits = reader.u8('prefix length');
  const maxLengthBits = reader.u8('max length');
  reader.skip(1, 'zero');
  if (lengthBits > addressBits || maxLengthBits < lengthBits || maxLengthBits > addressBits) {
    const problem = `length ${lengthBits}, max length ${maxLengthBits}, of an address of ${addressBits} bits`;
    throw new DecodeError('prefix length', HEADER_BYTES + 1, problem);
  }
  const address = reader.part(addressBits / 8, 'prefix');
  const { w0, w1, w2, w3 } = decodePrefixBits(address, addressBits, lengthBits, undefined, undefined, undefined);
  const as = reader.u32('AS number');
  return { kind: 'prefix', announced, vrp: { prefix: { addressBits, w0, w1, w2, w3, lengthBits }, maxLengthBits, as } };
}

/** RFC 8210 §5.8; RFC 6810 §5.8 has no intervals. */
function decodeEndOfData(reader: Reader, version: number, sessionId: number): Pdu {
  const serial = reader.u32('serial number');
  const intervals =
    version === 0
      ? undefined
      : {
          refreshSeconds: reader.u32('refresh interval'),
          retrySeconds: reader.u32('retry interval'),
          expireSeconds: reader.u32('expire interval'),
        };
  return { kind: 'end-of-data', sessionId, serial, intervals };
}

/** RFC 8210 §5.11 */
function decodeErrorReport(reader: Reader, code: number): Pdu {
  const pdu = reader.take(reader.u32('length of erroneous PDU'), 'erroneous PDU');
  const text = decodeText(reader.take(reader.u32('length of error text'), 'error text'));
  return { kind: 'error-report', code, pdu, text };
}
