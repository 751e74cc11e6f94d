import fc from 'fast-check';
import { attribute } from './bgp.ts';
import { ipv4, join, u16, u32, u8 } from './bytes.ts';

const u32Number = fc.integer({ min: 0, max: 0xffff_ffff });
const as = fc.integer({ min: 1, max: 0xffff_ffff });

/** An attribute without the bits that a speaker may set as it likes, and where it differs as a 2-octet session carries it. */
interface AttributeForm {
  readonly type: number;
  readonly flags: number;
  readonly value: Uint8Array;
  /** Type codes and values in its stead, AS_PATH and AGGREGATOR with what stands behind AS_TRANS. RFC 6793 §4.2.2 */
  readonly narrow?: readonly (readonly [type: number, flags: number, value: Uint8Array])[];
}

const AS_TRANS = 23456;

/** A sequence of AS numbers, some too large for two octets. */
const pathForm = fc.array(as, { minLength: 1, maxLength: 6 }).map((asns): AttributeForm => {
  const head = join(u8(2), u8(asns.length));
  const value = join(head, ...asns.map(u32));
  const short = join(head, ...asns.map((one) => u16(one > 0xffff ? AS_TRANS : one)));
  return {
    type: 2,
    flags: 0x40,
    value,
    narrow: [
      [2, 0x40, short],
      [17, 0xc0, value],
    ],
  };
});

const aggregatorForm = fc.tuple(as, u32Number).map(([number, address]): AttributeForm => {
  const value = join(u32(number), u32(address));
  const short = join(u16(number > 0xffff ? AS_TRANS : number), u32(address));
  return {
    type: 7,
    flags: 0xc0,
    value,
    narrow: [
      [7, 0xc0, short],
      [18, 0xc0, value],
    ],
  };
});

function form(type: number, flags: number, value: fc.Arbitrary<Uint8Array>): fc.Arbitrary<AttributeForm> {
  return value.map((bytes) => ({ type, flags, value: bytes }));
}

function items(itemBytes: number): fc.Arbitrary<Uint8Array> {
  return fc
    .integer({ min: 1, max: 70 })
    .chain((n) => fc.uint8Array({ minLength: n * itemBytes, maxLength: n * itemBytes }));
}

const attributeForms: fc.Arbitrary<AttributeForm[]> = fc
  .tuple(
    form(1, 0x40, fc.integer({ min: 0, max: 2 }).map(u8)),
    pathForm,
    form(3, 0x40, fc.constant(ipv4('192.0.2.1'))),
    fc.array(
      fc.oneof(
        form(4, 0x80, u32Number.map(u32)),
        form(5, 0x40, u32Number.map(u32)),
        form(6, 0x40, fc.constant(new Uint8Array())),
        aggregatorForm,
        form(8, 0xc0, items(4)),
        form(9, 0x80, u32Number.map(u32)),
        form(10, 0x80, items(4)),
        form(16, 0xc0, items(8)),
        form(32, 0xc0, items(12)),
        form(35, 0xc0, u32Number.map(u32)),
        form(99, 0xc0, fc.uint8Array({ maxLength: 300 })),
        form(250, 0x80, fc.uint8Array({ maxLength: 300 }))
      ),
      { maxLength: 8 }
    )
  )
  .map(([origin, path, nextHop, more]) => [origin, path, nextHop, ...more])
  // Of a repeated type only the first counts, in whatever order the types stand.
  .map((all) => all.filter(({ type }, i) => all.findIndex((one) => one.type === type) === i));

export interface AttributeBlocks {
  /** As a session without 4-octet AS numbers, and as one with them, carries the attributes. */
  readonly narrow: Uint8Array;
  readonly wide: Uint8Array;
  /** What all of them mean, in order and in the shortest form, without AS_PATH and NEXT_HOP. */
  readonly canonical: Uint8Array;
}

/** The same attributes twice, each time in another order, with partial bits, needlessly long lengths and repeats as it comes. */
export const attributeBlocks: fc.Arbitrary<AttributeBlocks> = attributeForms.chain((forms) =>
  fc.record({
    narrow: disguised(forms.flatMap(({ type, flags, value, narrow = [[type, flags, value] as const] }) => narrow)),
    wide: disguised(forms.map(({ type, flags, value }) => [type, flags, value])),
    canonical: fc.constant(
      join(
        ...[...forms]
          .sort((a, b) => a.type - b.type)
          .flatMap(({ type, flags, value }) => (type === 2 || type === 3 ? [] : [attribute(flags, type, value)]))
      )
    ),
  })
);

type PlainAttribute = readonly [type: number, flags: number, value: Uint8Array];

function disguised(list: readonly PlainAttribute[]): fc.Arbitrary<Uint8Array> {
  const shuffled = fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });
  const habits = fc.array(fc.record({ partial: fc.boolean(), long: fc.boolean(), again: fc.boolean() }), {
    minLength: list.length,
    maxLength: list.length,
  });
  return fc.tuple(shuffled, habits).map(([order, of]) => {
    const first = order.map(([type, flags, value], i) => {
      const { partial, long } = of[i]!;
      const bits = flags | (partial && flags === 0xc0 ? 0x20 : 0);
      return long ? join(u8(bits | 0x10), u8(type), u16(value.length), value) : attribute(bits, type, value);
    });
    const again = order.flatMap(([type, flags, value], i) => (of[i]!.again ? [attribute(flags, type, value)] : []));
    return join(...first, ...again);
  });
}
