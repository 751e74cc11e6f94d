import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    databases: { general: 'bgp', verbose: 'bgp_verbose', routes: undefined },
    journal: {
      path: '/var/lib/earshot/journal',
      maxBytes: 1024 ** 3,
      segmentBytes: 4 * 1024 ** 2,
      fsync: 'interval',
      drop: ['bgp_faults', 'bgp_refresh', 'bgp_open', 'bgp_routes', 'bgp_prefix'],
    },
    archive: undefined,
    checkpoint: { path: '/var/lib/earshot/checkpoint', everyMs: 60_000 },
    retentionDays: { general: 90, verbose: 30, routes: 90 },
    intervalUs: 60_000_000,
    collector: 'local',
    router: 'local',
    sources: [],
    judgement: defaultSettings(60_000_000),
    judgementDigest: loadConfig({ config: file('empty.yaml', 'router: other') }, {}).judgementDigest,
    observe: { address: '127.0.0.1', port: 10_179 },
    logLevel: 'info',
  });
});

test('the digest of the judgement changes with what it follows, and with nothing else', () => {
  const digestOf = (yaml: string): string => loadConfig({ config: file('digest.yaml', yaml) }, {}).judgementDigest;
  const labelled = digestOf("labels: [ { name: expressroute, as_path: '_12076_' } ]");
  expect(digestOf("labels: [ { name: expressroute, as_path: '_12077_' } ]")).not.toBe(labelled);
  expect(digestOf("interval: 5m\nlabels: [ { name: expressroute, as_path: '_12076_' } ]")).not.toBe(labelled);
  expect(digestOf("collector: x\nlabels: [ { name: expressroute, as_path: '_12076_' } ]")).toBe(labelled);
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
  chmodSync(passwordFile, 0o640);
  expect(loadConfig({}, { INFLUX_PASSWORD_FILE: passwordFile }).connection.password).toBe('secret');
  expect(loadConfig({}, { INFLUX_PASSWORD: 'plain', INFLUX_TOKEN: '' }).connection).toMatchObject({
    password: 'plain',
    token: undefined,
  });
  expect(loadConfig({ passwordFile }, { INFLUX_PASSWORD: 'plain' }).connection.password).toBe('secret');
});

test.each([0o604, 0o606, 0o602, 0o644])('a secret that others may use (mode %o) is refused with the cure', (mode) => {
  const path = file(`open-${mode}`, 'secret');
  chmodSync(path, mode);
  for (const variable of ['INFLUX_PASSWORD_FILE', 'INFLUX_TOKEN_FILE']) {
    expect(() => loadConfig({}, { [variable]: path })).toThrow(`run chmod o-rwx ${path}`);
  }
});

test('a secret may be a credential of systemd', () => {
  const credentials = mkdtempSync(join(folder, 'credentials-'));
  writeFileSync(join(credentials, 'influx-token'), 'secret\n', { mode: 0o400 });
  const environment = { CREDENTIALS_DIRECTORY: credentials };
  const config = file('credential.yaml', 'influxdb: { token_file: credential:influx-token }');
  expect(loadConfig({ config }, environment).connection.token).toBe('secret');
  expect(loadConfig({ tokenFile: 'credential:influx-token' }, environment).connection.token).toBe('secret');
  expect(() => loadConfig({ config }, {})).toThrow('LoadCredential=influx-token:FILE');
  expect(() => loadConfig({ tokenFile: 'credential:other' }, environment)).toThrow(join(credentials, 'other'));
  for (const name of ['', '..', '../other', '/etc/passwd', '.hidden']) {
    expect(() => loadConfig({ tokenFile: `credential:${name}` }, environment)).toThrow('a credential has a name');
  }
});

test('an empty secret is a mistake', () => {
  const path = file('empty', '\n');
  chmodSync(path, 0o600);
  expect(() => loadConfig({ passwordFile: path }, {})).toThrow(`${path} is empty`);
});

test('where the collector tells of itself', () => {
  const listen = (text: string): unknown =>
    loadConfig({ config: file('observe.yaml', `observe: { listen: '${text}' }`) }, {}).observe;
  expect(listen('10.0.0.9:9100')).toEqual({ address: '10.0.0.9', port: 9100 });
  expect(listen('[::1]:10179')).toEqual({ address: '::1', port: 10_179 });
  expect(listen('none')).toBeUndefined();
  for (const wrong of ['10179', 'localhost:10179', '127.0.0.1', '127.0.0.1:70000', '::1:10179']) {
    expect(() => listen(wrong)).toThrow('an address and a port such as 127.0.0.1:11019');
  }
});

