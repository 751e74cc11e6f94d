import type { Reader } from '../bytes/reader.ts';
import { formatHex } from '../bytes/hex.ts';
import { type Family, formatFamily } from '../net/family.ts';

/** A capability as OPEN lists it. RFC 5492; names from the IANA registry, the number where there is none. */
export interface Capability {
  readonly code: number;
  readonly name: string;
  /** The value in words where it has a decoder here, else in hex. */
  readonly value: string;
}

const NAMES: Readonly<Record<number, string>> = {
  1: 'Multiprotocol',
  2: 'Route Refresh',
  5: 'Extended Next Hop',
  6: 'Extended Message',
  9: 'Role',
  64: 'Graceful Restart',
  65: '4-octet AS',
  69: 'ADD-PATH',
  70: 'Enhanced Route Refresh',
  71: 'Long-Lived Graceful Restart',
  73: 'FQDN',
  75: 'Software Version',
};

const OPTIONAL_PARAMETER_CAPABILITIES = 2;

/** Decodes the optional parameters of an OPEN up to the reader's end. Others than capabilities are left out. */
export function decodeCapabilities(reader: Reader): Capability[] {
  const capabilities: Capability[] = [];
  while (reader.left > 0) {
    const type = reader.u8('optional parameter type');
    const parameter = reader.part(reader.u8('optional parameter length'), 'optional parameter');
    while (type === OPTIONAL_PARAMETER_CAPABILITIES && parameter.left > 0) {
      const code = parameter.u8('capability code');
      const value = parameter.part(parameter.u8('capability length'), 'capability');
      capabilities.push({ code, name: NAMES[code] ?? `capability ${code}`, value: formatValue(code, value) });
    }
  }
  return capabilities;
}

function formatValue(code: number, value: Reader): string {
  if (code === 1 && value.left === 4) {
    const family: Family = { afi: value.u16('AFI'), safi: value.u16('SAFI') & 255 };
    return formatFamily(family);
  }
  if (code === 65 && value.left === 4) {
    return String(value.u32('4-octet AS'));
  }
  return formatHex(value.take(value.left, 'capability'));
}

/** The AS number of the 4-octet AS capability (RFC 6793 §3), if there is one. */
export function fourOctetAs(capabilities: readonly Capability[]): number | undefined {
  const capability = capabilities.find(({ code }) => code === 65);
  return capability && /^\d+$/.test(capability.value) ? Number(capability.value) : undefined;
}
