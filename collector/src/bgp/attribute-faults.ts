import { ATTRIBUTE_RULES, type AttributeRule } from './attribute-rules.ts';
import type { BlockBuilder, PathAttributes } from './attributes.ts';
import type { FaultClass } from './fault.ts';

const MP_REACH = 14;
const MP_UNREACH = 15;

/** AFI and SAFI, which say what is lost with the rest of the attribute. */
const FAMILY_BYTES = 3;

/** What a malformed attribute asks for, of which `readBytes` made sense. */
export function classOf(type: number, { params }: BlockBuilder, readBytes: number): FaultClass {
  const rule = ATTRIBUTE_RULES[type]!;
  if (rule.malformed === 'session-reset') {
    return readBytes >= FAMILY_BYTES ? 'afi-safi-disable' : 'session-reset';
  }
  // From an external peer it is dropped whatever it holds (RFC 7606 §7.5).
  return rule.internalOnly && params.external !== false ? 'attribute-discard' : rule.malformed;
}

/** What an attribute of the wrong category asks for. RFC 7606 §3 c */
export function classOfFlags({ wrongFlags, internalOnly }: AttributeRule, { params }: BlockBuilder): FaultClass {
  return wrongFlags ?? (internalOnly && params.external !== false ? 'attribute-discard' : 'treat-as-withdraw');
}

const FIELDS: Readonly<Record<number, keyof PathAttributes>> = {
  1: 'origin',
  2: 'asPath',
  3: 'nextHop',
  4: 'med',
  5: 'localPref',
  6: 'atomicAggregate',
  7: 'aggregator',
  8: 'communities',
  9: 'originatorId',
  10: 'clusterList',
  16: 'extendedCommunities',
  22: 'pmsiTunnel',
  25: 'ipv6ExtendedCommunities',
  26: 'aigp',
  32: 'largeCommunities',
  35: 'onlyToCustomer',
  40: 'prefixSid',
};

/** A malformed attribute leaves nothing behind, also where the fault shows only at its end. */
export function forget(type: number, block: BlockBuilder): void {
  const field = FIELDS[type];
  if (field !== undefined) {
    block.attributes[field] = undefined;
  } else if (type === MP_REACH) {
    block.reach = undefined;
  } else if (type === MP_UNREACH) {
    block.unreach = undefined;
  } else if (type === 17) {
    block.as4Path = undefined;
  } else if (type === 18) {
    block.as4Aggregator = undefined;
  }
}