test('certificates are read from their files; a key needs its certificate and is a secret', () => {
  const [ca, cert, key] = [file('ca.pem', 'CA'), file('cert.pem', 'CERT'), file('key.pem', 'KEY')];
  const config = file('tls.yaml', `influxdb: { tls: { ca_file: ${ca}, cert_file: ${cert}, key_file: ${key} } }`);
  chmodSync(key, 0o644);
  expect(() => loadConfig({ config }, {})).toThrow(`run chmod o-rwx ${key}`);
  chmodSync(key, 0o600);
  expect(loadConfig({ config }, {}).connection.tls).toEqual({ ca: 'CA', cert: 'CERT', key: 'KEY' });
  const half = file('half.yaml', `influxdb: { tls: { key_file: ${key} } }`);
  expect(() => loadConfig({ config: half }, {})).toThrow('cert_file and key_file belong together');
});

test('the journal of the file', () => {
  const config = file('journal.yaml', 'journal: { path: /srv/journal, max_bytes: 16777216, fsync: always, drop: [] }');
  expect(loadConfig({ config }, {}).journal).toEqual({
    path: '/srv/journal',
    maxBytes: 16_777_216,
    segmentBytes: 4_194_304,
    fsync: 'always',
    drop: [],
  });
});

test('the archive of the file', () => {
  const config = file('archive.yaml', 'archive: { path: /srv/archive, max_age: 2d }');
  expect(loadConfig({ config }, {}).archive).toEqual({
    path: '/srv/archive',
    maxBytes: 4 * 1024 ** 3,
    maxAgeMs: 172_800_000,
    segmentBytes: 64 * 1024 ** 2,
    compress: 'zstd',
  });
});

test('ROAs come from a file or from caches, not from both', () => {
  const rtr = 'rtr: [ { host: rpki.example.net }, { host: 192.0.2.53, port: 3323 } ]';
  const caches = file('rtr.yaml', `rpki: { ${rtr} }`);
  expect(loadConfig({ config: caches }, {}).rtr?.caches).toEqual([
    { host: 'rpki.example.net', port: 323 },
    { host: '192.0.2.53', port: 3323 },
  ]);
  const both = file('both.yaml', `rpki:\n  roa_file: roas.json\n  ${rtr}\n`);
  expect(() => loadConfig({ config: both }, {})).toThrow(/both\.yaml:3:.*: rpki\.rtr: there is a roa_file as well: /);
});

test('the retention that setup makes can be none', () => {
  const config = file('retention.yaml', 'influxdb: { retention: { general: none, verbose: 36h } }');
  expect(loadConfig({ config }, {}).retentionDays).toEqual({ general: undefined, verbose: 2, routes: 90 });
  expect(loadConfig({ config, retention: '7d' }, {}).retentionDays).toEqual({ general: 7, verbose: 7, routes: 7 });
  expect(() => loadConfig({ retention: 'long' }, {})).toThrow('--retention long: a duration such as 90d, or none');
});

test('an AS number of a session may be written with AS before it', () => {
  const peers = 'peers: [ { address: 10.0.0.11, as: AS65010 } ]';
  const config = file('as.yaml', `sources: [ { type: bgp, local_as: AS65001, router_id: 10.0.0.9, ${peers} } ]`);
  expect(loadConfig({ config }, {}).sources).toMatchObject([{ speaker: { localAs: 65001, peers: [{ as: 65010 }] } }]);
});

test.each([
  ['interval: 60', 1, 'interval'],
  ['collector: local\ninterval: soon\n', 2, 'a duration looks like 60s, 5m, 1h or 90d'],
  ['influxdb:\n  url: 127.0.0.1:8086\n', 2, 'influxdb.url'],
  ['influxdb:\n  password: secret\n', 2, 'password'],
  ['journal:\n  max_bytes: 1000\n', 2, 'journal.max_bytes'],
  ['journal:\n  fsync: sometimes\n', 2, 'journal.fsync'],
  ['journal:\n  drop: [bgp_rotues]\n', 2, 'journal.drop[0]'],
  ['archive: { max_age: 2d }\n', 1, 'archive.path'],
  ['a: [\n', 2, 'must be sufficiently indented'],
  ['sources: [ { type: mrtdmp } ]', 1, 'sources[0].type: no source is of type "mrtdmp": is mrtdump meant?'],
  ['sources: [ { type: snmp } ]', 1, 'there are mrtdump, bmp, bgp, ris-live'],
  ['sources:\n  - type: bgp\n    extended_messages: 7\n', 3, 'does not fit: true or false is wanted'],
])('%j is refused with line %i', (text, line, words) => {
  const config = file('wrong.yaml', text);
  expect(() => loadConfig({ config }, {})).toThrow(ConfigError);
  expect(() => loadConfig({ config }, {})).toThrow(`${config}:${line}:`);
  expect(() => loadConfig({ config }, {})).toThrow(words);
});
