import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prefix as encode } from '../../tests/build/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { decodePrefix, formatPrefix, prefixBucket, prefixRange } from './prefix.ts';

function decode(text: string): ReturnType<typeof decodePrefix> {
  return decodePrefix(new Reader(encode(text)), text.includes(':') ? 128 : 32);
}

test.each([
  '0.0.0.0/0',
  '10.0.0.0/8',
  '192.0.2.128/25',
  '255.255.255.255/32',
  '::/0',
  '2001:db8::/32',
  '2001:db8:0:1::/64',
  '::ffff:0:0/96',
  'fe80::1/128',
])('%s is decoded and printed as it is written', (text) => {
  expect(formatPrefix(decode(text))).toBe(text);
});

test('bits beyond the length are cleared before anything compares them', () => {
  expect(formatPrefix(decode('10.1.255.255/17'))).toBe('10.1.128.0/17');
  expect(formatPrefix(decode('2001:db8:ffff::/33'))).toBe('2001:db8:8000::/33');
});

test('a length beyond the address is an error that says where (RFC 7606 §5.3)', () => {
  const reader = new Reader(Uint8Array.of(33, 10, 0, 0, 0, 0), 0, 6, 100);
  expect(() => decodePrefix(reader, 32)).toThrow('prefix length at offset 100: 33 bits of an address of 32');
});

test('a prefix that is cut off says what it needs and has', () => {
  expect(() => decodePrefix(new Reader(Uint8Array.of(24, 10, 0)), 32)).toThrow(
    'prefix at offset 1: need 3 bytes, have 2'
  );
});

test('any bytes give a prefix or a DecodeError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(32 as const, 128 as const), (bytes, bits) => {
      try {
        expect(decodePrefix(new Reader(bytes), bits).lengthBits).toBeLessThanOrEqual(bits);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    })
  );
});

describe('range and bucket, by which InfluxDB finds covering and more specific prefixes', () => {
  test.each([
    ['10.1.0.0/16', 0x0a010000, 0x0a01ffff, '10'],
    ['0.0.0.0/0', 0, 0xffffffff, 's'],
    ['128.0.0.0/7', 0x80000000, 0x81ffffff, 's'],
    ['255.255.255.255/32', 0xffffffff, 0xffffffff, '255'],
    ['2001:db8::/32', 0x20010db800000000n >> 1n, 0x20010db8ffffffffn >> 1n, '2001'],
    ['::/0', 0n, (1n << 63n) - 1n, 's'],
    ['2001:db8::1/128', 0x20010db800000000n >> 1n, 0x20010db800000000n >> 1n, '2001'],
    ['64:ff9b::/96', 0x0064ff9b00000000n >> 1n, 0x0064ff9b00000000n >> 1n, '64'],
  ])('%s', (text, lo, hi, bucket) => {
    const prefix = decode(text);
    expect(prefixRange(prefix)).toEqual({ lo, hi });
    expect(prefixBucket(prefix)).toBe(bucket);
  });
});
