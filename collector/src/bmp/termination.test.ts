import { expect, test } from 'vitest';
import { termination, tlv } from '../../tests/build/bmp.ts';
import { u16, u8 } from '../../tests/build/bytes.ts';
import { decodeOne } from '../../tests/build/decode-bmp.ts';

test.each([
  [0, 'administratively closed'],
  [1, 'unspecified reason'],
  [2, 'out of resources'],
  [3, 'redundant connection'],
  [4, 'permanently administratively closed'],
  [9, 9],
])('RFC 7854 §4.5: termination reason %i is %s', (code, reason) => {
  expect(decodeOne(termination(tlv(1, u16(code)), tlv(0, 'by\u0007e'), tlv(5, u8(1))), 'termination')).toEqual({
    kind: 'termination',
    reason,
    strings: ['by e'],
    others: [{ type: 5, bytes: u8(1) }],
  });
});
