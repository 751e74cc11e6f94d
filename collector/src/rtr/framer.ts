import { Reader } from '../bytes/reader.ts';
import { CORRUPT_DATA, UNSUPPORTED_PDU_TYPE, UNSUPPORTED_VERSION } from './error-code.ts';
import { ERROR_REPORT, HEADER_BYTES, type PduHeader, decodePduHeader, lengthRange } from './pdu.ts';

/** Why nothing more can be read from a stream, as an Error Report says it. */
export interface PduFault {
  /** Undefined where no report may answer: for an Error Report. RFC 8210 §5.11 */
  readonly code: number | undefined;
  readonly problem: string;
  /** The bytes of the PDU that are there. */
  readonly pdu: Uint8Array;
}

export interface PduFrames {
  /** Whole PDUs of known types, views of what was pushed. */
  readonly pdus: readonly Uint8Array[];
  readonly fault: PduFault | undefined;
}

const NONE = new Uint8Array();
const MAX_VERSION = 1;

/** Cuts a TCP stream into PDUs, whatever the chunks. Holds less than one PDU; a length is judged before anything waits for it. */
export class PduFramer {
  #held = NONE;
  #fault: PduFault | undefined;

  push(chunk: Uint8Array): PduFrames {
    const pdus: Uint8Array[] = [];
    if (this.#fault !== undefined) {
      return { pdus, fault: this.#fault };
    }
    const bytes = this.#held.length === 0 ? chunk : joined(this.#held, chunk);
    let at = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const header = decodePduHeader(new Reader(bytes, at));
      this.#fault = faultOf(header, bytes.subarray(at));
      const end = at + header.lengthBytes;
      if (this.#fault !== undefined || end > bytes.length) {
        break;
      }
      pdus.push(bytes.subarray(at, end));
      at = end;
    }
    this.#held = bytes.slice(at);
    return { pdus, fault: this.#fault };
  }
}

function faultOf(header: PduHeader, bytes: Uint8Array): PduFault | undefined {
  const { version, type, lengthBytes } = header;
  const fault = (code: number, problem: string): PduFault => ({
    code: type === ERROR_REPORT ? undefined : code,
    problem,
    pdu: bytes.slice(0, Math.min(lengthBytes, bytes.length)),
  });
  if (version > MAX_VERSION) {
    return fault(UNSUPPORTED_VERSION, `protocol version: ${version}, need 0 or ${MAX_VERSION}`);
  }
  const range = lengthRange(version, type);
  if (range === undefined) {
    return fault(UNSUPPORTED_PDU_TYPE, `PDU type: ${type} is none of version ${version}`);
  }
  const [min, max] = range;
  if (lengthBytes < min || lengthBytes > max) {
    const need = min === max ? `${min}` : `${min} to ${max}`;
    return fault(CORRUPT_DATA, `PDU length: ${lengthBytes} bytes, type ${type} needs ${need}`);
  }
  return undefined;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
