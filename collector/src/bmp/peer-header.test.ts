import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BmpPeerParts, FLAGS, peerHeader } from '../../tests/build/bmp.ts';
import { hex, join } from '../../tests/build/bytes.ts';
import { Reader } from '../bytes/reader.ts';
import { type PeerHeader, decodePeerHeader, formatSessionKey } from './peer-header.ts';

function decode(parts: BmpPeerParts | Uint8Array): PeerHeader {
  const header = decodePeerHeader(new Reader(parts instanceof Uint8Array ? parts : peerHeader(parts)));
  if (typeof header === 'number') {
    throw new Error(`peer type ${header}`);
  }
  return header;
}

test('RFC 7854 §4.2: the per-peer header byte by byte', () => {
  const bytes = join(
    hex('01'), // peer type: RD
    hex('e0'), // flags: V, L, A
    hex('0000 fde8 00000064'), // distinguisher: type 0, AS 65000, number 100
    hex('20010db8 00000000 00000000 00000001'), // peer address
    hex('000186a0'), // peer AS: 100000
    hex('0a000002'), // peer BGP ID
    hex('6553f100'), // 1,700,000,000 seconds
    hex('0001e240') // 123,456 microseconds
  );
  expect(bytes).toHaveLength(42);
  expect(decode(bytes)).toEqual({
    type: 'rd',
    flags: 0xe0,
    view: 'adj-in-post',
    ipv6: true,
    legacyAsPath: true,
    filtered: false,
    distinguisher: '65000:100',
    address: '2001:db8::1',
    as: 100_000,
    bgpId: '10.0.0.2',
    timeUs: 1_700_000_000_123_456,
  });
});

test.each([
  ['RFC 7854 §4.2', 0, 0, 'adj-in-pre'],
  ['RFC 7854 §4.2', 1, FLAGS.L, 'adj-in-post'],
  ['RFC 8671 §4', 0, FLAGS.O, 'adj-out-pre'],
  ['RFC 8671 §4', 2, FLAGS.O | FLAGS.L, 'adj-out-post'],
  ['RFC 9069 §4', 3, 0, 'loc-rib'],
  ['RFC 9069 §4: L and O mean nothing there', 3, FLAGS.O | FLAGS.L, 'loc-rib'],
])('%s: peer type %i with flags %i is %s', (_, type, flags, view) => {
  expect(decode({ type, flags })).toMatchObject({ view, flags });
});

test('RFC 9069 §4.2: the bit of V is F for a Loc-RIB, whose address stays 0.0.0.0', () => {
  expect(decode({ type: 3, flags: FLAGS.F, address: '0.0.0.0' })).toMatchObject({
    filtered: true,
    ipv6: false,
    address: '0.0.0.0',
  });
  expect(decode({ type: 0, flags: 0x8f, address: '2001:db8::1' })).toMatchObject({ filtered: false, ipv6: true });
});

test('a timestamp of 0 is no time', () => {
  expect(decode({ timeUs: 0 }).timeUs).toBeUndefined();
  expect(decode({ timeUs: 999_999 }).timeUs).toBeUndefined();
  expect(decode({ timeUs: 1_000_001 }).timeUs).toBe(1_000_001);
  // The last second of 32 bits.
  expect(decode({ timeUs: 0xffff_ffff * 1e6 }).timeUs).toBe(4_294_967_295_000_000);
});

test('a peer ::ffff:a.b.c.d is an IPv4 peer', () => {
  expect(decode({ address: '::ffff:c000:201' })).toMatchObject({ address: '192.0.2.1', ipv6: true });
});

test('a distinguisher of zero is none, one of the local kind keeps its number', () => {
  expect(decode({ type: 1 }).distinguisher).toBeUndefined();
  expect(decode({ type: 1, distinguisher: hex('0001 c0000201 0007') }).distinguisher).toBe('192.0.2.1:7');
  expect(decode({ type: 2, distinguisher: hex('0000000000000005') }).distinguisher).toBe('0:5');
  expect(decode({ type: 2, distinguisher: hex('ffff 000000000005') }).distinguisher).toBe('type-65535:5');
});

test('a peer type without a name is its number', () => {
  expect(decodePeerHeader(new Reader(peerHeader({ type: 4 })))).toBe(4);
});

test('the views of a session have one key, Loc-RIBs of two VRFs and two peers of one address have two', () => {
  const key = (parts: BmpPeerParts): string => formatSessionKey(decode(parts));
  expect(key({ flags: FLAGS.L })).toBe(key({}));
  expect(key({ flags: FLAGS.O })).toBe(key({}));
  expect(key({ bgpId: '0.0.0.0' })).toBe(key({}));
  const locRib: BmpPeerParts = { type: 3, address: '0.0.0.0' };
  const keys = [
    key({}),
    key({ address: '192.0.2.2' }),
    key({ type: 1, distinguisher: hex('0000 fde8 00000001') }),
    key({ type: 1, distinguisher: hex('0000 fde8 00000002') }),
    key({ ...locRib, bgpId: '10.0.0.1' }),
    key({ ...locRib, bgpId: '10.0.0.2' }),
    key({ ...locRib, bgpId: '10.0.0.1', distinguisher: hex('0000 fde8 00000001') }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('a header that is cut off says the field, the offset, what it needs and has', () => {
  const bytes = peerHeader();
  expect(() => decodePeerHeader(new Reader(bytes.subarray(0, 40), 0, 40, 1006))).toThrow(
    'timestamp microseconds at offset 1044: need 4 bytes, have 2'
  );
});

test('decoding gives what was built', () => {
  const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((octets) => octets.join('.'));
  const parts = fc.record({
    type: fc.constantFrom(0, 1, 2),
    flags: fc.constantFrom(0, FLAGS.L, FLAGS.A, FLAGS.O, FLAGS.L | FLAGS.O, 0x0f),
    address: ipv4,
    as: fc.nat(0xffff_ffff),
    bgpId: ipv4,
    timeUs: fc.integer({ min: 1_000_000, max: 4_294_967_295_999_999 }),
  });
  fc.assert(
    fc.property(parts, ({ address, as, bgpId, timeUs, flags, type }) => {
      const decoded = decode({ address, as, bgpId, timeUs, flags, type });
      expect(decoded).toMatchObject({ address, as, bgpId, timeUs, flags });
      expect(decoded.legacyAsPath).toBe((flags & FLAGS.A) !== 0);
    })
  );
});
