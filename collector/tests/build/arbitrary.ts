import fc from 'fast-check';
import type { NlriPrefix } from '../../src/bgp/nlri.ts';
import type { Family } from '../../src/net/family.ts';
import { formatIPv4 } from '../../src/net/address.ts';
import { attribute, message } from './bgp.ts';
import { ipv4, ipv6, join, u16, u32, u8 } from './bytes.ts';

/** A value with the bytes that stand for it. */
export interface Encoded<T> {
  readonly value: T;
  readonly bytes: Uint8Array;
}

export interface FamilyForm {
  readonly family: Family;
  readonly bits: 32 | 128;
  readonly layout: 'plain' | 'labeled' | 'vpn';
}

const forms = ([1, 2] as const).flatMap((afi) =>
  ([1, 2, 4, 128] as const).map((safi): FamilyForm => {
    const layout = safi === 128 ? 'vpn' : safi === 4 ? 'labeled' : 'plain';
    return { family: { afi, safi }, bits: afi === 1 ? 32 : 128, layout };
  })
);
export const IPV4_FORM: FamilyForm = forms[0]!;

/** Every family whose prefixes are decoded. */
export const familyForm: fc.Arbitrary<FamilyForm> = fc.constantFrom(...forms);

const u32Number = fc.integer({ min: 0, max: 0xffff_ffff });
const u16Number = fc.integer({ min: 0, max: 0xffff });

/** RFC 4364 §4.2 */
const routeDistinguisher: fc.Arbitrary<Encoded<string>> = fc.oneof(
  fc.tuple(u16Number, u32Number).map(([as, n]) => ({ value: `${as}:${n}`, bytes: join(u16(0), u16(as), u32(n)) })),
  fc
    .tuple(u32Number, u16Number)
    .map(([address, n]) => ({ value: `${formatIPv4(address)}:${n}`, bytes: join(u16(1), u32(address), u16(n)) })),
  fc.tuple(u32Number, u16Number).map(([as, n]) => ({ value: `${as}:${n}`, bytes: join(u16(2), u32(as), u16(n)) }))
);

/** One or two labels; in the middle of a stack the withdraw marks (RFC 8277 §2.4) mean no label. */
const labels = fc.tuple(
  fc.array(fc.integer({ min: 1, max: 0x7ffff }), { maxLength: 1 }),
  fc.integer({ min: 0, max: 0xfffff })
);

/** A prefix of a family, host bits zero, with all that stands before it. RFC 4271 §4.3, RFC 7911 §3, RFC 8277 §2, RFC 4364 §4.3.4 */
export function nlriPrefix({ bits, layout }: FamilyForm, addPath: boolean): fc.Arbitrary<Encoded<NlriPrefix>> {
  const words = fc.array(u32Number, { minLength: 4, maxLength: 4 });
  const length = fc.integer({ min: 0, max: bits });
  return fc.tuple(words, length, labels, routeDistinguisher, u32Number).map(([random, lengthBits, stack, rd, id]) => {
    const [w0, w1, w2, w3] = random.map((word, i) => masked(word, i * 32 < bits ? lengthBits - i * 32 : 0));
    const address = join(...[w0!, w1!, w2!, w3!].map((word) => u32(word >>> 0))).subarray(0, (lengthBits + 7) >> 3);
    const all = [...stack[0], stack[1]];
    const entries = all.map((label, i) => ((label << 4) | (i === all.length - 1 ? 1 : 0)) >>> 0);
    const labelBytes = layout === 'plain' ? [] : entries.map((entry) => u32(entry).subarray(1));
    const rdBytes = layout === 'vpn' ? rd.bytes : new Uint8Array();
    const before = labelBytes.length * 24 + rdBytes.length * 8;
    const value: NlriPrefix = {
      addressBits: bits,
      w0: w0!,
      w1: w1!,
      w2: w2!,
      w3: w3!,
      lengthBits,
      pathId: addPath ? id : undefined,
      rd: layout === 'vpn' ? rd.value : undefined,
      labels: layout === 'plain' ? undefined : all,
    };
    const head = addPath ? u32(id) : new Uint8Array();
    return { value, bytes: join(head, u8(before + lengthBits), ...labelBytes, rdBytes, address) };
  });
}

/** The upper `usedBits` of a word, as a signed integer. */
function masked(word: number, usedBits: number): number {
  return usedBits <= 0 ? 0 : usedBits >= 32 ? word | 0 : word & (-1 << (32 - usedBits));
}

/** Attributes other than those of NLRI, as the decoder names them. */
export interface PlainAttributes {
  readonly origin: string;
  readonly asPath: readonly { readonly kind: string; readonly asns: readonly number[] }[];
  readonly med?: number;
  readonly localPref?: number;
  readonly communities?: readonly string[];
  readonly largeCommunities?: readonly string[];
  readonly onlyToCustomer?: number;
  readonly others?: readonly { readonly type: number; readonly flags: number; readonly bytes: Uint8Array }[];
}

const as = fc.integer({ min: 1, max: 0xffff_ffff });
const segment = fc.record({
  kind: fc.constantFrom('set', 'sequence', 'confed-sequence', 'confed-set'),
  asns: fc.array(as, { minLength: 1, maxLength: 4 }),
});
const SEGMENT_TYPES: Readonly<Record<string, number>> = { set: 1, sequence: 2, 'confed-sequence': 3, 'confed-set': 4 };
const community = fc.tuple(u16Number, u16Number).filter(([high]) => high !== 0xffff);

