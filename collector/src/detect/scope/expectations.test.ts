import { expect, test } from 'vitest';
import { expectation, peerOf, prefixOf } from '../../../tests/build/settings.ts';
import { domainContains } from './domains.ts';
import { Expectations } from './expectations.ts';
import { type PeerSettings, defaultDomain } from '../settings.ts';

const peers = new Map<string, PeerSettings>([
  ['10.0.0.4', { name: 'rs-0', site: undefined, group: undefined, bestOnly: true, asn: undefined }],
]);
const exact = (text: string): { value: ReturnType<typeof prefixOf>; match: 'exact' } => ({
  value: prefixOf(text),
  match: 'exact',
});
const longer = (text: string): { value: ReturnType<typeof prefixOf>; match: 'longer' } => ({
  value: prefixOf(text),
  match: 'longer',
});
const rs0 = [{ kind: 'name', name: 'rs-0' }] as const;

/** Told apart by their lines. */
const expectations = new Expectations(
  [
    expectation({ line: 1, prefix: longer('10.0.0.0/8') }),
    expectation({ line: 2, prefix: exact('10.1.0.0/16') }),
    expectation({ line: 3, prefix: longer('10.1.0.0/16'), peer: rs0 }),
    expectation({ line: 4, label: 'vnet' }),
    expectation({ line: 5, label: 'vnet', familyName: 'ipv6' }),
    expectation({ line: 6, peer: rs0, familyName: 'ipv4' }),
    expectation({ line: 7, prefix: exact('fd00::/8') }),
  ],
  peers
);

test.each([
  ['exact and longer of the same prefix', '10.1.0.0/16', '10.0.0.4', 'none', [2, 3, 6]],
  ['a prefix that is not meant leaves the next shorter one', '10.1.2.0/24', '10.0.0.9', 'none', [1]],
  ['only the longest', '10.1.2.0/24', '10.0.0.4', 'none', [3, 6]],
  ['with a label', '10.2.0.0/16', '10.0.0.9', 'vnet', [1, 4]],
  ['IPv6', 'fd00::/8', '10.0.0.4', 'vnet', [7, 4, 5]],
  ['nothing', '192.0.2.0/24', '10.0.0.9', 'none', []],
])('%s', (_, text, address, label, lines) => {
  const prefix = prefixOf(text);
  const familyName = prefix.addressBits === 32 ? 'ipv4' : 'ipv6';
  const found = expectations.of({ peer: peerOf(address), familyName, prefix, label });
  expect(found.map(({ line }) => line)).toEqual(lines);
});

test('what covers a prefix is found also where it means that very prefix alone', () => {
  const route = { peer: peerOf('10.0.0.9'), familyName: 'ipv4', prefix: prefixOf('10.1.2.0/24'), label: 'vnet' };
  expect(expectations.covering(route).map(({ line }) => line)).toEqual([2]);
  expect(expectations.cover(prefixOf('10.1.2.0/24'))).toBe(true);
  expect(expectations.cover(prefixOf('11.1.2.0/24'))).toBe(false);
  expect(expectations.namePeer(peerOf('10.0.0.4'))).toBe(true);
  expect(expectations.namePeer(peerOf('10.0.0.9'))).toBe(false);
});

test('a domain takes in the tables before and after policy of the global table, unless it says otherwise', () => {
  const peer = peerOf('10.0.0.4');
  expect(domainContains(defaultDomain(), peer)).toBe(true);
  expect(domainContains(defaultDomain(), { ...peer, view: 'adj-in-post' })).toBe(true);
  expect(domainContains(defaultDomain(), { ...peer, view: 'loc-rib' })).toBe(false);
  expect(domainContains(defaultDomain(), { ...peer, vrf: 'blue' })).toBe(false);
  expect(domainContains({ ...defaultDomain(), routers: ['other'] }, peer)).toBe(false);
  expect(domainContains({ ...defaultDomain(), routers: ['nva-0'], vrfs: ['blue'] }, { ...peer, vrf: 'blue' })).toBe(
    true
  );
});
