import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatPrefix } from '../net/prefix.ts';
import { DEFAULT_THRESHOLDS, type JudgementSettings, defaultDomain, defaultSettings } from '../detect/settings.ts';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-judgement-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string): JudgementSettings {
  const config = join(folder, 'earshot.yaml');
  writeFileSync(config, text);
  return loadConfig({ config }, {}).judgement;
}

/** The message without the folder, so that it begins with the place. */
function refusal(text: string): string {
  try {
    load(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  throw new Error('was not refused');
}

describe('settings', () => {
  test('a file that says nothing of it, or sections with nothing in them, leave the defaults', () => {
    expect(load('interval: 60s')).toEqual(defaultSettings(60_000_000));
    expect(load('domains:\nlabels:\npeers:\nexpect:\n')).toEqual(defaultSettings(60_000_000));
  });

  test('domains', () => {
    const { domains } = load(`
domains:
  hub: { routers: nva-0, vrfs: [default, blue], views: adj-in-post, aggregates: [10.0.0.0/8], path_identity: next_hop }
  world: { profile: internet }
`);
    expect(domains).toEqual([
      {
        name: 'hub',
        profile: 'private',
        pathIdentity: ['next_hop'],
        routers: ['nva-0'],
        views: ['adj-in-post'],
        vrfs: ['default', 'blue'],
        aggregates: [expect.objectContaining({ addressBits: 32, lengthBits: 8 })],
      },
      { ...defaultDomain('world', 'internet'), pathIdentity: ['origin_as'] },
    ]);
  });

  test('labels, with one value where a list may stand', () => {
    const [one, two] = load(`
labels:
  - { name: vnet, prefix: 10.0.0.0/8, as_path: 65515, not: { peer: [10.1.0.4, 65020, vpn-0] } }
  - { name: rest }
peers: { 10.1.0.9: { name: vpn-0 } }
`).labels;
    expect(one!.name).toBe('vnet');
    expect(one!.when.prefix.map(formatPrefix)).toEqual(['10.0.0.0/8']);
    expect(one!.when.asPath.map((pattern) => pattern.matches('1 65515'))).toEqual([true]);
    expect(one!.unless.peer).toEqual([
      { kind: 'address', address: '10.1.0.4' },
      { kind: 'as', as: 65020 },
      { kind: 'name', name: 'vpn-0' },
    ]);
    expect(two).toMatchObject({ name: 'rest', when: { prefix: [], asPath: [] } });
    expect(load('labels: { name: all }').labels).toHaveLength(1);
  });

  test('addresses are those that peers have, however they are written', () => {
    const { peers, inventory } = load(`
peers: { 2001:DB8:0::1: { name: a }, '::ffff:10.1.0.4': { name: b, asn: AS65515, site: fra, group: g, best_only: true } }
inventory: { asns: { 65010: HQ }, next_hops: { fd00::0001: hub }, sites: { fra: Frankfurt } }
`);
    expect([...peers.keys()]).toEqual(['2001:db8::1', '10.1.0.4']);
    expect(peers.get('10.1.0.4')).toEqual({ name: 'b', site: 'fra', group: 'g', bestOnly: true, asn: 65515 });
    expect(inventory.asns).toEqual(new Map([[65010, 'HQ']]));
    expect(inventory.nextHops).toEqual(new Map([['fd00::1', 'hub']]));
    expect(inventory.sites).toEqual(new Map([['fra', 'Frankfurt']]));
  });

  test('expectations know their line', () => {
    const { expectations } = load(`labels: [{ name: er }]
expect:
  - { prefix: 10.1.0.0/16, origins: [65515, AS65516], min_paths: 2 }
  - label: er
    deny: { prefix_outside: 10.0.0.0/8, as_path: _65010_12076_ }
    limit: 4000
`);
    expect(expectations.map(({ line }) => line)).toEqual([3, 4]);
    expect(expectations[0]).toMatchObject({
      prefix: { match: 'exact' },
      origins: [65515, 65516],
      minPaths: 2,
      limit: undefined,
    });
    expect(expectations[1]).toMatchObject({ label: 'er', limit: 4000, allow: { prefixes: [] } });
    expect(expectations[1]!.deny.prefixOutside.map(formatPrefix)).toEqual(['10.0.0.0/8']);
  });

  test('thresholds keep their defaults one by one, and durations may be put together', () => {
    const { thresholds, watch } = load(`
detect: { hold_down: 1h 30m, silent_after: 90 sec, flaps: { long: { window: 2h30m } }, off: long-path }
watch: { budget: 0, prefixes: 10.0.0.0/8 }
`);
    const { short, long } = DEFAULT_THRESHOLDS.flaps;
    expect(thresholds).toEqual({
      ...DEFAULT_THRESHOLDS,
      holdDownUs: 5_400_000_000,
      silentAfterUs: 90_000_000,
      flaps: { short, long: { ...long, windowUs: 9_000_000_000 } },
      off: ['long-path'],
    });
    expect([watch.budget, watch.prefixes.length]).toEqual([0, 1]);
  });
});

describe('a refusal says where, what and how it is right', () => {
  test.each([
    ['labells: []', '1:1: unknown key "labells": is "labels" meant?'],
    ['labels: [ { name: a, as_paths: _1_ } ]', '1:22: labels[0]: unknown key "as_paths": is "as_path" meant?'],
    ['watch: { quantity: 1 }', '1:10: watch: unknown key "quantity": known are budget, prefixes'],
    ['influxdb: { password: secret }', '1:13: influxdb: unknown key "password": is "password_file" meant?'],
    ['labels: [ { as_path: _1_ } ]', '1:11: labels[0].name: is missing: a name such as expressroute'],
    [
      'labels:\n  - { name: a b }',
      '2:13: labels[0].name: "a b" does not fit: up to 50 letters, digits, and - _ . between them, such as expressroute',
    ],
    [
      'labels:\n  - name: a\n    as_path: [ _1_, "_2[" ]',
      '3:21: labels[0].as_path[1]: "_2[" does not fit, "" at character 4: an AS-path pattern looks like _12076_ or ^65515$',
    ],
    [
      'labels: [ { name: a, prefix: 10.1/16 } ]',
      '1:30: labels[0].prefix: "10.1/16" does not fit: a prefix looks like 10.0.0.0/8 or fd00::/8',
    ],
    [
      'labels: [ { name: a, prefix: 10.1.2.0/16 } ]',
      '1:30: labels[0].prefix: 10.1.2.0/16 has bits set behind its length: is 10.1.0.0/16 meant?',
    ],
    [
      'labels: [ { name: a, community: 65000 } ]',
      '1:33: labels[0].community: 65000 does not fit: a community looks like 65000:1, 65000:*, 64500:1:2, rt:65000:1 or no-export',
    ],
    ['labels: [ { name: a, origin: 0 } ]', '1:30: labels[0].origin: 0 does not fit: an AS number such as 65010'],
    ['labels: 5', '1:9: labels: 5 does not fit: a section with keys such as name, as_path, origin'],
    [
      'domains: { default: { profile: privat } }',
      '1:32: domains.default.profile: "privat" does not fit: one of private, internet',
    ],
    [
      'domains: { a b: {} }',
      '1:12: domains: "a b" does not fit: a key is the name of a domain such as hub: letters, digits, and - _ . between them',
    ],
    [
      'nonsense:',
      '1:1: unknown key "nonsense": known are influxdb, journal, archive, checkpoint, interval, collector, router, sources, snapshots, rpki, observe, log, domains, labels, peers, inventory, expect, detect, watch',
    ],
    ['domains: { a: {}, a: {} }', '1:19: this key stands in its section twice'],
    ['peers: { rs-0: {} }', '1:10: peers: "rs-0" does not fit: a key is an address such as 10.1.0.4'],
    ['peers: { fd00::1: {}, fd00:0::1: {} }', '1:23: peers: fd00:0::1 stands here twice'],
    ['peers: { 10.1.0.4: { best_only: 1 } }', '1:33: peers["10.1.0.4"].best_only: 1 does not fit: true or false'],
    ['inventory: { asns: { HQ: 65010 } }', '1:26: inventory.asns.HQ: 65010 does not fit: a name such as HQ-Frankfurt'],
    ['detect: { hold_down: 60 }', '1:22: detect.hold_down: 60 does not fit: a duration looks like 60s, 5m, 1h or 90d'],
    [
      'detect: { hold_down: 0s }',
      '1:22: detect.hold_down: "0s" does not fit: a duration looks like 60s, 5m, 1h or 90d',
    ],
    ['detect: { long_path_hops: many }', '1:27: detect.long_path_hops: "many" does not fit: a whole number such as 4'],
    ['watch: { budget: 60000 }', '1:18: watch.budget: 60000 does not fit: a number of prefixes from 0 to 50000'],
    [
      'influxdb: { url: nowhere }',
      '1:18: influxdb.url: "nowhere" does not fit: a URL looks like http://127.0.0.1:8086',
    ],
    ['a: *b', ' Unresolved alias (the anchor must be set before the alias): b'],
  ])('%s', (text, message) => expect(refusal(text)).toBe(`earshot.yaml:${message}`));

  test.each([
    [
      'labels: [ { name: er } ]\nexpect: [ { label: err, limit: 1 } ]',
      '2:20: expect[0].label: no label "err": is er meant?',
    ],
    ['expect: [ { label: vnet, limit: 1 } ]', '1:20: expect[0].label: no label "vnet" (known: none)'],
    [
      'expect: [ { peer: rs-1, limit: 1 } ]\npeers: { 10.1.0.4: { name: rs-0 } }',
      '1:19: expect[0].peer[0]: no name or group "rs-1" in the section peers: is rs-0 meant?',
    ],
    [
      'labels:\n  - { name: a, not: { peer: [ 1, hub ] } }',
      '2:34: labels[0].not.peer[1]: no name or group "hub" in the section peers (known: none)',
    ],
    [
      'labels:\n  - { name: a }\n  - { name: b, origin: 1 }',
      '3:5: labels[1]: can never match: labels[0] (a) matches every route. Put it last, or give it conditions',
    ],
    [
      'domains: { default: { path_identity: [ label ] } }',
      '1:38: domains.default.path_identity: label tells no paths apart without the section labels',
    ],
    [
      'domains: { default: { path_identity: site } }\npeers: { 10.1.0.4: { name: rs-0 } }',
      '1:38: domains.default.path_identity: site tells no paths apart without a site of a peer: peers: { 10.1.0.4: { site: fra } }',
    ],
    [
      'expect: { origins: 1 }',
      '1:9: expect[0]: speaks of no routes: give prefix, peer or label, such as { prefix: 10.1.0.0/16, origins: 65515 }',
    ],
    [
      'expect: { peer: 1, match: longer, limit: 1 }',
      '1:27: expect[0].match: says how routes relate to a prefix, and there is none: give prefix',
    ],
    [
      'expect: { peer: 1 }',
      '1:9: expect[0]: expects nothing: give origins, min_paths, limit, deny or another, such as { origins: 65515 }',
    ],
    [
      'expect: { prefix: 10.0.0.0/8, max_prefix_length: 24 }',
      '1:50: expect[0].max_prefix_length: is for more specific prefixes: give match: longer',
    ],
    [
      'expect: { prefix: 10.0.0.0/8, match: longer, max_prefix_length: 7 }',
      '1:65: expect[0].max_prefix_length: is shorter than the prefix itself: from 8 on',
    ],
    [
      'expect: { peer: 1, min_path_length: 3, max_path_length: 2 }',
      '1:37: expect[0].min_path_length: is above max_path_length, 2: no path can be both',
    ],
  ])('%s', (text, message) => expect(refusal(text)).toBe(`earshot.yaml:${message}`));

  test('all problems are told at once, in the order of the file', () => {
    expect(refusal('interval: soon\nlabels:\n  - { name: a, nam: b }\ndetect: { hold_down: x }\n').split('\n')).toEqual(
      [
        expect.stringContaining('earshot.yaml:1:11: interval: '),
        expect.stringContaining('earshot.yaml:3:16: labels[0]: unknown key "nam": is "name" meant?'),
        expect.stringContaining('earshot.yaml:4:22: detect.hold_down: '),
      ]
    );
  });

  test('whatever is written is read or refused, with a place', () => {
    const key = fc.constantFrom(
      'labels',
      'domains',
      'peers',
      'expect',
      'watch',
      'name',
      'prefix',
      'as_path',
      'not',
      'x',
      '10.1.0.4'
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(null, true, 1, -1, 0.5, 'a', '10.0.0.0/8', '_1_', '10.1.0.4', ''),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 })
      ),
    }));
    const yaml = fc.oneof(
      value.map((json) => JSON.stringify(json)),
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'a:-[]{}&*!|>\'"%@` \n#,?') })
    );
    fc.assert(
      fc.property(yaml, (text) => {
        try {
          load(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as Error).message).toMatch(/earshot\.yaml:(\d+:\d+:)? /);
        }
      })
    );
  });
});
