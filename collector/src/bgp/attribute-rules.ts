import type { FaultClass } from './fault.ts';

/** The upper two bits of the attribute flags: optional, transitive. RFC 4271 §4.3 */
const WELL_KNOWN = 0x40;
const OPTIONAL = 0x80;
const OPTIONAL_TRANSITIVE = 0xc0;

export interface AttributeRule {
  readonly name: string;
  /** Optional and transitive bit that the attribute has to have. */
  readonly flags: number;
  /** What a malformed one asks for; of the multiprotocol ones, where not even the family can be read. */
  readonly malformed: FaultClass;
  /** What flags of another category ask for, where its specification says so; treat-as-withdraw else. RFC 7606 §3 c */
  readonly wrongFlags?: FaultClass;
  /** From an external peer a malformed one is only discarded: nobody is to use it. */
  readonly internalOnly?: true;
  /** Only its structure is checked: its value is kept as bytes, as that of an unknown one. */
  readonly keptAsBytes?: true;
  readonly source: string;
}

function rule(
  name: string,
  flags: number,
  malformed: FaultClass,
  source: string,
  more: Pick<AttributeRule, 'internalOnly' | 'wrongFlags' | 'keptAsBytes'> = {}
): AttributeRule {
  return { name, flags, malformed, source, ...more };
}

/** Path attributes by type code. Those without a rule here are kept as bytes, and nothing is asked of them. */
export const ATTRIBUTE_RULES: Readonly<Record<number, AttributeRule>> = {
  1: rule('ORIGIN', WELL_KNOWN, 'treat-as-withdraw', 'RFC 7606 §7.1'),
  2: rule('AS_PATH', WELL_KNOWN, 'treat-as-withdraw', 'RFC 7606 §7.2'),
  3: rule('NEXT_HOP', WELL_KNOWN, 'treat-as-withdraw', 'RFC 7606 §7.3'),
  4: rule('MULTI_EXIT_DISC', OPTIONAL, 'treat-as-withdraw', 'RFC 7606 §7.4'),
  5: rule('LOCAL_PREF', WELL_KNOWN, 'treat-as-withdraw', 'RFC 7606 §7.5', { internalOnly: true }),
  6: rule('ATOMIC_AGGREGATE', WELL_KNOWN, 'attribute-discard', 'RFC 7606 §7.6'),
  7: rule('AGGREGATOR', OPTIONAL_TRANSITIVE, 'attribute-discard', 'RFC 7606 §7.7'),
  8: rule('COMMUNITIES', OPTIONAL_TRANSITIVE, 'treat-as-withdraw', 'RFC 7606 §7.8'),
  9: rule('ORIGINATOR_ID', OPTIONAL, 'treat-as-withdraw', 'RFC 7606 §7.9', { internalOnly: true }),
  10: rule('CLUSTER_LIST', OPTIONAL, 'treat-as-withdraw', 'RFC 7606 §7.10', { internalOnly: true }),
  14: rule('MP_REACH_NLRI', OPTIONAL, 'session-reset', 'RFC 7606 §7.11'),
  15: rule('MP_UNREACH_NLRI', OPTIONAL, 'session-reset', 'RFC 7606 §7.12'),
  16: rule('EXTENDED COMMUNITIES', OPTIONAL_TRANSITIVE, 'treat-as-withdraw', 'RFC 7606 §7.14'),
  17: rule('AS4_PATH', OPTIONAL_TRANSITIVE, 'attribute-discard', 'RFC 6793 §6'),
  18: rule('AS4_AGGREGATOR', OPTIONAL_TRANSITIVE, 'attribute-discard', 'RFC 6793 §6'),
  22: rule('PMSI_TUNNEL', OPTIONAL_TRANSITIVE, 'treat-as-withdraw', 'RFC 6514 §5'),
  24: rule('TRAFFIC ENGINEERING', OPTIONAL, 'treat-as-withdraw', 'RFC 7606 §7.13', { keptAsBytes: true }),
  25: rule('IPV6 EXTENDED COMMUNITIES', OPTIONAL_TRANSITIVE, 'treat-as-withdraw', 'RFC 7606 §7.15'),
  26: rule('AIGP', OPTIONAL, 'attribute-discard', 'RFC 7311 §3', { wrongFlags: 'attribute-discard' }),
  29: rule('BGP-LS', OPTIONAL, 'attribute-discard', 'RFC 9552 §8.2.2', { keptAsBytes: true }),
  32: rule('LARGE_COMMUNITY', OPTIONAL_TRANSITIVE, 'treat-as-withdraw', 'RFC 8092 §6'),
  35: rule('OTC', OPTIONAL_TRANSITIVE, 'treat-as-withdraw', 'RFC 9234 §5'),
  40: rule('PREFIX_SID', OPTIONAL_TRANSITIVE, 'attribute-discard', 'RFC 8669 §6'),
  128: rule('ATTR_SET', OPTIONAL_TRANSITIVE, 'treat-as-withdraw', 'RFC 7606 §7.16', { keptAsBytes: true }),
};

/** Flags that an attribute of this type cannot have. RFC 7606 §3 c */
export function flagsConflict({ flags: wanted }: AttributeRule, flags: number): boolean {
  return (flags & OPTIONAL_TRANSITIVE) !== wanted;
}
