import { Writer } from '../bytes/writer.ts';
import { ERROR_REPORT, HEADER_BYTES, RESET_QUERY, SERIAL_QUERY, type Version } from './pdu.ts';

/** The bytes of an erroneous PDU that go into a report: a cache knows it by its beginning. */
const MAX_REPORTED_BYTES = 256;

/** RFC 8210 §5.4 */
export function encodeResetQuery(version: Version): Uint8Array {
  return header(version, RESET_QUERY, 0, HEADER_BYTES).done();
}

/** Asks for what changed since `serial`. RFC 8210 §5.3 */
export function encodeSerialQuery(version: Version, sessionId: number, serial: number): Uint8Array {
  const writer = header(version, SERIAL_QUERY, sessionId, HEADER_BYTES + 4);
  writer.u32(serial);
  return writer.done();
}

/** Tells what is wrong with a PDU; never sent for an Error Report. RFC 8210 §5.11 */
export function encodeErrorReport(version: Version, code: number, pdu: Uint8Array, text: string): Uint8Array {
  const reported = pdu.subarray(0, MAX_REPORTED_BYTES);
  const words = new TextEncoder().encode(text);
  const writer = header(version, ERROR_REPORT, code, HEADER_BYTES + 4 + reported.length + 4 + words.length);
  writer.u32(reported.length);
  writer.bytes(reported);
  writer.u32(words.length);
  writer.bytes(words);
  return writer.done();
}

function header(version: Version, type: number, field: number, lengthBytes: number): Writer {
  const writer = new Writer();
  writer.u8(version);
  writer.u8(type);
  writer.u16(field);
  writer.u32(lengthBytes);
  return writer;
}
