import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Message, decodeBody, decodeHeader } from '../bgp/message.ts';
import { formatNotification } from '../bgp/notification.ts';
import { Reader } from '../bytes/reader.ts';
import { IPV4_UNICAST, IPV6_UNICAST } from '../net/family.ts';
import { UNAGREED } from './agreement.ts';
import { MessageFramer } from './framer.ts';
import {
  BORR,
  encodeEndOfRib,
  encodeKeepalive,
  encodeNotification,
  encodeOpen,
  encodeRouteRefresh,
} from './message-writer.ts';
import type { Offer } from './offer.ts';
import { maximumPrefixes, shutdown } from './refusal.ts';

const FAMILIES = [IPV4_UNICAST, IPV6_UNICAST, { afi: 1, safi: 128 }, { afi: 2, safi: 128 }];
const offer: fc.Arbitrary<Offer> = fc.record({
  localAs: fc.integer({ min: 1, max: 0xffff_ffff }),
  bgpId: fc.ipV4(),
  holdTimeSeconds: fc.nat(0xffff),
  families: fc.subarray(FAMILIES, { minLength: 1 }),
  addPath: fc.subarray(FAMILIES),
  extendedMessages: fc.boolean(),
});

/** Through framer and decoder, as the peer would read it. */
function decoded(bytes: Uint8Array): Message {
  const { messages, fault } = new MessageFramer(false).push(bytes);
  expect(fault).toBeUndefined();
  expect(messages).toEqual([bytes]);
  const { type, body } = decodeHeader(new Reader(bytes));
  return decodeBody(type as Message['type'], body, UNAGREED);
}

test('an OPEN says what is offered', () => {
  fc.assert(
    fc.property(offer, (offered) => {
      const message = decoded(encodeOpen(offered));
      const open = message.type === 'OPEN' ? message.open : undefined;
      const { localAs, bgpId, holdTimeSeconds, families, addPath, extendedMessages } = offered;
      expect(open).toMatchObject({ version: 4, myAs: localAs, bgpId, holdTimeSeconds, otherParameters: [] });
      const capabilities = open!.capabilities;
      const listed = capabilities.flatMap((one) => (one.kind === 'multiprotocol' ? [one.family] : []));
      expect(listed).toEqual(families);
      const received = capabilities.flatMap((one) => (one.kind === 'add-path' ? one.families : []));
      expect(received).toEqual(addPath.map((family) => ({ ...family, sendReceive: 1 })));
      expect(capabilities.some(({ code }) => code === 6)).toBe(extendedMessages);
      const restart = capabilities.find((one) => one.kind === 'graceful-restart')?.restart;
      expect(restart).toMatchObject({ restarted: false, restartTimeSeconds: 0, families: [] });
    })
  );
});

test('RFC 6793: an AS number of four octets is AS_TRANS in the field of two', () => {
  const bytes = encodeOpen({
    localAs: 4_200_000_000,
    bgpId: '10.0.0.1',
    holdTimeSeconds: 90,
    families: FAMILIES,
    addPath: [],
    extendedMessages: false,
  });
  expect((bytes[20]! << 8) | bytes[21]!).toBe(23_456);
});

test.each(FAMILIES)('RFC 4724 §2: End-of-RIB of AFI $afi, SAFI $safi, and no route', (family) => {
  const message = decoded(encodeEndOfRib(family));
  expect(message).toMatchObject({ type: 'UPDATE', update: { endOfRib: family, faults: [] } });
  const { announced, withdrawn } = (message as Message & { type: 'UPDATE' }).update;
  expect([...announced, ...withdrawn].flatMap(({ prefixes }) => prefixes)).toEqual([]);
});

test('a NOTIFICATION quotes no more than every peer takes', () => {
  const message = decoded(encodeNotification({ code: 7, subcode: 1, data: new Uint8Array(65_535).fill(7) }));
  expect(message).toMatchObject({ notification: { data: new Uint8Array(4075).fill(7) } });
});

test('KEEPALIVE and ROUTE-REFRESH', () => {
  expect(decoded(encodeKeepalive())).toEqual({ type: 'KEEPALIVE' });
  expect(decoded(encodeRouteRefresh(IPV6_UNICAST, BORR))).toEqual({
    type: 'ROUTE-REFRESH',
    refresh: { family: IPV6_UNICAST, subtype: 1, filters: '' },
  });
});

test('RFC 9003 §2: a shutdown has a text, cut where it is too long between characters', () => {
  const words = (text: string): string => {
    const message = decoded(encodeNotification(shutdown(text)));
    return message.type === 'NOTIFICATION' ? formatNotification(message.notification) : '';
  };
  expect(words('back at nine')).toBe('Cease: Administrative Shutdown "back at nine"');
  expect(words('')).toBe('Cease: Administrative Shutdown');
  expect(words('é'.repeat(200))).toBe(`Cease: Administrative Shutdown "${'é'.repeat(127)}"`);
});

test('RFC 4486 §4: a prefix limit names its family and the limit', () => {
  const { data } = maximumPrefixes({ afi: 2, safi: 128 }, 100_000);
  expect(Buffer.from(data).toString('hex')).toBe('000280000186a0');
});
