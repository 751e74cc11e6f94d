import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../src/cli/check-finding.ts';
import { Delivery } from '../src/influx/delivery/delivery.ts';
import { ObserveServer } from '../src/observe/http.ts';
import { Secrets } from '../src/observe/secrets.ts';
import { Rib } from '../src/rib/rib.ts';
import { type StateOfTest, source, stateOf } from './build/collector-parts.ts';
import { PeerEvents, peer } from './build/peer-events.ts';
import { earshot } from './earshot.ts';
import { Influxd, freePort } from './influxd.ts';
import { fixture, hasTool } from './tools.ts';

let folder: string;
let config: string;
let observePort: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-check-'));
  config = join(folder, 'earshot.yaml');
  observePort = await freePort();
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(url: string, more = ''): void {
  writeFileSync(
    config,
    `influxdb: { url: '${url}' }
journal: { path: ${folder}/journal }
observe: { listen: '127.0.0.1:${observePort}' }
${more}`
  );
}

async function check(): Promise<{ exitCode: number; findings: readonly Finding[]; lines: string[] }> {
  const { exitCode, stdout, stderr } = await earshot(['check', '--json', '--config', config]);
  expect(stderr).toBe('');
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
  expect(exitCode).toBe(ok ? 0 : 1);
  return {
    exitCode,
    findings,
    lines: findings.map(({ area, about, verdict }) => `${verdict} ${area} ${about}`.trim()),
  };
}

test('a mistake in the configuration is a problem, with its place', async () => {
  writeFileSync(config, 'interval: soon\ncollektor: x\n');
  const { exitCode, findings } = await check();
  expect(exitCode).toBe(1);
  expect(findings.map(({ area, words }) => `${area} ${words.slice(0, config.length + 4)}`)).toEqual([
    `Configuration ${config}:1:1`,
    `Configuration ${config}:2:1`,
  ]);
});

test('a server that is not there is one problem, and the rest is looked at all the same', async () => {
  write(`http://127.0.0.1:${await freePort()}`);
  const { exitCode, lines } = await check();
  expect(exitCode).toBe(1);
  expect(lines).toContain('problem InfluxDB');
  expect(lines).toContain('ok Journal');
  expect(lines).toContain('note Collector');
});

