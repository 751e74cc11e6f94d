import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineBuffer } from './line-buffer.ts';

test('lines of any length come out in order, whole, and counted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 60 })),
      fc.integer({ min: 1, max: 100 }),
      (lines, chunkBytes) => {
        const buffer = new LineBuffer(chunkBytes);
        lines.forEach((line) => buffer.push(line));
        const text = lines.map((line) => `${line}\n`).join('');
        expect([buffer.lines, buffer.bytes]).toEqual([lines.length, Buffer.byteLength(text)]);
        let out = '';
        let count = 0;
        while (buffer.lines > 0) {
          const taken = buffer.take();
          expect(taken.lines).toBeGreaterThan(0);
          out += taken.text.toString();
          count += taken.lines;
        }
        expect([out, count, buffer.bytes]).toEqual([text, lines.length, 0]);
      }
    )
  );
});
