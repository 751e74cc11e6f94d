import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepalive } from '../../tests/build/bgp.ts';
import { hex, join, u16, u32 } from '../../tests/build/bytes.ts';
import { bgp4mp, bgp4mpEt } from '../../tests/build/mrt.ts';
import { MrtFramer } from './framer.ts';
import type { MrtRecord } from './record.ts';

const input = join(
  ...Array.from({ length: 20 }, (_, i) => (i % 2 ? bgp4mp(1000 + i, keepalive()) : bgp4mpEt(1e9 + i, keepalive())))
);

interface Seen {
  readonly timeUs: number;
  readonly offset: number;
  readonly body: string;
}

function frame(chunks: readonly Uint8Array[], lookAhead = true): (Seen | { gap: number; skippedBytes: number })[] {
  const framer = new MrtFramer({ lookAhead });
  // A body is valid until the next chunk alone: look at it at once.
  const see = (items: ReturnType<MrtFramer['push']>): ReturnType<typeof frame> =>
    [...items].map((item) =>
      item.kind === 'gap' ? { gap: item.offset, skippedBytes: item.skippedBytes } : seen(item)
    );
  return [...chunks.flatMap((chunk) => see(framer.push(chunk))), ...see(framer.end())];
}

function seen({ timeUs, offset, body }: MrtRecord): Seen {
  return { timeUs, offset, body: Buffer.from(body).toString('hex') };
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
  expect(frame([bgp4mpEt(5_000_123, keepalive())])).toMatchObject([{ timeUs: 5_000_123 }]);
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

describe('damage', () => {
  const good = Array.from({ length: 6 }, (_, i) => bgp4mp(1000 + i, keepalive()));
  const times = (input: Uint8Array): unknown[] =>
    frame([input]).map((item) => ('gap' in item ? `${item.skippedBytes} skipped` : item.timeUs / 1e6));

  test('bytes that belong to no record are skipped up to the next boundary', () => {
    const input = join(good[0]!, good[1]!, hex('0102030405060708 ffff ffff 0102'), good[2]!, good[3]!);
    expect(times(input)).toEqual([1000, 1001, '14 skipped', 1002, 1003]);
  });

  test('a length that swallows the records behind it costs its own record alone', () => {
    const bad = good[1]!.slice();
    bad.set(u32(bad.length + 100), 8);
    expect(times(join(good[0]!, bad, ...good.slice(2)))).toEqual([
      1000,
      `${bad.length} skipped`,
      1002,
      1003,
      1004,
      1005,
    ]);
  });

  test('a length beyond the end of the input costs its own record alone', () => {
    const bad = good[1]!.slice();
    bad.set(u32(5_000_000), 8);
    expect(times(join(good[0]!, bad, ...good.slice(2)))).toEqual([
      1000,
      `${bad.length} skipped`,
      1002,
      1003,
      1004,
      1005,
    ]);
  });

  test('the length of the first record is not trusted more than others', () => {
    const bad = good[0]!.slice();
    bad.set(u32(bad.length + 100), 8);
    expect(times(join(bad, ...good.slice(1)))).toEqual([`${bad.length} skipped`, 1001, 1002, 1003, 1004, 1005]);
  });

  test('the last record behind damage is found, though none stands behind it', () => {
    expect(times(join(good[0]!, hex('0102 ffff ffff ffff ffff ffff ffff'), good[1]!))).toEqual([
      1000,
      '14 skipped',
      1001,
    ]);
  });

  test('zeros pass for a record without a body, and do not hide those behind them', () => {
    const found = times(join(good[0]!, new Uint8Array(20), ...good.slice(1)));
    expect(found).toEqual([1000, 0, '8 skipped', 1001, 1002, 1003, 1004, 1005]);
  });

  test('a file whose time leaps is no damage', () => {
    const days = [0, 3, 3, 9, 20].map((day, i) => bgp4mp(1000 + day * 86_400 + i, keepalive()));
    expect(frame(days)).toHaveLength(5);
    expect(frame([join(...days)]).every((item) => !('gap' in item))).toBe(true);
  });

  test('garbage at the end is a gap', () => {
    expect(times(join(...good, new Uint8Array(40).fill(0xff)))).toEqual([
      1000,
      1001,
      1002,
      1003,
      1004,
      1005,
      '40 skipped',
    ]);
  });

  test('any split of a damaged input gives the same records and gaps', () => {
    const bad = good[1]!.slice();
    bad.set(u32(bad.length + 100), 8);
    const damaged = join(good[0]!, bad, good[2]!, hex('ffffffffffffffffffffff'), good[3]!, good[4]!, good[5]!);
    const whole = frame([damaged]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(damaged.length), { maxLength: 40 }), (cuts) => {
        const sorted = [0, ...cuts.sort((a, b) => a - b), damaged.length];
        expect(frame(sorted.slice(1).map((end, i) => damaged.subarray(sorted[i], end)))).toEqual(whole);
      })
    );
  });

  test('a live stream hands out a record as soon as it is whole', () => {
    const framer = new MrtFramer({ lookAhead: false });
    expect([...framer.push(good[0]!)]).toHaveLength(1);
    expect([...new MrtFramer({ lookAhead: true }).push(good[0]!)]).toHaveLength(0);
  });
});
