import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_HEADER_BYTES, MAX_TEXT_BYTES, decodeFrame, encodeFrame, nextMarker } from './frame.ts';

test('any text comes back as it was, wherever the frame stands', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.nat(1_000_000),
      fc.uint8Array({ maxLength: 40 }),
      (text, lines, lead) => {
        const frame = encodeFrame(Buffer.from(text), lines);
        const bytes = Buffer.concat([lead, frame, lead]);
        expect(decodeFrame(bytes, lead.length)).toEqual({
          kind: 'frame',
          text: Buffer.from(text),
          lines,
          end: lead.length + frame.length,
        });
      }
    )
  );
});

test('a frame that is cut asks for what it lacks, as soon as its header is whole', () => {
  const frame = encodeFrame(Buffer.from('m v=1i 1\n'), 1);
  for (let have = 0; have < frame.length; have++) {
    expect(decodeFrame(frame.subarray(0, have), 0)).toEqual({
      kind: 'short',
      needBytes: have < FRAME_HEADER_BYTES ? FRAME_HEADER_BYTES : frame.length,
    });
  }
});

test('no flipped bit passes for a frame', () => {
  const frame = encodeFrame(Buffer.from('m v=1i 1\nm v=2i 2\n'), 2);
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const bytes = Buffer.from(frame);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    expect(['damaged', 'short']).toContain(decodeFrame(bytes, 0).kind);
  }
});

test('a length beyond the bound is damage, not a wait for bytes', () => {
  const frame = encodeFrame(Buffer.from('m v=1i 1\n'), 1);
  frame.writeUInt32BE(MAX_TEXT_BYTES + 1, 8);
  expect(decodeFrame(frame, 0).kind).toBe('damaged');
});

test('the next marker is found across what is not yet read', () => {
  const frame = encodeFrame(Buffer.from('m v=1i 1\n'), 1);
  const bytes = Buffer.concat([Buffer.from('noise'), frame]);
  expect(nextMarker(bytes, 0)).toBe(5);
  for (let have = 5; have < 9; have++) {
    expect(nextMarker(bytes.subarray(0, have), 0)).toBeLessThanOrEqual(5);
  }
});
