import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { type Family, IPV4_UNICAST } from '../net/family.ts';
import { withoutFirst } from './as-path.ts';
import {
  type AttributeBlock,
  type AttributeBytes,
  type PathAttributes,
  decodeAttributes,
  hasAttributes,
  noAttributes,
} from './attributes.ts';
import { type Fault, asDecodeError, fault, worstClass } from './fault.ts';
import { type Nlri, decodeNlri } from './nlri.ts';
import type { SessionParams } from './session-params.ts';

/** UPDATE message with the NLRI of all its families. RFC 4271 §4.3, RFC 4760 */
export interface Update {
  readonly withdrawn: readonly Nlri[];
  readonly announced: readonly Nlri[];
  /** Announced by a message that is so malformed that its routes count as withdrawn. RFC 7606 §2 */
  readonly treatedAsWithdrawn: readonly Nlri[];
  readonly attributes: PathAttributes;
  /** Where the path attributes stand in the bytes of the reader; undefined where nothing of the message is used. */
  readonly attributeBytes: AttributeBytes | undefined;
  /** The family whose first table transfer this message ends. RFC 4724 §2 */
  readonly endOfRib: Family | undefined;
  /** Whether AS_PATH only made sense with AS numbers of the width that the session was not said to have. */
  readonly otherWidth: boolean;
  readonly faults: readonly Fault[];
}

/** The three parts of an UPDATE. */
interface Parts {
  readonly withdrawn: Nlri;
  readonly block: AttributeBlock;
  readonly announced: Nlri;
  readonly empty: boolean;
}

/** Decodes the body of an UPDATE, behind the message header. Whatever is wrong with it is in `faults`. */
export function decodeUpdate(reader: Reader, params: SessionParams): Update {
  const { at } = reader;
  let parts: Parts;
  try {
    parts = decodeParts(reader, params);
  } catch (error) {
    // Lengths that contradict each other, or NLRI that are no prefixes. RFC 7606 §3 b, §5.3
    const bytes = reader.bytes.subarray(at, reader.end);
    return unusable([fault('session-reset', undefined, asDecodeError(error), bytes)]);
  }
  const { withdrawn, block, announced, empty } = parts;
  const { attributes, reach, unreach } = block;
  const more = missingAttribute(parts, reader, params) ?? missingNlri(parts, reader);
  const faults = more === undefined ? block.faults : [...block.faults, more];
  const worst = faults.length === 0 ? undefined : worstClass(faults);
  if (worst === 'session-reset') {
    return unusable(faults);
  }
  const allAnnounced = reach?.nlri ? [announced, reach.nlri] : [announced];
  const malformed = faults.some((one) => one.class === 'treat-as-withdraw');
  return {
    withdrawn: unreach ? [withdrawn, unreach] : [withdrawn],
    announced: malformed ? [] : allAnnounced,
    treatedAsWithdrawn: malformed ? allAnnounced : [],
    attributes: withoutPrepended(attributes, params),
    otherWidth: block.otherWidth,
    attributeBytes: block,
    endOfRib: empty ? IPV4_UNICAST : faults.length === 0 ? endOfFamily(parts) : undefined,
    faults,
  };
}

function decodeParts(reader: Reader, params: SessionParams): Parts {
  const withdrawnEnd = reader.enter(reader.u16('withdrawn routes length'), 'withdrawn routes');
  const withdrawn = decodeNlri(reader, IPV4_UNICAST, params);
  reader.leave(withdrawnEnd);
  const blockEnd = reader.enter(reader.u16('total path attribute length'), 'path attributes');
  const noBlock = reader.left === 0;
  const block = decodeAttributes(reader, params, 'update');
  reader.leave(blockEnd);
  const announced = decodeNlri(reader, IPV4_UNICAST, params, block.attributes.nextHop);
  const empty = noBlock && withdrawn.prefixes.length === 0 && announced.prefixes.length === 0;
  return { withdrawn, block, announced, empty };
}

function withoutPrepended(attributes: PathAttributes, { prependedAs }: SessionParams): PathAttributes {
  return prependedAs === undefined || attributes.asPath === undefined
    ? attributes
    : { ...attributes, asPath: withoutFirst(attributes.asPath, prependedAs) };
}

/** Nothing of the message is used. */
function unusable(faults: readonly Fault[]): Update {
  return {
    withdrawn: [],
    announced: [],
    treatedAsWithdrawn: [],
    attributes: noAttributes(),
    attributeBytes: undefined,
    endOfRib: undefined,
    otherWidth: false,
    faults,
  };
}

/** An MP_UNREACH_NLRI without NLRI and nothing else ends the table of its family. */
function endOfFamily({ withdrawn, announced, block }: Parts): Family | undefined {
  const { unreach, reach, attributes } = block;
  const only = unreach !== undefined && !hasRoutes(unreach);
  return only && !reach && !hasAttributes(attributes) && withdrawn.prefixes.length + announced.prefixes.length === 0
    ? unreach.family
    : undefined;
}

function hasRoutes(nlri: Nlri | undefined): boolean {
  return nlri !== undefined && (nlri.prefixes.length > 0 || Boolean(nlri.undecoded?.length));
}

const MP_REACH = 14;
const MP_UNREACH = 15;

/**
 * Where attributes other than MP_UNREACH_NLRI announce nothing and one is malformed, the routes may be in the part that
 * could not be read: nothing says what to withdraw. RFC 7606 §5.2
 */
function missingNlri({ announced, block }: Parts, reader: Reader): Fault | undefined {
  const { attributes, reach, faults } = block;
  const withdraws = faults.some((one) => one.class === 'treat-as-withdraw');
  if (!withdraws || announced.prefixes.length > 0 || hasRoutes(reach?.nlri)) {
    return undefined;
  }
  const disabled = faults.some((one) => one.attribute === MP_REACH && one.class === 'afi-safi-disable');
  const others = reach !== undefined || hasAttributes(attributes) || faults.some((one) => one.attribute !== MP_UNREACH);
  const error = new DecodeError('UPDATE', reader.offset, 'no routes are announced beside a malformed attribute');
  return disabled || !others ? undefined : fault('session-reset', undefined, error, new Uint8Array());
}

/** Announced routes need ORIGIN and AS_PATH, and those of the message's own NLRI field NEXT_HOP. RFC 7606 §3 d */
function missingAttribute(
  { announced, block }: Parts,
  reader: Reader,
  { ownRoutes }: SessionParams
): Fault | undefined {
  const { attributes, reach, faults } = block;
  const own = announced.prefixes.length > 0;
  if (!own && !hasRoutes(reach?.nlri)) {
    return undefined;
  }
  const { origin, asPath, nextHop } = attributes;
  const hasPath = asPath !== undefined || ownRoutes === true;
  if (origin !== undefined && hasPath && (!own || nextHop !== undefined)) {
    return undefined;
  }
  const wanted: [type: number, name: string, present: boolean][] = [
    [1, 'ORIGIN', origin !== undefined],
    [2, 'AS_PATH', hasPath],
    [3, 'NEXT_HOP', !own || nextHop !== undefined],
  ];
  const first = wanted.find(([type, , present]) => !present && !faults.some(({ attribute }) => attribute === type));
  return (
    first &&
    fault('treat-as-withdraw', first[0], new DecodeError(first[1], reader.offset, 'is missing'), new Uint8Array())
  );
}
