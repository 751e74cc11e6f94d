import type { Reader } from '../bytes/reader.ts';
import { type AddressText, decodeIPv4 } from '../net/address.ts';
import { type Capability, decodeCapabilities, fourOctetAs } from './capabilities.ts';

/** OPEN message. RFC 4271 §4.2 */
export interface Open {
  readonly version: number;
  /** That of the 4-octet AS capability where there is one, else the field My AS. */
  readonly myAs: number;
  readonly holdTimeSeconds: number;
  readonly bgpId: AddressText;
  readonly capabilities: readonly Capability[];
}

/** Decodes the body of an OPEN, behind the message header. */
export function decodeOpen(reader: Reader): Open {
  const version = reader.u8('version');
  const myAs = reader.u16('My AS');
  const holdTimeSeconds = reader.u16('hold time');
  const bgpId = decodeIPv4(reader, 'BGP identifier');
  const lengthBytes = reader.u8('optional parameters length');
  const capabilities = decodeCapabilities(reader.part(lengthBytes, 'optional parameters'));
  return { version, myAs: fourOctetAs(capabilities) ?? myAs, holdTimeSeconds, bgpId, capabilities };
}
