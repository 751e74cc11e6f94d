import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute, reachIPv6, unreachIPv6, update } from '../../tests/build/bgp.ts';
import { ipv6, join, u16, u8 } from '../../tests/build/bytes.ts';
import type { SessionParams } from '../bgp/session-params.ts';
import { IPV4_UNICAST, IPV6_UNICAST } from '../net/family.ts';
import { PrefixCount } from './prefix-count.ts';

const PARAMS: SessionParams = { asBytes: 4, addPath: () => false, external: true };

test('what is announced and not withdrawn counts, once, each family for itself', () => {
  const prefix = fc.integer({ min: 0, max: 5 });
  const lists = fc.record({ gone: fc.uniqueArray(prefix), come: fc.uniqueArray(prefix), wide: fc.boolean() });
  fc.assert(
    fc.property(fc.array(lists, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (steps, limit) => {
      const count = new PrefixCount(limit, PARAMS);
      const held = { ipv4: new Set<number>(), ipv6: new Set<number>() };
      for (const { gone, come, wide } of steps) {
        const set = wide ? held.ipv6 : held.ipv4;
        gone.forEach((one) => set.delete(one));
        come.forEach((one) => set.add(one));
        const v6 = (one: number): string => `2001:db8:${one}::/48`;
        const v4 = (one: number): string => `10.${one}.0.0/16`;
        const bytes = wide
          ? update({ more: [unreachIPv6(gone.map(v6)), reachIPv6('2001:db8::1', come.map(v6))] })
          : update({ withdrawn: gone.map(v4), announced: come.map(v4) });
        const over = count.update(bytes);
        expect(over).toEqual(set.size > limit ? (wide ? IPV6_UNICAST : IPV4_UNICAST) : undefined);
        if (over !== undefined) {
          return;
        }
      }
    })
  );
});

test('any bytes behind a header are counted as far as they can be read', () => {
  const header = new Uint8Array(19).fill(255);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      expect([undefined, 1, 2]).toContain(new PrefixCount(3, PARAMS).update(join(header, body))?.afi);
    })
  );
});

test('families without a decoder do not count', () => {
  const evpn = attribute(0x80, 14, join(u16(25), u8(70), u8(16), ipv6('2001:db8::1'), u8(0), new Uint8Array(40)));
  expect(new PrefixCount(1, PARAMS).update(update({ more: [evpn] }))).toBeUndefined();
});
