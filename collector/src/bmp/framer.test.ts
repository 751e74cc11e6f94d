import fc from 'fast-check';
import { expect, test } from 'vitest';
import { update } from '../../tests/build/bgp.ts';
import { bmp, initiation, peerDown, peerUp, routeMonitoring, tlv } from '../../tests/build/bmp.ts';
import { hex, join, u32 } from '../../tests/build/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { type BmpFrame, BmpFramer } from './framer.ts';

const messages = [
  initiation(tlv(2, 'nva-0'), tlv(1, 'BIRD')),
  peerUp(),
  ...Array.from({ length: 20 }, (_, i) => routeMonitoring(update({ announced: [`10.${i}.0.0/16`] }))),
  bmp(5),
  peerDown(4),
];
const input = join(...messages);

type Seen = { type: number; offset: number; body: string } | { problem: string };

/** What comes out of the chunks, up to the error that ends it. */
function frame(chunks: readonly Uint8Array[], maxBytes?: number): Seen[] {
  const framer = new BmpFramer(maxBytes);
  const seen: Seen[] = [];
  try {
    for (const chunk of chunks) {
      seen.push(...pushed(framer, chunk));
      if ('problem' in (seen.at(-1) ?? {})) {
        return seen;
      }
    }
    framer.end();
  } catch (error) {
    seen.push({ problem: problemOf(error) });
  }
  return seen;
}

/** A body is valid until the next chunk: looks at those of a chunk when all of it is through. */
function pushed(framer: BmpFramer, chunk: Uint8Array): Seen[] {
  const frames: BmpFrame[] = [];
  const problem: Seen[] = [];
  try {
    for (const one of framer.push(chunk)) {
      frames.push(one);
    }
  } catch (error) {
    problem.push({ problem: problemOf(error) });
  }
  const seen = frames.map(({ type, offset, body }) => ({ type, offset, body: Buffer.from(body).toString('hex') }));
  return [...seen, ...problem];
}

function problemOf(error: unknown): string {
  expect(error).toBeInstanceOf(DecodeError);
  return (error as DecodeError).message;
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const sorted = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

test('RFC 7854 §4.1: the length counts the common header, the body begins behind it', () => {
  let offset = 0;
  const wanted = messages.map((bytes) => {
    const seen = { type: bytes[5], offset, body: Buffer.from(bytes.subarray(6)).toString('hex') };
    offset += bytes.length;
    return seen;
  });
  expect(frame([input])).toEqual(wanted);
});

test('a stream that comes byte by byte gives the same messages', () => {
  expect(frame([...input].map((byte) => Uint8Array.of(byte)))).toEqual(frame([input]));
});

test('any split into chunks gives the same messages', () => {
  const whole = frame([input]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(input.length), { maxLength: 40 }), (cuts) => {
      expect(frame(split(input, cuts))).toEqual(whole);
    })
  );
});

test('any split of any damage gives the same messages and the same error', () => {
  const damage = fc.record({ at: fc.nat(input.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) });
  fc.assert(
    fc.property(damage, fc.uniqueArray(fc.nat(input.length), { maxLength: 20 }), ({ at, bytes }, cuts) => {
      const bad = input.slice();
      bad.set(bytes.subarray(0, bad.length - at), at);
      expect(frame(split(bad, cuts))).toEqual(frame([bad]));
    })
  );
});

test('a version other than 3 is refused, with the messages before it handed out', () => {
  const seen = frame([join(messages[0]!, hex('01 00000006 04'))]);
  expect(seen).toHaveLength(2);
  expect(seen[1]).toEqual({ problem: `BMP version at offset ${messages[0]!.length}: 1, only 3 is known` });
});

test('what is no BMP is refused at its first header', () => {
  expect(frame([new TextEncoder().encode('GET / HTTP/1.1\r\n')])).toEqual([
    { problem: 'BMP version at offset 0: 71, only 3 is known' },
  ]);
});

test('a length of 4 GiB is refused before anything is kept for it', () => {
  const claim = hex('03 ffffffff 00');
  const wanted = [{ problem: 'BMP message length at offset 1: 4294967295 bytes, at most 1048576 are taken' }];
  expect(frame([claim])).toEqual(wanted);
  expect(frame([...claim].map((byte) => Uint8Array.of(byte)))).toEqual(wanted);
});

test('a length that does not hold the header is refused', () => {
  expect(frame([hex('03 00000005 04')])).toEqual([
    { problem: 'BMP message length at offset 1: 5 bytes, the header alone has 6' },
  ]);
});

test('a message of the longest length is taken, one of a byte more is not', () => {
  const ofLength = (bytes: number): Uint8Array => bmp(9, new Uint8Array(bytes - 6));
  expect(frame([ofLength(100)], 100)).toHaveLength(1);
  expect(frame([ofLength(101)], 100)).toEqual([
    { problem: 'BMP message length at offset 1: 101 bytes, at most 100 are taken' },
  ]);
});

test('after lost framing every further chunk is refused as well', () => {
  const framer = new BmpFramer();
  expect(() => [...framer.push(hex('04 00000006 04'))]).toThrow('BMP version at offset 0');
  expect(() => [...framer.push(messages[0]!)]).toThrow('BMP version at offset 0');
  expect(() => framer.end()).not.toThrow();
});

test('a stream that ends within a message says where it begins, what it needs and has', () => {
  const first = messages[0]!;
  expect(frame([join(first, messages[1]!.subarray(0, 50))]).at(-1)).toEqual({
    problem: `BMP message at offset ${first.length}: need ${messages[1]!.length} bytes, have 50`,
  });
  expect(frame([join(first, hex('03 0000'))]).at(-1)).toEqual({
    problem: `BMP message at offset ${first.length}: need 6 bytes, have 3`,
  });
});

test('a reader that stops within a chunk finds the rest with the next', () => {
  const framer = new BmpFramer();
  const types: number[] = [];
  for (const chunk of split(input, [3, 700, 1500])) {
    for (const { type } of framer.push(chunk)) {
      types.push(type);
      break;
    }
  }
  types.push(...[...framer.push(bmp(200, u32(1)))].map(({ type }) => type));
  expect(types).toEqual([...messages.map((bytes) => bytes[5]), 200]);
});
