import { expect, test } from 'vitest';
import { formatPrefix } from '../net/prefix.ts';
import { risLiveSource } from './ris-live-schema.ts';

const schema = risLiveSource;
const SOURCE = { type: 'ris-live', prefixes: ['192.0.2.0/24'] };

test('what is not said has a default', () => {
  expect(schema.parse(SOURCE).live).toMatchObject({
    url: 'wss://ris-live.ripe.net/v1/ws/',
    client: 'earshot',
    filters: { moreSpecific: true, lessSpecific: false, hosts: [], peers: [], path: undefined, messageTypes: [] },
    maxLagMs: 300_000,
    maxRetryMs: 60_000,
    maxFrameBytes: 16 * 1024 * 1024,
  });
});

test('what is said twice counts once, however it is written', () => {
  const { filters } = schema.parse({
    ...SOURCE,
    prefixes: ['192.0.2.0/24', '2001:DB8:0::/32', '2001:db8::/32', '192.0.2.1'],
    peers: ['2001:0db8::1', '2001:db8::1'],
    hosts: ['rrc00', 'rrc00'],
    path: '^64500,3356$',
    max_lag: '1m',
  }).live;
  expect(filters.prefixes.map(formatPrefix)).toEqual(['192.0.2.0/24', '2001:db8::/32', '192.0.2.1/32']);
  expect(filters).toMatchObject({ peers: ['2001:db8::1'], hosts: ['rrc00'], path: '^64500,3356$' });
});

test.each([
  ['all of RIS', { type: 'ris-live' }],
  ['a type alone', { type: 'ris-live', message_types: ['UPDATE'] }],
  ['a prefix with bits behind its length', { ...SOURCE, prefixes: ['192.0.2.1/24'] }],
  ['a prefix that is none', { ...SOURCE, prefixes: ['192.0.2.0/33'] }],
  ['a peer that is no address', { ...SOURCE, peers: ['AS64500'] }],
  ['a path that is a pattern', { ...SOURCE, path: '_64500_' }],
  ['a type that is not known', { ...SOURCE, message_types: ['update'] }],
  ['a URL of a page', { ...SOURCE, url: 'https://ris-live.ripe.net/v1/stream/' }],
  ['a client with an ampersand', { ...SOURCE, client: 'a&b' }],
  ['a key that is misspelt', { ...SOURCE, prefix: [] }],
  [
    'too many subscriptions',
    {
      ...SOURCE,
      hosts: Array.from({ length: 20 }, (_, n) => `rrc${n}`),
      peers: Array.from({ length: 51 }, (_, n) => `192.0.2.${n}`),
    },
  ],
])('%s is an error', (_, source) => {
  expect(schema.safeParse(source).success).toBe(false);
});
