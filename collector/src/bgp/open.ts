import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { type AddressText, decodeIPv4 } from '../net/address.ts';
import { type Capability, decodeCapability } from './capabilities.ts';

/** OPEN message. RFC 4271 §4.2 */
export interface Open {
  readonly version: number;
  /** That of the 4-octet AS capability where there is one, else the field My AS. */
  readonly myAs: number;
  readonly holdTimeSeconds: number;
  readonly bgpId: AddressText;
  readonly capabilities: readonly Capability[];
  /** Type codes of optional parameters that are not capabilities. */
  readonly otherParameters: readonly number[];
}

/** An OPEN with its undecoded body, a view of the input: copy it to keep it. */
export interface OpenMessage {
  readonly open: Open;
  readonly body: Uint8Array;
}

const CAPABILITIES = 2;
/** In the place of the first parameter's type: lengths are two bytes wide. RFC 9072 §2 */
const EXTENDED_LENGTH = 255;

/** Decodes the body of an OPEN, behind the message header. */
export function decodeOpen(reader: Reader): Open {
  const version = reader.u8('version');
  const myAs = reader.u16('My AS');
  const holdTimeSeconds = reader.u16('hold time');
  const bgpId = decodeIPv4(reader, 'BGP identifier');
  const offset = reader.offset;
  const lengthBytes = reader.u8('optional parameters length');
  const extended = lengthBytes !== 0 && reader.left > 0 && reader.bytes[reader.at] === EXTENDED_LENGTH;
  if (extended) {
    reader.skip(1, 'extended length type');
  }
  const wanted = extended ? reader.u16('extended optional parameters length') : lengthBytes;
  if (wanted !== reader.left) {
    throw new DecodeError('optional parameters length', offset, `${wanted} bytes, ${reader.left} are there`);
  }
  const { capabilities, otherParameters } = decodeParameters(reader, extended);
  return { version, myAs: fourOctetAs(capabilities) ?? myAs, holdTimeSeconds, bgpId, capabilities, otherParameters };
}

function decodeParameters(reader: Reader, extended: boolean): Pick<Open, 'capabilities' | 'otherParameters'> {
  const capabilities: Capability[] = [];
  const otherParameters: number[] = [];
  while (reader.left > 0) {
    const type = reader.u8('optional parameter type');
    const lengthBytes = extended ? reader.u16('optional parameter length') : reader.u8('optional parameter length');
    const end = reader.enter(lengthBytes, 'optional parameter');
    if (type === CAPABILITIES) {
      while (reader.left > 0) {
        capabilities.push(decodeCapability(reader));
      }
    } else {
      otherParameters.push(type);
    }
    reader.leave(end);
  }
  return { capabilities, otherParameters };
}

/** The AS number of the 4-octet AS capability (RFC 6793 §3), if there is one. */
function fourOctetAs(capabilities: readonly Capability[]): number | undefined {
  return capabilities.find((capability) => capability.kind === 'four-octet-as')?.as;
}
