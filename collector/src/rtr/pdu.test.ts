import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hex } from '../../tests/build/bytes.ts';
import { errorReport, prefixPdu, routerKey, vrpOf } from '../../tests/build/rtr.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { encodeErrorReport, encodeResetQuery, encodeSerialQuery } from './encode-pdu.ts';
import { type Pdu, decodePdu } from './pdu.ts';

const INTERVALS = { refreshSeconds: 3600, retrySeconds: 600, expireSeconds: 7200 };

test.each<[string, string, Pdu]>([
  ['§5.2 Serial Notify', '01 00 1234 0000000c 0000002a', { kind: 'serial-notify', sessionId: 0x1234, serial: 42 }],
  [
    '§5.3 Serial Query',
    '01 01 1234 0000000c ffffffff',
    { kind: 'serial-query', sessionId: 0x1234, serial: 2 ** 32 - 1 },
  ],
  ['§5.4 Reset Query', '01 02 0000 00000008', { kind: 'reset-query' }],
  ['§5.5 Cache Response', '01 03 ffff 00000008', { kind: 'cache-response', sessionId: 0xffff }],
  [
    '§5.6 IPv4 Prefix',
    '01 04 0000 00000014 01 18 1c 00 c0000200 0000fbf4',
    { kind: 'prefix', announced: true, vrp: vrpOf('192.0.2.0/24-28 64500') },
  ],
  [
    '§5.7 IPv6 Prefix',
    '01 06 0000 00000020 00 20 30 00 20010db8 00000000 00000000 00000000 ffffffff',
    { kind: 'prefix', announced: false, vrp: vrpOf('2001:db8::/32-48 4294967295') },
  ],
  [
    '§5.8 End of Data',
    '01 07 1234 00000018 0000002a 00000e10 00000258 00001c20',
    { kind: 'end-of-data', sessionId: 0x1234, serial: 42, intervals: INTERVALS },
  ],
  [
    'RFC 6810 §5.8 End of Data',
    '00 07 1234 0000000c 0000002a',
    { kind: 'end-of-data', sessionId: 0x1234, serial: 42, intervals: undefined },
  ],
  ['§5.9 Cache Reset', '01 08 0000 00000008', { kind: 'cache-reset' }],
  [
    '§5.11 Error Report',
    '01 0a 0002 0000001a 00000008 0102000000000008 00000002 6e6f',
    { kind: 'error-report', code: 2, pdu: hex('0102000000000008'), text: 'no' },
  ],
])('RFC 8210 %s', (_, bytes, expected) => {
  expect(decodePdu(hex(bytes))).toEqual(expected);
});

test('RFC 8210 §5.10: a router key is known, and left as it is', () => {
  expect(decodePdu(routerKey())).toEqual({ kind: 'router-key' });
});

test('bits of a prefix behind its length do not count', () => {
  expect(decodePdu(prefixPdu('10.1.255.255/16 1'))).toMatchObject({ vrp: vrpOf('10.1.0.0/16 1') });
});

test.each([
  ['10.0.0.0/33 1', 'prefix length at offset 9: length 33, max length 33, of an address of 32 bits'],
  ['10.0.0.0/8-33 1', 'prefix length at offset 9: length 8, max length 33, of an address of 32 bits'],
  ['10.0.0.0/24-8 1', 'prefix length at offset 9: length 24, max length 8, of an address of 32 bits'],
  ['2001:db8::/32-129 1', 'prefix length at offset 9: length 32, max length 129, of an address of 128 bits'],
])('%s is no VRP', (text, message) => {
  expect(() => decodePdu(prefixPdu(text))).toThrow(message);
});

test('lengths inside an Error Report are held against what is there', () => {
  const bytes = errorReport(0, 'text');
  bytes[11] = 200;
  expect(() => decodePdu(bytes)).toThrow('erroneous PDU at offset 12: need 200 bytes, have 8');
});

test('the text of an Error Report cannot reach a terminal', () => {
  expect(decodePdu(errorReport(1, '\u001b[2Jno\u0000'))).toMatchObject({ text: '[2Jno' });
});

test('queries and reports are written as they are read', () => {
  expect(encodeResetQuery(0)).toEqual(hex('00 02 0000 00000008'));
  expect(decodePdu(encodeSerialQuery(1, 7, 2 ** 32 - 1))).toEqual({
    kind: 'serial-query',
    sessionId: 7,
    serial: 2 ** 32 - 1,
  });
  const pdu = prefixPdu('10.0.0.0/8 1');
  expect(decodePdu(encodeErrorReport(1, 7, pdu, 'twice'))).toEqual({
    kind: 'error-report',
    code: 7,
    pdu,
    text: 'twice',
  });
  expect(encodeErrorReport(1, 0, new Uint8Array(4000), '')).toEqual(errorReport(0, '', new Uint8Array(256)));
});

test('any bytes give a PDU or a DecodeError', () => {
  const header = fc.tuple(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 11 }), fc.uint8Array({ maxLength: 40 }));
  fc.assert(
    fc.property(header, ([version, type, rest]) => {
      try {
        expect(decodePdu(Uint8Array.of(version, type, ...rest)).kind).toMatch(/^[a-z-]+$/);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    })
  );
});
