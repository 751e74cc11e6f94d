import { shownOf } from './shown';

it('knows prefixes', () => {
  expect(shownOf(2, 2, 'prefix')).toBe('2 prefixes');
});

it.each([
  [0, 0, '0 paths'],
  [1, 1, '1 path'],
  [12, 1200, '12 of 1,200 paths'],
])('%d of %d', (shown, total, text) => {
  expect(shownOf(shown, total, 'path')).toBe(text);
});
