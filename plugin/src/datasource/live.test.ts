import { fnv1a, isTailed } from './live';
import { defaultQuery } from './query/model';

// From the test suite of the draft that describes the hash (draft-eastlake-fnv).
it.each([
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['foobar', '85944171f73967e8'],
])('hashes "%s" with FNV-1a', (text, hash) => {
  expect(fnv1a(text)).toBe(hash);
});

it('follows what comes message by message, as logs', () => {
  expect(isTailed({ refId: 'A', ...defaultQuery('history') })).toBe(true);
  expect(isTailed({ refId: 'A', ...defaultQuery('incidents', 'logs') })).toBe(true);
  expect(isTailed({ refId: 'A', ...defaultQuery('sessions', 'logs') })).toBe(true);
  expect(isTailed({ refId: 'A', ...defaultQuery('incidents') })).toBe(false);
  expect(isTailed({ refId: 'A', ...defaultQuery('routes') })).toBe(false);
});
