import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextBuilder } from './text-builder.ts';

function written(write: (text: TextBuilder) => void): string {
  const text = new TextBuilder();
  write(text);
  return Buffer.from(text.view()).toString();
}

test('numbers are written as String does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(100_000)), (value) => {
      expect(written((text) => text.decimal(value))).toBe(String(value));
    })
  );
});

test('every octet of an address', () => {
  for (let octet = 0; octet < 256; octet++) {
    const word = (octet << 24) | (octet << 16) | (octet << 8) | octet;
    expect(written((text) => text.ipv4(word))).toBe([octet, octet, octet, octet].join('.'));
  }
});

test('it grows beyond what it began with', () => {
  const long = 'x'.repeat(10_000);
  const text = written((out) => {
    out.ascii(long);
    out.utf8('é');
    out.padded(42, 6);
    out.repeat(0, 10_000);
  });
  expect(text).toBe(`${long}é000042${long}`);
});
