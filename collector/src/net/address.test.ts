import { expect, test } from 'vitest';
import { ipv6 } from '../../tests/build/bytes.ts';
import { Reader } from '../bytes/reader.ts';
import { decodeIPv6 } from './address.ts';

test.each([
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['fe80:0:0:0:0:0:0:0', 'fe80::'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
])('%s is printed as RFC 5952 wants: %s', (full, canonical) => {
  expect(decodeIPv6(new Reader(ipv6(full)), 'address')).toBe(canonical);
});

test('a peer at ::ffff:192.0.2.1 is the IPv4 peer', () => {
  expect(decodeIPv6(new Reader(ipv6('::ffff:c000:201')), 'address')).toBe('192.0.2.1');
});
