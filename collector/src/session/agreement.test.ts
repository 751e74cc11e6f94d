import { describe, expect, test } from 'vitest';
import { message, open } from '../../tests/build/bgp.ts';
import { ipv4, join, u16, u32, u8 } from '../../tests/build/bytes.ts';
import type { OpenMessage } from '../bgp/open.ts';
import { IPV4_UNICAST, IPV6_UNICAST } from '../net/family.ts';
import { type Agreement, agree, isRefusal, readOpen } from './agreement.ts';
import { encodeOpen } from './message-writer.ts';
import type { Offer } from './offer.ts';
import { type Refusal, formatRefusal } from './refusal.ts';

const OURS: Offer = {
  localAs: 65001,
  bgpId: '10.0.0.9',
  holdTimeSeconds: 90,
  families: [IPV4_UNICAST, IPV6_UNICAST],
  addPath: [IPV4_UNICAST],
  extendedMessages: true,
};
const THEIRS: Offer = { ...OURS, localAs: 65010, bgpId: '10.0.0.1', addPath: [] };

function answer(bytes: Uint8Array, peerAs = 65010): Agreement | Refusal {
  const received = readOpen(bytes);
  return isRefusal(received) ? received : agree(OURS, readOpen(encodeOpen(OURS)) as OpenMessage, received, peerAs);
}

function agreed(bytes: Uint8Array, peerAs?: number): Agreement {
  const result = answer(bytes, peerAs);
  if (isRefusal(result)) {
    throw new Error(formatRefusal(result));
  }
  return result;
}

interface RawOpen {
  readonly version?: number;
  readonly as?: number;
  readonly hold?: number;
  readonly bgpId?: string;
  readonly parameters?: Uint8Array;
}

/** An OPEN field by field; `parameters` behind their length. RFC 4271 §4.2 */
function rawOpen(parts: RawOpen): Uint8Array {
  const { version = 4, as = 65010, hold = 90, bgpId = '10.0.0.1', parameters = new Uint8Array() } = parts;
  const body = join(u8(version), u16(as), u16(hold), ipv4(bgpId), u8(parameters.length), parameters);
  return message(1, body);
}

describe('RFC 4271 §6.2: an OPEN is refused', () => {
  test.each([
    ['of another version, with the one that is known', rawOpen({ version: 3 }), 1, '0004'],
    ['of another AS', rawOpen({ as: 65011 }), 2, ''],
    ['of AS 0: RFC 7607', rawOpen({ as: 0 }), 2, ''],
    ['without a BGP identifier', rawOpen({ bgpId: '0.0.0.0' }), 3, ''],
    ['with a parameter that is not known', rawOpen({ parameters: join(u8(1), u8(0)) }), 4, ''],
    ['with a hold time of a second', rawOpen({ hold: 1 }), 6, ''],
    ['with a hold time of two', rawOpen({ hold: 2 }), 6, ''],
    ['with parameters that run over their length', rawOpen({ parameters: join(u8(2), u8(9)) }), 0, ''],
    [
      'without a family that both offer, with those that are wanted: RFC 5492 §5',
      encodeOpen({ ...THEIRS, families: [{ afi: 25, safi: 70 }] }),
      7,
      '010400010001010400020001',
    ],
  ])('%s', (_, bytes, subcode, data) => {
    const refused = answer(bytes);
    expect(refused).toMatchObject({ code: 2, subcode });
    expect(Buffer.from((refused as Refusal).data).toString('hex')).toBe(data);
  });

  test('within an AS with our own BGP identifier, but not from another AS: RFC 6286 §2.2', () => {
    expect(answer(rawOpen({ as: 65001, bgpId: '10.0.0.9' }), 65001)).toMatchObject({ code: 2, subcode: 3 });
    expect(agreed(rawOpen({ bgpId: '10.0.0.9' })).families).toEqual([IPV4_UNICAST]);
  });
});

describe('what both offer', () => {
  test('a peer without capabilities speaks of IPv4 unicast, with AS numbers of two octets', () => {
    const { families, params, routeRefresh, enhancedRefresh, restart } = agreed(rawOpen({}));
    expect(families).toEqual([IPV4_UNICAST]);
    expect(params).toMatchObject({ asBytes: 2, external: true });
    expect(params.addPath(IPV4_UNICAST)).toBe(false);
    expect({ routeRefresh, enhancedRefresh, restart }).toEqual({
      routeRefresh: false,
      enhancedRefresh: false,
      restart: undefined,
    });
  });

  test('the AS number of the capability counts, not AS_TRANS: RFC 6793', () => {
    const { params } = agreed(open({ as: 4_200_000_000 }), 4_200_000_000);
    expect(params.asBytes).toBe(4);
  });

  test('RFC 7911 §4: path identifiers where the peer sends and we receive', () => {
    const { params } = agreed(open({ as: 65010, addPath: [[1, 1, 2], [2, 1, 3]] })); // prettier-ignore
    expect(params.addPath(IPV4_UNICAST)).toBe(true);
    expect(params.addPath(IPV6_UNICAST)).toBe(false);
    const receives = agreed(open({ as: 65010, addPath: [[1, 1, 1]] })); // prettier-ignore
    expect(receives.params.addPath(IPV4_UNICAST)).toBe(false);
  });

  test.each([
    [90, 180, 90],
    [90, 30, 30],
    [90, 3, 3],
    [0, 30, 0],
    [90, 0, 0],
  ])('RFC 4271 §4.2: hold times of %i s and %i s make %i s', (ours, theirs, seconds) => {
    const offer = { ...OURS, holdTimeSeconds: ours };
    const received = readOpen(rawOpen({ hold: theirs })) as OpenMessage;
    const result = agree(offer, readOpen(encodeOpen(offer)) as OpenMessage, received, 65010);
    expect((result as Agreement).holdTimeMs).toBe(seconds * 1000);
  });

  test('RFC 7313 §3.1: enhanced route refresh; RFC 4724 §3: what is to be kept through a restart', () => {
    const families = join(u16(2), u8(1), u8(0x80));
    const capabilities = join(
      u8(2),
      u8(0),
      u8(70),
      u8(0),
      u8(64),
      u8(6),
      u16(120),
      families,
      u8(65),
      u8(4),
      u32(65010)
    );
    const parameters = join(u8(2), u8(capabilities.length), capabilities);
    expect(agreed(rawOpen({ parameters }))).toMatchObject({
      routeRefresh: true,
      enhancedRefresh: true,
      restart: { restartTimeSeconds: 120, families: [{ ...IPV6_UNICAST, forwardingKept: true }] },
    });
  });
});
