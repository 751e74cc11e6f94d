import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reachIPv6, unreachIPv6, update } from '../../tests/build/bgp.ts';
import { IPV4_UNICAST, IPV6_UNICAST } from '../net/family.ts';
import { updateFamilies } from './update-families.ts';

const reach = reachIPv6('2001:db8::1', ['2001:db8::/32']);

test.each([
  ['announces IPv4', update({ announced: ['10.0.0.0/8'] }), [IPV4_UNICAST]],
  ['withdraws IPv4', update({ withdrawn: ['10.0.0.0/8'] }), [IPV4_UNICAST]],
  ['announces IPv6', update({ more: [reach] }), [IPV6_UNICAST]],
  ['does both', update({ announced: ['10.0.0.0/8'], more: [reach] }), [IPV4_UNICAST, IPV6_UNICAST]],
  ['withdraws IPv6', update({ more: [unreachIPv6(['2001:db8::/32'])] }), [IPV6_UNICAST]],
  ['is an End-of-RIB of IPv4', update({}), []],
])('an UPDATE that %s', (_, bytes, families) => {
  expect(updateFamilies(bytes)).toEqual(families);
});

test('an attribute of extended length is passed over', () => {
  const long = reachIPv6(
    '2001:db8::1',
    Array.from({ length: 100 }, (_, i) => `2001:db8:${i.toString(16)}::/48`)
  );
  expect(updateFamilies(update({ more: [long, unreachIPv6(['2001:db8::/32'])] }))).toEqual([
    IPV6_UNICAST,
    IPV6_UNICAST,
  ]);
});

test('any bytes give families, and no fault', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => Array.isArray(updateFamilies(bytes))));
});
