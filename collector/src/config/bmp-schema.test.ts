import { expect, test } from 'vitest';
import { parsePrefix } from '../net/parse-prefix.ts';
import { bmpSource } from './bmp-schema.ts';

const schema = bmpSource;

test('what is not said has a default: loopback alone', () => {
  const { type, station } = schema.parse({ type: 'bmp' });
  expect(type).toBe('bmp');
  expect(station).toMatchObject({
    listen: [{ address: '127.0.0.1', port: 11019 }],
    connect: [],
    allow: [parsePrefix('127.0.0.0/8'), parsePrefix('::1/128')],
    routers: {},
    silentMs: 30_000,
  });
});

test('addresses have one form, and listen may be one or several', () => {
  const { station } = schema.parse({
    type: 'bmp',
    listen: ['0.0.0.0:1790', '[2001:DB8:0::1]:11019'],
    connect: ['10.0.0.7:5000'],
    allow: ['10.0.0.0/8', '2001:db8::/32'],
    routers: { '10.0.0.1': 'core-1', 'FD00:0::1': 'core-1' },
    max_routes: 10,
    silent: '5s',
  });
  expect(station).toMatchObject({
    listen: [
      { address: '0.0.0.0', port: 1790 },
      { address: '2001:db8::1', port: 11019 },
    ],
    connect: [{ address: '10.0.0.7', port: 5000 }],
    routers: { '10.0.0.1': 'core-1', 'fd00::1': 'core-1' },
    maxRoutes: 10,
    silentMs: 5000,
  });
});

test('a change of any part can be seen in its text', () => {
  const text = (source: object): string => JSON.stringify(schema.parse({ type: 'bmp', ...source }));
  expect(text({ routers: { '10.0.0.1': 'a' } })).not.toBe(text({ routers: { '10.0.0.1': 'b' } }));
  expect(text({ allow: ['10.0.0.0/8'] })).not.toBe(text({ allow: ['10.0.0.0/9'] }));
});

test.each([
  ['nothing to hear', { listen: [] }, 'listen or connect has to name an address'],
  [
    'an open port that nobody may use',
    { listen: '0.0.0.0:11019' },
    'allow has to name the networks that routers connect from, since listen is not on loopback',
  ],
  ['no address', { listen: 'localhost:11019' }, 'an address and a port such as 127.0.0.1:11019 or [2001:db8::1]:11019'],
  ['no port', { connect: ['10.0.0.1'] }, 'an address and a port such as 127.0.0.1:11019 or [2001:db8::1]:11019'],
  ['a port out of range', { connect: ['10.0.0.1:65536'] }, 'an address and a port such as'],
  ['an IPv6 address without brackets', { connect: ['fd00::1:179'] }, 'an address and a port such as'],
  ['no network', { allow: ['everywhere'] }, 'a network such as 10.0.0.0/8'],
  ['a router by its name', { routers: { 'core-1': '10.0.0.1' } }, 'an address such as 10.1.0.4'],
  ['a key that is not known', { alow: [] }, 'alow'],
])('%s is an error that says what is wanted', (_, source, words) => {
  const { error } = schema.safeParse({ type: 'bmp', ...source });
  expect(JSON.stringify(error?.issues)).toContain(words);
});