describe.skipIf(!hasTool('influxd'))('with InfluxDB', () => {
  let influxd: Influxd;

  beforeAll(async () => {
    influxd = await Influxd.start();
  });

  afterAll(() => influxd.stop());

  test('databases that are missing, and then write and give back', async () => {
    write(influxd.url);
    const before = await check();
    expect(before.lines).toContain('problem InfluxDB general');
    expect(before.lines).toContain('problem InfluxDB verbose');
    await earshot(['setup', '--config', config]);
    const { exitCode, findings, lines } = await check();
    expect(exitCode).toBe(0);
    expect(lines).toContain('ok InfluxDB clock');
    expect(findings.find(({ about }) => about === 'general')?.words).toBe(
      '"bgp" keeps rows for 90 d; a point was written and read back'
    );
    const [series] = await influxd.query('bgp_verbose', 'SELECT * FROM bgp_collector');
    expect(series?.values.length).toBeGreaterThan(0);
  });

  test('a journal in use, and one that cannot be', async () => {
    write(influxd.url);
    const delivery = await Delivery.open(join(folder, 'journal'), {
      connection: { url: influxd.url, timeoutMs: 5000 },
      databases: { general: 'bgp', verbose: 'bgp_verbose' },
      journal: { maxBytes: 16 * 1024 * 1024, segmentBytes: 65_536, fsync: 'never' },
    });
    const inUse = await check();
    expect(inUse.lines).toContain('ok Journal');
    expect(inUse.findings.find(({ area }) => area === 'Collector')?.words).toContain('one runs and does not answer');
    await delivery.close();
    writeFileSync(join(folder, 'file'), '');
    write(influxd.url, '');
    writeFileSync(config, `influxdb: { url: '${influxd.url}' }\njournal: { path: ${folder}/file/journal }\n`);
    const { exitCode, lines } = await check();
    expect([exitCode, lines.includes('problem Journal')]).toEqual([1, true]);
  });

  test('folders that cannot be written, and earshot run says which in a line', async () => {
    writeFileSync(join(folder, 'file'), '');
    const wrong = join(folder, 'file', 'archive');
    write(
      influxd.url,
      `checkpoint: { path: ${wrong}/checkpoint }\narchive: { path: ${wrong} }\nsources: [{ type: mrtdump, path: none }]`
    );
    const { findings } = await check();
    expect(findings.filter(({ verdict }) => verdict === 'problem').map(({ about }) => about)).toEqual([
      'checkpoint',
      'archive',
    ]);
    const run = await earshot(['run', '--config', config]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/^earshot: .*\/file\/archive.*\n$/);
  });

  test('the sources are tried where no collector runs', async () => {
    const capture = fixture('bird-hybrid/nva.mrt');
    write(influxd.url, `sources: [{ type: mrtdump, path: ${capture} }, { type: mrtdump, path: ${folder}/none.mrt }]`);
    const { findings, lines } = await check();
    expect(lines.filter((line) => line.includes('Source'))).toEqual([
      `ok Source mrtdump ${capture}`,
      `note Source mrtdump ${folder}/none.mrt`,
    ]);
    expect(findings.find(({ area, about }) => area === 'Peer' && about === '127.0.0.6 AS65020')?.words).toMatch(
      /^up, ipv4 4 routes, /
    );
  });

  test('a file of ROAs is one of the sources, and one that is not there a problem', async () => {
    const roas = join(folder, 'roas.json');
    writeFileSync(roas, '{"roas":[{"asn":"AS64500","prefix":"192.0.2.0/24","maxLength":24}]}');
    const sources = `sources: [{ type: mrtdump, path: ${folder}/none.mrt }]\n`;
    write(influxd.url, `${sources}rpki: { roa_file: ${roas} }`);
    expect((await check()).lines).toContain(`ok Source roa-file ${roas}`);
    write(influxd.url, `${sources}rpki: { roa_file: ${roas}.old }`);
    const { exitCode, findings } = await check();
    expect(exitCode).toBe(1);
    expect(findings.find(({ verdict }) => verdict === 'problem')?.words).toMatch(
      /^trouble: .*roas\.json\.old: .*; no ROAs yet: every route counts as not-found/
    );
  });

  describe('and a collector that runs', () => {
    const one = new PeerEvents(peer('10.1.0.4', 65515));

    async function checkWith(given: StateOfTest, more = ''): ReturnType<typeof check> {
      write(influxd.url, more);
      const server = await ObserveServer.open(
        { address: '127.0.0.1', port: observePort },
        { state: () => stateOf(given, Date.now()), tickedMs: () => performance.now(), secrets: new Secrets([]) }
      );
      try {
        return await check();
      } finally {
        await server.close();
      }
    }

    test('its sources, who is connected, what of, and what is not seen', async () => {
      const rib = new Rib(1);
      rib.apply(one.announce(2, '10.2.0.0/16', { path: [65515] }), () => {});
      const connection = { name: 'core-1', up: true, words: 'sysDescr', families: ['ipv4'], lastHeardMs: Date.now() };
      const sources = [source({ connections: [connection], lastHeardMs: Date.now() })];
      const peers = 'peers: { 10.1.0.4: { name: rs-0, group: rs }, 10.1.0.5: { name: rs-1, group: rs } }';
      const { exitCode, findings, lines } = await checkWith({ rib, sources }, peers);
      expect(exitCode).toBe(1);
      expect(lines).toEqual(
        expect.arrayContaining([
          'ok Collector',
          'ok Source bmp 127.0.0.1:11019',
          'ok Source   core-1',
          'problem Blind spot rs-1 (10.1.0.5)',
          'note Blind spot 10.1.0.4',
          'note Blind spot Azure',
        ])
      );
      const words = findings.find(({ about }) => about === '  core-1')!.words;
      expect(words).toMatch(/^up: sysDescr, ipv4, last message \d+ s ago$/);
    });

    test('what is wrong with it, and what it lost', async () => {
      const { exitCode, findings } = await checkWith({
        messages: { received: 5 },
        leftOut: { watched_refused: 7 },
        losses: { archive_full: 2 },
        sources: [source({ state: 'trouble', words: 'the port is taken\u001b[2J' })],
      });
      expect(exitCode).toBe(1);
      const words = findings.map((one) => `${one.verdict} ${one.words}`);
      expect(words).toContain('problem received 5 is not decoded 0 + faulty 0 + filtered 0');
      expect(words).toContain('note prefixes that are not watched, since too many are: 7');
      expect(words).toContain('note archive_full: 2');
      expect(words).toContain('problem trouble: the port is taken [2J, no message yet');
    });
  });
});
