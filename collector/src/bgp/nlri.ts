import type { Reader } from '../bytes/reader.ts';
import type { AddressText } from '../net/address.ts';
import { type Family, prefixBits } from '../net/family.ts';
import { type Prefix, decodePrefix } from '../net/prefix.ts';

/** The NLRI of one family. A family whose NLRI are not plain prefixes has none here and keeps its bytes. */
export interface Nlri {
  readonly family: Family;
  readonly prefixes: readonly Prefix[];
  readonly undecoded?: Uint8Array;
  /** Next hop of the announced ones. */
  readonly nextHop?: AddressText | undefined;
}

/** Decodes NLRI up to the reader's end. RFC 4271 §4.3, RFC 4760 §5. */
export function decodeNlri(reader: Reader, family: Family): Nlri {
  const bits = prefixBits(family);
  if (bits === undefined) {
    return { family, prefixes: [], undecoded: reader.take(reader.left, 'NLRI') };
  }
  const prefixes: Prefix[] = [];
  while (reader.left > 0) {
    prefixes.push(decodePrefix(reader, bits));
  }
  return { family, prefixes };
}
