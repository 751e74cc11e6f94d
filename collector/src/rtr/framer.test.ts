import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { join } from '../../tests/build/bytes.ts';
import {
  cacheReset,
  cacheResponse,
  endOfData,
  errorReport,
  pdu,
  prefixPdu,
  routerKey,
  serialNotify,
} from '../../tests/build/rtr.ts';
import { PduFramer } from './framer.ts';
import { MAX_PDU_BYTES } from './pdu.ts';

const ALL = [
  serialNotify(1, 2),
  cacheResponse(1),
  prefixPdu('10.0.0.0/8 1'),
  prefixPdu('2001:db8::/32-48 1'),
  routerKey(),
  endOfData(1, 2),
  endOfData(1, 2, { version: 0 }),
  cacheReset(),
  errorReport(2, 'none'),
];

/** Whatever the chunks: all PDUs as one list, each a copy. */
function framed(chunks: Iterable<Uint8Array>): Uint8Array[] {
  const framer = new PduFramer();
  return [...chunks].flatMap((chunk) => framer.push(chunk).pdus.map((bytes) => bytes.slice()));
}

test('byte at a time, all at once, in any chunks: the same PDUs', () => {
  const bytes = join(...ALL);
  expect(framed([bytes])).toEqual(ALL);
  expect(framed(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(ALL);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      expect(framed(at.slice(1).map((end, i) => bytes.subarray(at[i], end)))).toEqual(ALL);
    })
  );
});

describe('a length is judged before anything waits for it', () => {
  const claiming = (type: number, lengthBytes: number, version = 1): Uint8Array => {
    const bytes = pdu(type, 0, undefined, version);
    new DataView(bytes.buffer).setUint32(4, lengthBytes);
    return bytes;
  };

  test.each([
    ['a Cache Response of 9 bytes', claiming(3, 9), 0, 'PDU length: 9 bytes, type 3 needs 8'],
    ['one shorter than its header', claiming(8, 7), 0, 'PDU length: 7 bytes, type 8 needs 8'],
    ['a prefix of a gigabyte', claiming(4, 2 ** 30), 0, 'PDU length: 1073741824 bytes, type 4 needs 20'],
    ['End of Data of version 0 with intervals', claiming(7, 24, 0), 0, 'PDU length: 24 bytes, type 7 needs 12'],
    ['a huge router key', claiming(9, 5000), 0, `PDU length: 5000 bytes, type 9 needs 32 to ${MAX_PDU_BYTES}`],
    ['ASPA, which version 1 does not have', claiming(11, 16), 5, 'PDU type: 11 is none of version 1'],
    ['a router key in version 0', claiming(9, 40, 0), 5, 'PDU type: 9 is none of version 0'],
    ['version 2', claiming(3, 8, 2), 4, 'protocol version: 2, need 0 or 1'],
    ['an Error Report of version 2, which no report answers', claiming(10, 16, 2), undefined, /^protocol version: 2/],
  ])('%s', (_, bytes, code, problem) => {
    const framer = new PduFramer();
    const { pdus, fault } = framer.push(join(cacheReset(), bytes));
    expect(pdus).toEqual([cacheReset()]);
    expect(fault).toMatchObject({ code, problem: expect.stringMatching(problem) as string });
    expect(framer.push(cacheReset())).toEqual({ pdus: [], fault });
  });
});
