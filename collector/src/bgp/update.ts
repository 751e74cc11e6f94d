import type { Reader } from '../bytes/reader.ts';
import { type Family, IPV4_UNICAST } from '../net/family.ts';
import { type PathAttributes, decodeAttributes } from './attributes.ts';
import { type Nlri, decodeNlri } from './nlri.ts';
import type { SessionParams } from './session-params.ts';

/** UPDATE message with the NLRI of all its families. RFC 4271 §4.3, RFC 4760 */
export interface Update {
  readonly withdrawn: readonly Nlri[];
  readonly announced: readonly Nlri[];
  readonly attributes: PathAttributes;
  /** The family whose first table transfer this message ends. RFC 4724 §2 */
  readonly endOfRib?: Family;
}

/** Decodes the body of an UPDATE, behind the message header. */
export function decodeUpdate(reader: Reader, params: SessionParams): Update {
  const withdrawn = decodeNlri(reader.part(reader.u16('withdrawn routes length'), 'withdrawn routes'), IPV4_UNICAST);
  const block = reader.part(reader.u16('total path attribute length'), 'path attributes');
  const noAttributes = block.left === 0;
  const { attributes, reach, unreach } = decodeAttributes(block, params);
  const announced = { ...decodeNlri(reader, IPV4_UNICAST), nextHop: attributes.nextHop };
  const endOfRib = noAttributes
    ? emptyFamily(withdrawn, announced)
    : Object.keys(attributes).length === 0 && !reach && unreach?.prefixes.length === 0 && !unreach.undecoded?.length
      ? unreach.family
      : undefined;
  return {
    withdrawn: unreach ? [withdrawn, unreach] : [withdrawn],
    announced: reach ? [announced, reach] : [announced],
    attributes,
    ...(endOfRib && { endOfRib }),
  };
}

/** An UPDATE without anything in it ends the table of IPv4 unicast. */
function emptyFamily(withdrawn: Nlri, announced: Nlri): Family | undefined {
  return withdrawn.prefixes.length === 0 && announced.prefixes.length === 0 ? IPV4_UNICAST : undefined;
}
