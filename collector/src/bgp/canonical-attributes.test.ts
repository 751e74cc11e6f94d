import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeBlocks } from '../../tests/build/attribute-blocks.ts';
import { attribute } from '../../tests/build/bgp.ts';
import { hex, ipv4, join, u16, u32, u8 } from '../../tests/build/bytes.ts';
import { Reader } from '../bytes/reader.ts';
import { type AttributeBlock, type BlockPlace, decodeAttributes } from './attributes.ts';
import { canonicalAttributes, decodeCanonicalAttributes } from './canonical-attributes.ts';

function decode(bytes: Uint8Array, asBytes: 2 | 4, place: BlockPlace): AttributeBlock {
  return decodeAttributes(new Reader(bytes), { asBytes, addPath: () => false, external: true }, place);
}

function canonical(bytes: Uint8Array, asBytes: 2 | 4, place: BlockPlace): Uint8Array {
  const block = decode(bytes, asBytes, place);
  return canonicalAttributes(bytes, block, block.attributes);
}

describe('equal sets of attributes', () => {
  test('give the same bytes, whatever session or table they came by', () => {
    fc.assert(
      fc.property(attributeBlocks, ({ narrow, wide, canonical: expected }) => {
        expect(canonical(narrow, 2, 'update')).toEqual(expected);
        expect(canonical(wide, 4, 'update')).toEqual(expected);
        expect(canonical(narrow, 2, 'table')).toEqual(expected);
        expect(canonical(wide, 4, 'table')).toEqual(expected);
      })
    );
  });

  test('are decoded from them again, but for AS_PATH, next hop and the flags of unknown ones', () => {
    fc.assert(
      fc.property(attributeBlocks, ({ narrow, wide, canonical: bytes }) => {
        const known = { asPath: undefined, nextHop: undefined, others: undefined };
        const found = decodeCanonicalAttributes(bytes);
        for (const { attributes } of [decode(narrow, 2, 'update'), decode(wide, 4, 'update')]) {
          expect({ ...found, ...known }).toEqual({ ...attributes, ...known });
          const values = new Map(attributes.others?.map(({ type, bytes: value }) => [type, value]));
          expect(new Map(found.others?.map(({ type, bytes: value }) => [type, value]))).toEqual(values);
        }
        const block = decode(bytes, 4, 'table');
        expect(block.faults).toEqual([]);
        expect(canonicalAttributes(bytes, block, block.attributes)).toEqual(bytes);
      })
    );
  });
});

const ORIGIN = attribute(0x40, 1, u8(0));

test('an attribute that a fault discards is not among them', () => {
  const atomicAggregate = attribute(0x40, 6, u8(1));
  const aigpOfWrongFlags = attribute(0xc0, 26, hex('01 000b 0000000000000007'));
  expect(canonical(join(ORIGIN, atomicAggregate, aigpOfWrongFlags), 4, 'update')).toEqual(ORIGIN);
});

test('an attribute that is refused and stands again is not among them', () => {
  const cutShort = attribute(0x80, 4, u16(7));
  const again = attribute(0x80, 4, u32(7));
  expect(canonical(join(ORIGIN, cutShort, again), 4, 'update')).toEqual(ORIGIN);
});

test('RFC 6793 §4.2.3: AS4_AGGREGATOR does not count beside an AGGREGATOR of a 2-octet AS', () => {
  const narrow = attribute(0xc0, 7, join(u16(65010), ipv4('192.0.2.1')));
  const wide = attribute(0xc0, 18, join(u32(4_200_000_000), ipv4('192.0.2.2')));
  const expected = attribute(0xc0, 7, join(u32(65010), ipv4('192.0.2.1')));
  expect(canonical(join(ORIGIN, narrow, wide), 2, 'update')).toEqual(join(ORIGIN, expected));
});

test('flags in a table are as the attribute is specified, whatever the recorder wrote', () => {
  const med = u32(7);
  expect(canonical(join(ORIGIN, attribute(0xc0, 4, med)), 4, 'table')).toEqual(join(ORIGIN, attribute(0x80, 4, med)));
});

test('no attributes are no bytes', () => {
  expect(canonical(new Uint8Array(), 4, 'update')).toEqual(new Uint8Array());
});
