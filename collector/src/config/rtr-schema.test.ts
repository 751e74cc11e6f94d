import { expect, test } from 'vitest';
import { rtrCaches } from './rtr-schema.ts';

test('a cache listens at port 323 unless it is said', () => {
  const { caches } = rtrCaches.parse([{ host: 'rpki.example.net' }, { host: '192.0.2.1', port: 3323 }]);
  expect(caches).toEqual([
    { host: 'rpki.example.net', port: 323 },
    { host: '192.0.2.1', port: 3323 },
  ]);
});

test.each([
  ['no cache', []],
  ['one cache twice', [{ host: 'a' }, { host: 'a', port: 323 }]],
  ['a key that is misspelt', [{ hots: 'a' }]],
  ['port 0', [{ host: 'a', port: 0 }]],
])('%s is an error', (_, caches) => {
  expect(rtrCaches.safeParse(caches).success).toBe(false);
});
