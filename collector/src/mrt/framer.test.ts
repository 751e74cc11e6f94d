import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepalive } from '../../tests/build/bgp.ts';
import { join, u16, u32 } from '../../tests/build/bytes.ts';
import { bgp4mp, bgp4mpEt } from '../../tests/build/mrt.ts';
import { MrtFramer } from './framer.ts';

const input = join(
  ...Array.from({ length: 20 }, (_, i) => (i % 2 ? bgp4mp(1000 + i, keepalive()) : bgp4mpEt(1e9 + i, keepalive())))
);

function frame(chunks: readonly Uint8Array[]): { timeUs: number; offset: number; body: string }[] {
  const framer = new MrtFramer();
  const records = chunks.flatMap((chunk) =>
    [...framer.push(chunk)].map(({ timeUs, offset, body }) => ({
      timeUs,
      offset,
      body: Buffer.from(body).toString('hex'),
    }))
  );
  framer.end();
  return records;
}

test('any split into chunks gives the same records', () => {
  const whole = frame([input]);
  expect(whole).toHaveLength(20);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(input.length), { maxLength: 40 }), (cuts) => {
      const sorted = [0, ...cuts.sort((a, b) => a - b), input.length];
      const chunks = sorted.slice(1).map((end, i) => input.subarray(sorted[i], end));
      expect(frame(chunks)).toEqual(whole);
    })
  );
});

test('RFC 6396 §3: the microseconds of BGP4MP_ET count in the length and belong to the time', () => {
  expect(frame([bgp4mpEt(5_000_123, keepalive())])[0]?.timeUs).toBe(5_000_123);
});

test('a record that is cut off says where it begins, what it needs and has', () => {
  expect(() => frame([input.subarray(0, input.length - 3)])).toThrow(
    /MRT record at offset \d+: need \d+ bytes, have \d+/
  );
});

test('what is no MRT is refused at its first record', () => {
  expect(() => frame([new TextEncoder().encode('# MRT files for tests')])).toThrow('is no MRT type');
});

test('a length that no record has is refused before anything is kept for it', () => {
  const header = join(u32(0), u16(16), u16(4), u32(0xffff_ffff));
  expect(() => frame([header])).toThrow(/at most 16777216 make sense/);
});
