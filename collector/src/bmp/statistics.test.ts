import { expect, test } from 'vitest';
import { statisticsReport, tlv } from '../../tests/build/bmp.ts';
import { hex, join, u16, u32, u8 } from '../../tests/build/bytes.ts';
import { decodeOne } from '../../tests/build/decode-bmp.ts';

test('RFC 7854 §4.8: counters of 4 bytes and gauges of 8 by name, by family with the family', () => {
  const statistics = [
    tlv(0, u32(7)),
    tlv(7, join(u32(0), u32(1000))),
    tlv(8, join(u32(1), u32(2))),
    tlv(9, join(u16(2), u8(1), u32(0), u32(42))),
    tlv(13, u32(0xffff_ffff)),
  ];
  expect(decodeOne(statisticsReport(statistics), 'statistics-report').statistics).toMatchObject([
    { type: 0, name: 'prefixes rejected by inbound policy', value: 7, family: undefined },
    { type: 7, name: 'routes in Adj-RIB-In', value: 1000 },
    { type: 8, name: 'routes in Loc-RIB', value: 2 ** 32 + 2 },
    { type: 9, name: 'routes in Adj-RIB-In by family', value: 42, family: { afi: 2, safi: 1 } },
    { type: 13, name: 'duplicate updates', value: 4_294_967_295 },
  ]);
});

test('RFC 8671 §6.2: gauges of Adj-RIB-Out', () => {
  const statistics = [14, 15].map((type) => tlv(type, join(u32(0), u32(type))));
  const byFamily = [16, 17].map((type) => tlv(type, join(u16(1), u8(128), u32(0), u32(type))));
  const decoded = decodeOne(statisticsReport([...statistics, ...byFamily]), 'statistics-report');
  expect(decoded.statistics.map(({ name, value, family }) => [name, value, family])).toEqual([
    ['routes in pre-policy Adj-RIB-Out', 14, undefined],
    ['routes in post-policy Adj-RIB-Out', 15, undefined],
    ['routes in pre-policy Adj-RIB-Out by family', 16, { afi: 1, safi: 128 }],
    ['routes in post-policy Adj-RIB-Out by family', 17, { afi: 1, safi: 128 }],
  ]);
});

test('a gauge beyond 2^53 keeps all of its digits', () => {
  const [last, next] = decodeOne(
    statisticsReport([tlv(7, hex('001fffffffffffff')), tlv(7, hex('ffffffffffffffff'))]),
    'statistics-report'
  ).statistics;
  expect(last!.value).toBe(Number.MAX_SAFE_INTEGER);
  expect(next!.value).toBe(2n ** 64n - 1n);
});

test('a type without a name and a length that fits none keep their bytes, the others their values', () => {
  const statistics = [tlv(900, hex('010203')), tlv(7, hex('0102')), tlv(9, hex('00')), tlv(1, u32(5))];
  expect(decodeOne(statisticsReport(statistics), 'statistics-report').statistics).toMatchObject([
    { type: 900, name: 'statistic 900', value: undefined, bytes: hex('010203') },
    { type: 7, value: undefined, bytes: hex('0102') },
    { type: 9, value: undefined, family: undefined, bytes: hex('00') },
    { type: 1, value: 5 },
  ]);
});
