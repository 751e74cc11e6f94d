import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute, keepalive, message, reachIPv6, unreachIPv6, update } from '../../tests/build/bgp.ts';
import { hex, join, u16, u32 } from '../../tests/build/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { formatPrefix } from '../net/prefix.ts';
import { formatAsPath } from './as-path.ts';
import { type Message, decodeBody, decodeHeader } from './message.ts';
import { formatNotification } from './notification.ts';
import type { Update } from './update.ts';

function decode(bytes: Uint8Array, asBytes: 2 | 4 = 4): Message {
  const { type, body } = decodeHeader(new Reader(bytes));
  if (typeof type === 'number') {
    throw new Error(`type ${type}`);
  }
  return decodeBody(type, body, { asBytes, addPath: () => undefined, external: true });
}

function decodeUpdate(bytes: Uint8Array, asBytes: 2 | 4 = 4): Update {
  const decoded = decode(bytes, asBytes);
  if (decoded.type !== 'UPDATE') {
    throw new Error(decoded.type);
  }
  return decoded.update;
}

test('RFC 4271 §4.3: withdrawn routes, attributes and announced routes of an UPDATE', () => {
  const more = [
    attribute(0x80, 4, u32(50)),
    attribute(0x40, 5, u32(200)),
    attribute(0xc0, 8, hex('fde80001 ffffff01')),
    attribute(0xc0, 32, hex('00000001 00000002 00000003')),
    attribute(0xc0, 16, hex('0002fde800000001 0102c000020100ff 4300000000000001')),
    attribute(0xc0, 99, hex('0102')),
  ];
  const { withdrawn, announced, attributes } = decodeUpdate(
    update({ withdrawn: ['10.9.0.0/16'], announced: ['10.1.0.0/16', '10.2.0.0/24'], asPath: [65515, 12076], more })
  );
  expect(withdrawn.flatMap(({ prefixes }) => prefixes.map(formatPrefix))).toEqual(['10.9.0.0/16']);
  expect(announced.flatMap(({ prefixes }) => prefixes.map(formatPrefix))).toEqual(['10.1.0.0/16', '10.2.0.0/24']);
  expect(formatAsPath(attributes.asPath!)).toBe('65515 12076');
  expect(attributes).toMatchObject({
    origin: 'IGP',
    nextHop: '192.0.2.1',
    med: 50,
    localPref: 200,
    communities: ['65000:1', 'no-export'],
    largeCommunities: ['1:2:3'],
    extendedCommunities: ['rt:65000:1', 'rt:192.0.2.1:255', '0x4300000000000001'],
    others: [{ type: 99, bytes: hex('0102') }],
  });
});

test('RFC 4760: each family has the next hop of its own NLRI', () => {
  const { announced } = decodeUpdate(
    update({ announced: ['10.1.0.0/16'], more: [reachIPv6('2001:db8::1', ['2001:db8:1::/48'])] })
  );
  expect(announced.map(({ nextHop, prefixes }) => [nextHop, prefixes.map(formatPrefix)])).toEqual([
    ['192.0.2.1', ['10.1.0.0/16']],
    ['2001:db8::1', ['2001:db8:1::/48']],
  ]);
});

test('RFC 4724 §2: an empty UPDATE ends IPv4 unicast, an empty MP_UNREACH its own family, nothing is withdrawn', () => {
  expect(decodeUpdate(update({})).endOfRib).toEqual({ afi: 1, safi: 1 });
  const ipv6 = decodeUpdate(update({ more: [unreachIPv6([])] }));
  expect(ipv6.endOfRib).toEqual({ afi: 2, safi: 1 });
  expect(ipv6.withdrawn.flatMap(({ prefixes }) => prefixes)).toEqual([]);
  expect(decodeUpdate(update({ more: [unreachIPv6(['2001:db8::/32'])] })).endOfRib).toBeUndefined();
});

test('RFC 6793: a 2-octet session has its 4-octet AS numbers in AS4_PATH', () => {
  const as4Path = attribute(0xc0, 17, join(hex('02 01'), u32(100_000)));
  const { attributes } = decodeUpdate(
    update({ announced: ['10.1.0.0/16'], asPath: [65010, 23456], asBytes: 2, more: [as4Path] }),
    2
  );
  expect(formatAsPath(attributes.asPath!)).toBe('65010 100000');
});

test('OPEN with capabilities by name, the AS number from the 4-octet one', () => {
  const capabilities = hex('01 04 0002 00 01  41 04 000186a0  02 00  c8 01 07');
  const parameters = join(hex('02'), Uint8Array.of(capabilities.length), capabilities);
  const body = join(hex('04 5ba0 00b4 0a000001'), Uint8Array.of(parameters.length), parameters);
  expect(decode(message(1, body))).toMatchObject({
    type: 'OPEN',
    open: {
      version: 4,
      myAs: 100_000,
      holdTimeSeconds: 180,
      bgpId: '10.0.0.1',
      capabilities: [
        { code: 1, name: 'Multiprotocol', text: 'ipv6', family: { afi: 2, safi: 1 } },
        { code: 65, name: '4-octet AS', text: '100000' },
        { code: 2, name: 'Route Refresh', text: '' },
        { code: 200, name: 'capability 200', text: '07' },
      ],
    },
  });
});

test('RFC 9003: a Cease says in words who stopped, and why, without control characters', () => {
  const text = new TextEncoder().encode('CHG-1042\u001b[31m');
  const decoded = decode(message(3, join(hex('06 02'), Uint8Array.of(text.length), text)));
  expect(decoded.type === 'NOTIFICATION' && formatNotification(decoded.notification)).toBe(
    'Cease: Administrative Shutdown "CHG-1042 [31m"'
  );
});

test('a length field beyond the message is an error, not a read beyond it', () => {
  const bytes = keepalive();
  bytes.set(u16(100), 16);
  expect(() => decodeHeader(new Reader(bytes))).toThrow('message body at offset 19: need 81 bytes, have 0');
});

test('any bytes give a message or a DecodeError, nothing else', () => {
  const body = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      body,
      fc.constantFrom(2 as const, 4 as const),
      (type, bytes, asBytes) => {
        try {
          decode(message(type, bytes), asBytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }
    ),
    { numRuns: 2000 }
  );
});