export const plainAttributes: fc.Arbitrary<Encoded<PlainAttributes>> = fc
  .record(
    {
      origin: fc.constantFrom('IGP', 'EGP', 'INCOMPLETE'),
      asPath: fc.array(segment, { maxLength: 3 }),
      med: u32Number,
      localPref: u32Number,
      communities: fc.array(community, { minLength: 1, maxLength: 5 }),
      largeCommunities: fc.array(fc.tuple(u32Number, u32Number, u32Number), { minLength: 1, maxLength: 3 }),
      onlyToCustomer: u32Number,
      unknown: fc.uint8Array({ maxLength: 300 }),
    },
    { requiredKeys: ['origin', 'asPath'] }
  )
  .map(({ communities, largeCommunities, unknown, ...rest }) => {
    const { origin, asPath, med, localPref, onlyToCustomer } = rest;
    const path = asPath.map(({ kind, asns }) => join(u8(SEGMENT_TYPES[kind]!), u8(asns.length), ...asns.map(u32)));
    const parts = [
      attribute(0x40, 1, u8(['IGP', 'EGP', 'INCOMPLETE'].indexOf(origin))),
      attribute(0x40, 2, join(...path)),
      attribute(0x40, 3, ipv4('192.0.2.1')),
      ...(med === undefined ? [] : [attribute(0x80, 4, u32(med))]),
      ...(localPref === undefined ? [] : [attribute(0x40, 5, u32(localPref))]),
      ...(communities ? [attribute(0xc0, 8, join(...communities.flat().map(u16)))] : []),
      ...(largeCommunities ? [attribute(0xc0, 32, join(...largeCommunities.flat().map(u32)))] : []),
      ...(onlyToCustomer === undefined ? [] : [attribute(0xc0, 35, u32(onlyToCustomer))]),
      ...(unknown ? [attribute(0xc0, 99, unknown)] : []),
    ];
    const value: PlainAttributes = {
      ...rest,
      ...(communities && { communities: communities.map((pair) => pair.join(':')) }),
      ...(largeCommunities && { largeCommunities: largeCommunities.map((three) => three.join(':')) }),
      ...(unknown && { others: [{ type: 99, flags: unknown.length > 255 ? 0xd0 : 0xc0, bytes: unknown }] }),
    };
    return { value, bytes: join(...parts) };
  });

export interface UpdateValue {
  readonly withdrawn: readonly NlriPrefix[];
  readonly announced: readonly NlriPrefix[];
  readonly reach: { readonly family: Family; readonly prefixes: readonly NlriPrefix[] };
  readonly unreach: { readonly family: Family; readonly prefixes: readonly NlriPrefix[] };
  readonly attributes: PlainAttributes;
}

/** An UPDATE with IPv4 unicast in its own fields and two other families, all with path identifiers or none. */
export function updateMessage(addPath: boolean): fc.Arbitrary<Encoded<UpdateValue>> {
  const list = (form: FamilyForm): fc.Arbitrary<Encoded<NlriPrefix>[]> =>
    fc.array(nlriPrefix(form, addPath), { minLength: 1, maxLength: 4 });
  const listed = familyForm.chain((form) => list(form).map((prefixes) => ({ form, prefixes })));
  return fc
    .tuple(list(IPV4_FORM), list(IPV4_FORM), listed, listed, plainAttributes)
    .map(([withdrawn, announced, reach, unreach, attributes]) => {
      const gone = bytesOf(withdrawn);
      const block = join(
        attributes.bytes,
        attribute(0x80, 14, join(familyBytes(reach.form), nextHop(reach.form), u8(0), bytesOf(reach.prefixes))),
        attribute(0x80, 15, join(familyBytes(unreach.form), bytesOf(unreach.prefixes)))
      );
      const value = {
        withdrawn: valuesOf(withdrawn),
        announced: valuesOf(announced),
        reach: { family: reach.form.family, prefixes: valuesOf(reach.prefixes) },
        unreach: { family: unreach.form.family, prefixes: valuesOf(unreach.prefixes) },
        attributes: attributes.value,
      };
      return { value, bytes: message(2, join(u16(gone.length), gone, u16(block.length), block, bytesOf(announced))) };
    });
}

function bytesOf(list: readonly Encoded<unknown>[]): Uint8Array {
  return join(...list.map(({ bytes }) => bytes));
}

function valuesOf<T>(list: readonly Encoded<T>[]): T[] {
  return list.map(({ value }) => value);
}

function familyBytes({ family }: FamilyForm): Uint8Array {
  return join(u16(family.afi), u8(family.safi));
}

/** Length and address, behind a route distinguisher of zeros for a VPN. RFC 4364 §4.3.2, RFC 4659 §3.2.1 */
function nextHop({ bits, layout }: FamilyForm): Uint8Array {
  const address = bits === 32 ? ipv4('192.0.2.1') : ipv6('2001:db8::1');
  const all = layout === 'vpn' ? join(new Uint8Array(8), address) : address;
  return join(u8(all.length), all);
}
