import { expect, test } from 'vitest';
import type { AsPath } from '../../bgp/as-path.ts';
import { isAmong, isPrivateAs, loopedAs, pathHops } from './path-hops.ts';

const path: AsPath = [
  { kind: 'confed-sequence', asns: [65001, 65002] },
  { kind: 'sequence', asns: [3356, 3356, 1299] },
  { kind: 'sequence', asns: [1299, 64500] },
  { kind: 'set', asns: [1, 2] },
];

test('prepends are one step, also over segments; a confederation shows none of its own (RFC 5065 §3)', () => {
  expect(pathHops(path)).toEqual([3356, 1299, 64500, [1, 2]]);
  expect(pathHops([])).toEqual([]);
});

test('a set is among ASes if all of its members are', () => {
  expect([isAmong([1, 2], [1, 2, 3]), isAmong([1, 2], [1]), isAmong(1, [1]), isAmong(1, [])]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("a loop comes back to an AS after others; members of sets are nobody's neighbours", () => {
  expect(loopedAs(pathHops([{ kind: 'sequence', asns: [7, 7, 8, 9, 8, 7] }]))).toBe(8);
  expect(loopedAs(pathHops([{ kind: 'sequence', asns: [7, 7, 8] }]))).toBeUndefined();
  expect(loopedAs([7, [7, 8], 8])).toBeUndefined();
});

test('private AS numbers (RFC 6996 §5) and the last of each range (RFC 7300 §3)', () => {
  const edges = [64511, 64512, 65534, 65535, 65536, 4_199_999_999, 4_200_000_000, 4_294_967_294, 4_294_967_295];
  expect(edges.map(isPrivateAs)).toEqual([false, true, true, true, false, false, true, true, true]);
});
