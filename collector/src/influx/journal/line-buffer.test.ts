import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineBuffer } from './line-buffer.ts';

test('lines of any length come out in order, whole, and counted', () => {
  const reused = new Map<number, LineBuffer>();
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 60 })),
      fc.integer({ min: 1, max: 100 }),
      (lines, chunkBytes) => {
        // The same buffers again and again: what they keep for the next lines must not show in them.
        const buffer = reused.get(chunkBytes) ?? new LineBuffer(chunkBytes);
        reused.set(chunkBytes, buffer);
        lines.forEach((line) => buffer.push(line));
        const text = lines.map((line) => `${line}\n`).join('');
        expect([buffer.lines, buffer.bytes]).toEqual([lines.length, Buffer.byteLength(text)]);
        let out = '';
        let count = 0;
        while (buffer.lines > 0) {
          const taken = buffer.take((text, lines) => ({ text: text.toString(), lines }));
          expect(taken.lines).toBeGreaterThan(0);
          out += taken.text;
          count += taken.lines;
        }
        expect([out, count, buffer.bytes]).toEqual([text, lines.length, 0]);
      }
    )
  );
});
