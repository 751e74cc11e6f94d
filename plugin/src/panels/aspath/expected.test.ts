import { readExpected } from './expected';

it('reads ASNs and ranges', () => {
  const { isExpected, wrong } = readExpected('65010, AS65020-65022 12076');
  expect([65010, 65019, 65020, 65022, 65023, 12076].map(isExpected)).toEqual([true, false, true, true, false, true]);
  expect(wrong).toEqual([]);
});

it('expects everything where nothing is listed, and tells what it cannot read', () => {
  expect(readExpected(' ').isExpected(1)).toBe(true);
  expect(readExpected('x 65030-65010 65010').wrong).toEqual(['x', '65030-65010']);
});
