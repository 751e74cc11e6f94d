import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test('a noun stands in the number of its count', () => {
  const texts = [0, 1, 2].map((count) => counted(count, 'source'));
  expect(texts).toEqual(['0 sources', '1 source', '2 sources']);
  expect(counted(1, 'new prefix')).toBe('1 new prefix');
  expect(counted(2, 'new prefix')).toBe('2 new prefixes');
  expect(counted(1, 'ROA')).toBe('1 ROA');
});
