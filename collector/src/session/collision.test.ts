import fc from 'fast-check';
import { expect, test } from 'vitest';
import { survivor } from './collision.ts';

test.each([
  ['the higher BGP identifier is ours', '10.0.0.2', 1, '10.0.0.1', 2, 'outgoing'],
  ['it is the peer’s', '10.0.0.1', 2, '10.0.0.2', 1, 'incoming'],
  ['compared as numbers without sign', '200.0.0.1', 1, '100.0.0.1', 2, 'outgoing'],
  ['RFC 6286 §2.3: equal identifiers, the higher AS is ours', '10.0.0.1', 2, '10.0.0.1', 1, 'outgoing'],
  ['RFC 6286 §2.3: equal identifiers, it is the peer’s', '10.0.0.1', 1, '10.0.0.1', 2, 'incoming'],
])('RFC 4271 §6.8: %s', (_, ours, localAs, theirs, peerAs, side) => {
  expect(survivor({ as: localAs, bgpId: ours }, { as: peerAs, bgpId: theirs })).toBe(side);
});

test('both speakers come to the same connection', () => {
  const speaker = fc.record({ as: fc.integer({ min: 1, max: 0xffff_ffff }), bgpId: fc.ipV4() });
  fc.assert(
    fc.property(speaker, speaker, (a, b) => {
      fc.pre(a.as !== b.as || a.bgpId !== b.bgpId);
      expect(survivor(a, b)).not.toBe(survivor(b, a));
    })
  );
});
