import { expect, test } from 'vitest';
import { initiation, tlv } from '../../tests/build/bmp.ts';
import { hex, u8 } from '../../tests/build/bytes.ts';
import { decodeAll, decodeOne } from '../../tests/build/decode-bmp.ts';

test('RFC 7854 §4.3: the router says what it is', () => {
  const bytes = initiation(tlv(1, 'Router OS 1.2'), tlv(2, 'edge-1'), tlv(0, 'a'), tlv(0, 'b'), tlv(77, u8(1)));
  const decoded = decodeOne(bytes, 'initiation');
  expect(decoded).toMatchObject({ sysName: 'edge-1', sysDescr: 'Router OS 1.2' });
  expect(decoded.information.map(({ type }) => type)).toEqual(['sysDescr', 'sysName', 'string', 'string', 77]);
});

test('a hostile sysName: control characters are blanks, what is no UTF-8 does not throw', () => {
  expect(decodeOne(initiation(tlv(2, 'edge\u001b[31m\n1\u0000')), 'initiation').sysName).toBe('edge [31m 1');
  expect(decodeOne(initiation(tlv(2, hex('65 ff 66 c3'))), 'initiation').sysName).toBe('e\ufffdf\ufffd');
  expect(decodeOne(initiation(), 'initiation').sysName).toBeUndefined();
});

test('a TLV that runs over the message is an error, not a read beyond it', () => {
  expect(() => decodeAll(initiation(hex('0002 0010 6162')))).toThrow('TLV at offset 10: need 16 bytes, have 2');
});
