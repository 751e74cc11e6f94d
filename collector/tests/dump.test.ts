import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attribute, attributes, notification, update } from './build/bgp.ts';
import { hex, ipv4, u16, u32, u8, join as bytes } from './build/bytes.ts';
import { DUMP_CASES } from './build/dump-cases.ts';
import { bgp4mp, bgp4mpEt, peerIndex, rib } from './build/mrt.ts';
import { earshot } from './earshot.ts';
import { fixture } from './tools.ts';

type Element = Record<string, unknown> & { kind: string; prefix?: string; offset: number };

const capture = fixture('bird-hybrid/nva.mrt');
const table = fixture('bird-hybrid/nva-table.mrt');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-dump-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function elements(...args: string[]): Promise<Element[]> {
  const { stdout, stderr, exitCode } = await earshot(['dump', ...args]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return lines(stdout);
}

function lines(stdout: string): Element[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Element);
}

async function file(name: string, ...records: Uint8Array[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes(...records));
  return path;
}

describe('JSON lines', () => {
  test('one for each prefix and each other message', async () => {
    const counts: Record<string, number> = {};
    for (const { kind } of await elements(capture)) {
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(counts).toMatchObject({
      announce: 126,
      withdraw: 11,
      open: 6,
      notification: 1,
      keepalive: 158,
      'route-refresh': 6,
      state: 120,
    });
  });

  test('every attribute has its field, and an absent one has none', async () => {
    const more = [
      attribute(0x80, 4, u32(7)),
      attribute(0x40, 6, bytes()),
      attribute(0xc0, 7, bytes(u32(64500), ipv4('10.0.0.1'))),
      attribute(0xc0, 8, u32(0xffffff01)),
      attribute(0xc0, 16, hex('0002fde800000001')),
      attribute(0xc0, 32, bytes(u32(64500), u32(1), u32(2))),
      attribute(0xc0, 35, u32(64500)),
      attribute(0x80, 26, hex('01000b8000000000000001')),
      attribute(0xc0, 200, u8(5)),
    ];
    const record = bgp4mpEt(1_700_000_000_000_042, update({ announced: ['10.0.0.0/8'], asPath: [65010, 64500], more }));
    expect(await elements(await file('all', record))).toEqual([
      {
        time: '2023-11-14T22:13:20.000042Z',
        kind: 'announce',
        router: 'local',
        peer: '192.0.2.1',
        peer_as: 65010,
        afi: 'ipv4',
        prefix: '10.0.0.0/8',
        as_path: '65010 64500',
        origin_as: 64500,
        origin: 'IGP',
        next_hop: '192.0.2.1',
        med: 7,
        communities: ['no-export'],
        large_communities: ['64500:1:2'],
        ext_communities: ['rt:65000:1'],
        aggregator: { as: 64500, address: '10.0.0.1' },
        atomic_aggregate: true,
        otc: 64500,
        aigp: '9223372036854775809',
        others: [{ type: 200, flags: 0xc0, value: '05' }],
        offset: 0,
      },
    ]);
  });

  test('families that bgpdump lines cannot tell are told', async () => {
    const path = await file('vpn', DUMP_CASES['VPN routes']!);
    expect(await elements(path)).toMatchObject([{ afi: 'ipv4-vpn', prefix: '10.0.0.0/8', rd: '1:2', labels: [1] }]);
  });

  test('damage is an element, a line on stderr and the exit code', async () => {
    const path = await file('faulty', DUMP_CASES['an attribute that is too short']!);
    const { stdout, stderr, exitCode } = await earshot(['dump', path]);
    expect(lines(stdout)).toMatchObject([
      { kind: 'withdraw', prefix: '10.2.0.0/16', cause: 'malformed' },
      { kind: 'fault', attribute: 4, class: 'treat-as-withdraw', data: '0007' },
    ]);
    expect(stderr).toContain('1 damaged record, the first: MULTI_EXIT_DISC');
    expect(exitCode).toBe(1);
  });
});

describe('filters', () => {
  const prefixes = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '11.0.0.0/8', '0.0.0.0/0'];

  test.each([
    [['--prefix', '10.1.0.0/16'], '10.1.0.0/16'],
    [['--prefix', '10.1.0.0/16', '--match', 'longer'], '10.1.0.0/16 10.1.2.0/24'],
    [['--prefix', '10.1.0.0/16', '--match', 'shorter'], '10.0.0.0/8 10.1.0.0/16 0.0.0.0/0'],
    [['--prefix', '10.1.0.0/16', '--match', 'overlap'], '10.0.0.0/8 10.1.0.0/16 10.1.2.0/24 0.0.0.0/0'],
    [['--prefix', '10.1.9.1', '--match', 'lookup'], '10.1.0.0/16'],
    [['--prefix', '12.0.0.1', '--match', 'lookup'], '0.0.0.0/0'],
    [['--prefix', '::/0', '--match', 'longer'], ''],
  ])('%j', async (args, wanted) => {
    const path = await file('prefixes', bgp4mp(1, update({ announced: prefixes })));
    expect((await elements(...args, path)).map(({ prefix }) => prefix).join(' ')).toBe(wanted);
  });

  test('peer, origin, path, type and time', async () => {
    const only = async (...args: string[]): Promise<number> => (await elements(...args, capture)).length;
    const all = await elements(capture);
    const count = (wanted: (element: Element) => boolean): number => all.filter(wanted).length;
    expect(await only('--peer', '127.0.0.5')).toBe(count(({ peer }) => peer === '127.0.0.5'));
    expect(await only('--peer', '65020', '--type', 'update')).toBe(
      count(({ peer_as, kind }) => peer_as === 65020 && ['announce', 'withdraw', 'end-of-rib'].includes(kind))
    );
    expect(await only('--origin', '65011')).toBe(count(({ origin_as }) => origin_as === 65011));
    expect(await only('--as-path', '^65515 12076_(.*_)?65010$')).toBe(
      count(({ as_path }) => /^65515 12076 .*65010$/.test(String(as_path)))
    );
    expect(await only('--type', 'open,notification')).toBe(7);
    const [since, until] = ['2026-11-23T01:48:00Z', '2026-11-23T01:50:00Z'];
    expect(await only('--since', since, '--until', until)).toBe(
      count(({ time }) => String(time) >= since && String(time) < until)
    );
    expect(await only('--since', '1795398480', '--until', '1795398600')).toBe(
      await only('--since', since, '--until', until)
    );
  });

  test.each([
    [['--prefix', '10.1.0.1/16'], 'host bits are set, did you mean 10.1.0.0/16?'],
    [['--prefix', '10.1.0.1'], 'has no length: write 10.1.0.1/32, or choose --match lookup'],
    [['--prefix', 'x'], 'a prefix such as 10.1.0.0/16'],
    [['--peer', 'x'], 'an address such as 192.0.2.1, or an AS number'],
    [['--origin', '4294967296'], 'an AS number such as 64500'],
    [['--type', 'updates'], 'one of update, announce'],
    [['--since', 'yesterday'], 'a time such as'],
    [['--as-path', '(1'], 'a bracket ( is not closed'],
    [['-l'], '-l, -u and -t belong to --format bgpdump'],
    [['--raw', capture], 'is one of the files to read'],
  ])('%j is refused before anything is read', async (args, words) => {
    const { exitCode, stderr, stdout } = await earshot(['dump', ...args, capture]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
  });
});

describe('records as they are', () => {
  test('without a filter the copy is the file', async () => {
    const out = join(folder, 'copy.mrt');
    for (const path of [capture, table]) {
      expect(await elements('--raw', out, path)).toEqual([]);
      expect(await readFile(out)).toEqual(await readFile(path));
    }
  });

  test('matching records with the peer index that they need, and no more', async () => {
    const path = await file(
      'two-tables',
      peerIndex(1, [{ peer: '192.0.2.9', peerAs: 9 }]),
      rib(1, '11.0.0.0/8', [{ peerIndex: 0, attributes: attributes({}) }]),
      peerIndex(2, [{ peer: '192.0.2.1', peerAs: 1 }]),
      rib(2, '10.0.0.0/8', [{ peerIndex: 0, attributes: attributes({}) }]),
      rib(2, '10.1.0.0/16', [{ peerIndex: 0, attributes: attributes({}) }])
    );
    const out = join(folder, 'part.mrt');
    await elements('--prefix', '10.0.0.0/8', '--match', 'longer', '--raw', out, path);
    expect(await elements(out)).toMatchObject([
      { peer: '192.0.2.1', prefix: '10.0.0.0/8' },
      { peer: '192.0.2.1', prefix: '10.1.0.0/16' },
    ]);
    const whole = await readFile(path);
    expect(whole.indexOf(await readFile(out))).toBeGreaterThan(0);
  });

  test('a place that cannot be written is a wrong command line', async () => {
    const { exitCode, stderr } = await earshot(['dump', '--raw', join(folder, 'no/such/place'), capture]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--raw')]);
  });
});

test('a reader that has had enough ends the dump, quietly and well', async () => {
  const long = await file('long', ...new Array<Uint8Array>(20_000).fill(bgp4mp(1, notification(6, 2, u16(0)))));
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../bin/earshot.js'), 'dump', long], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const exitCode = await new Promise((done) => child.on('close', done));
  expect([exitCode, stderr]).toEqual([0, '']);
});

test('standard input, and files in the order of time', async () => {
  const { stdout } = await earshot(['dump', '-'], { input: gzipSync(await readFile(capture)) });
  expect(stdout).toBe((await earshot(['dump', capture])).stdout);
  const both = await elements('--type', 'rib,announce', table, capture);
  expect([both[0]!.kind, both.at(-1)!.kind]).toEqual(['announce', 'rib']);
  expect((await earshot(['dump', '--prefix', '10.0.0.1', '--match', 'lookup', '-'])).exitCode).toBe(2);
});
