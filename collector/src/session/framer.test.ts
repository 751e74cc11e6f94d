import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepalive, message, notification, open, update } from '../../tests/build/bgp.ts';
import { join, u16, u8 } from '../../tests/build/bytes.ts';
import { MessageFramer } from './framer.ts';

const MESSAGES = [open(), keepalive(), update({ announced: ['10.0.0.0/8'] }), notification(6, 2), keepalive()];

/** All that a stream in chunks comes to. */
function framed(chunks: readonly Uint8Array[], extended = true): { messages: Uint8Array[]; fault: unknown } {
  const framer = new MessageFramer(extended);
  const messages: Uint8Array[] = [];
  let fault: unknown;
  for (const chunk of chunks) {
    const frames = framer.push(chunk);
    messages.push(...frames.messages);
    fault = frames.fault;
  }
  return { messages, fault };
}

function header(lengthBytes: number, type: number): Uint8Array {
  return join(new Uint8Array(16).fill(255), u16(lengthBytes), u8(type));
}

test('the same messages whatever the chunks', () => {
  const stream = join(...MESSAGES);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
      const chunks = edges.slice(1).map((end, i) => stream.subarray(edges[i], end));
      expect(framed(chunks)).toEqual({ messages: MESSAGES, fault: undefined });
    })
  );
});

test('a message is a copy: what the socket does with its buffer does not reach it', () => {
  const chunk = keepalive();
  const { messages } = new MessageFramer(true).push(chunk);
  chunk.fill(0);
  expect(messages).toEqual([keepalive()]);
});

test.each([
  ['a marker that is none', join(new Uint8Array(19)), 1, ''],
  ['a length below the header', header(18, 4), 2, '0012'],
  ['a KEEPALIVE with a body', header(20, 4), 2, '0014'],
  ['an OPEN shorter than its fields', header(28, 1), 2, '001c'],
  ['an OPEN longer than 4096 bytes: RFC 8654', header(4097, 1), 2, '1001'],
  ['an UPDATE shorter than its fields', header(22, 2), 2, '0016'],
  ['a NOTIFICATION shorter than its fields', header(20, 3), 2, '0014'],
  ['a ROUTE-REFRESH shorter than its fields', header(22, 5), 2, '0016'],
  ['an unknown type', header(23, 6), 3, '06'],
  ['type 0', header(23, 0), 3, '00'],
])('RFC 4271 §6.1: %s', (_, bytes, subcode, data) => {
  const { messages, fault } = framed([keepalive(), bytes, keepalive()]);
  expect(messages).toEqual([keepalive()]);
  expect(fault).toMatchObject({ code: 1, subcode, data: new Uint8Array(Buffer.from(data, 'hex')) });
});

test('RFC 8654: a long message is taken only where that was offered', () => {
  const long = message(2, new Uint8Array(65_535 - 19));
  expect(framed([long], true).messages).toEqual([long]);
  expect(framed([long], false).fault).toMatchObject({ code: 1, subcode: 2, data: u16(65_535) });
  const short = message(2, new Uint8Array(4096 - 19));
  expect(framed([short], false).messages).toEqual([short]);
});

test('any bytes are messages or a fault, and less than a message is held', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), fc.boolean(), (chunks, withHeader) => {
      const framer = new MessageFramer(true);
      const all = withHeader ? [header(60_000, 2), ...chunks] : chunks;
      const messages = all.flatMap((chunk) => framer.push(chunk).messages);
      const givenBytes = join(...all).length;
      expect(join(...messages).length + framer.heldBytes).toBeLessThanOrEqual(givenBytes);
      expect(framer.heldBytes).toBeLessThan(65_536);
    })
  );
});
