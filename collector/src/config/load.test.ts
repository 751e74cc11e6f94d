import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import { defaultSettings } from '../detect/settings.ts';
import { loadConfig } from './load.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-config-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('without anything the defaults hold', () => {
  expect(loadConfig({}, {})).toEqual({
    connection: { url: 'http://127.0.0.1:8086', timeoutMs: 30_000 },
    databases: { general: 'bgp', verbose: 'bgp_verbose' },
    retentionDays: { general: 90, verbose: 30 },
    intervalUs: 60_000_000,
    collector: 'local',
    router: 'local',
    judgement: defaultSettings(60_000_000),
  });
});

test('flags win over the environment, and that over the file', () => {
  const config = file(
    'all.yaml',
    `influxdb: { url: http://file:1, org: file, user: file, databases: { general: file } }
interval: 5m
collector: file
router: file
`
  );
  const environment = { INFLUX_URL: 'http://environment:2', INFLUX_ORG: 'environment' };
  const loaded = loadConfig({ config, url: 'http://flag:3/', router: 'flag' }, environment);
  expect(loaded.connection).toMatchObject({ url: 'http://flag:3', org: 'environment', user: 'file' });
  expect(loaded.databases).toEqual({ general: 'file', verbose: 'file_verbose' });
  expect([loaded.router, loaded.collector, loaded.intervalUs]).toEqual(['flag', 'file', 300_000_000]);
});

test('secrets come from files, without the line end', () => {
  const passwordFile = file('password', 'secret\n');
  expect(loadConfig({}, { INFLUX_PASSWORD_FILE: passwordFile }).connection.password).toBe('secret');
});

test('the retention that setup makes can be none', () => {
  const config = file('retention.yaml', 'influxdb: { retention: { general: none, verbose: 36h } }');
  expect(loadConfig({ config }, {}).retentionDays).toEqual({ general: undefined, verbose: 2 });
  expect(loadConfig({ config, retention: '7d' }, {}).retentionDays).toEqual({ general: 7, verbose: 7 });
  expect(() => loadConfig({ retention: 'long' }, {})).toThrow('--retention long: a duration such as 90d, or none');
});

test.each([
  ['interval: 60', 1, 'interval'],
  ['collector: local\ninterval: soon\n', 2, 'a duration looks like 60s, 5m, 1h or 90d'],
  ['influxdb:\n  url: 127.0.0.1:8086\n', 2, 'influxdb.url'],
  ['influxdb:\n  password: secret\n', 2, 'password'],
  ['a: [\n', 2, 'must be sufficiently indented'],
])('%j is refused with line %i', (text, line, words) => {
  const config = file('wrong.yaml', text);
  expect(() => loadConfig({ config }, {})).toThrow(ConfigError);
  expect(() => loadConfig({ config }, {})).toThrow(`${config}:${line}:`);
  expect(() => loadConfig({ config }, {})).toThrow(words);
});
