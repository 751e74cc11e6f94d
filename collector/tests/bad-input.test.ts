import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportData } from '../src/cli/report-data.ts';
import { earshot } from './earshot.ts';
import { fixture } from './tools.ts';

const capture = fixture('bird-hybrid/nva.mrt');
let folder: string;
let bytes: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-input-'));
  bytes = await readFile(capture);
});

afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function records(...args: string[]): Promise<{ read: number; stderr: string; exitCode: number }> {
  const { stdout, stderr, exitCode } = await earshot(['report', '--json', ...args]);
  return { read: stdout === '' ? 0 : (JSON.parse(stdout) as ReportData).records.read, stderr, exitCode };
}

test('the compression is told by the bytes, not by the name', async () => {
  for (const content of [
    bytes,
    gzipSync(bytes),
    zstdCompressSync(bytes),
    Buffer.concat([gzipSync(bytes.subarray(0, 9)), gzipSync(bytes.subarray(9))]),
  ]) {
    expect(await records(await file('capture.gz', content))).toEqual({ read: 368, stderr: '', exitCode: 0 });
  }
});

test('standard input is read like a file', async () => {
  const { stdout, exitCode } = await earshot(['report', '--json', '-'], { input: gzipSync(bytes) });
  expect((JSON.parse(stdout) as ReportData).records.read).toBe(368);
  expect(exitCode).toBe(0);
});

test('a directory is read with what is below it, in the order of time', async () => {
  await mkdir(join(folder, 'day/night'), { recursive: true });
  // The later part has the name that sorts first: only in the order of time do its withdrawals meet their routes.
  await file('day/a.mrt', bytes.subarray(10_950));
  await file('day/night/b.mrt', bytes.subarray(0, 10_950));
  const whole = JSON.parse((await earshot(['report', '--json', capture])).stdout) as ReportData;
  const { stdout, stderr } = await earshot(['report', '--json', join(folder, 'day')]);
  expect(stderr).toBe('');
  expect((JSON.parse(stdout) as ReportData).peers).toEqual(whole.peers);
});

test.each([
  ['missing', async () => join(folder, 'missing.mrt'), 'no such file', 0],
  ['empty', () => file('empty', new Uint8Array()), 'the file is empty', 0],
  ['no MRT', () => file('text', Buffer.from('# just some text\n')), 'not an MRT file (MRT record type at offset 4', 0],
  [
    'cut off',
    () => file('cut', bytes.subarray(0, bytes.length - 5)),
    'MRT record at offset 21039: need 51 bytes, have 46',
    367,
  ],
  ['cut off in gzip', () => file('cut.gz', gzipSync(bytes).subarray(0, 1500)), 'the compressed data is cut off', 0],
  ['damaged gzip', async () => file('bad.gz', damaged(gzipSync(bytes))), 'the compressed data is damaged', 0],
])('%s: one line says what and where, the good part is kept, the exit code tells', async (_, make, words, atLeast) => {
  const path = await make();
  const { read, stderr, exitCode } = await records(path);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(path);
  expect(stderr).toContain(words);
  expect(exitCode).toBe(1);
  expect(read).toBeGreaterThanOrEqual(atLeast);
});

function damaged(content: Buffer): Buffer {
  const copy = Buffer.from(content);
  copy.fill(0xff, copy.length / 2, copy.length / 2 + 16);
  return copy;
}

test('one file that cannot be read does not keep the others from being read', async () => {
  const { read, stderr, exitCode } = await records(join(folder, 'missing.mrt'), capture);
  expect([read, exitCode]).toEqual([368, 1]);
  expect(stderr).toContain('missing.mrt: no such file');
});

test.each([
  [['import'], "missing required argument 'file'"],
  [['report', '--top', '0', capture], '0 is no positive number'],
  [['import', '--shift-time', 'yesterday', capture], '--shift-time yesterday: a time such as'],
  [['import', '--shift-time', 'now', '-'], 'give a file, not standard input'],
  [['import', '--url', 'ftp://x', capture], 'is no URL of an InfluxDB'],
  [['import', '--url', 'http://u:p@127.0.0.1', capture], 'credentials do not belong into the URL'],
  [['import', '--password-file', '/nonexistent', capture], '/nonexistent: no such file'],
])('a wrong command line %j ends with exit code 2 and the reason', async (args, words) => {
  const { exitCode, stderr } = await earshot(args);
  expect(stderr).toContain(words);
  expect(exitCode).toBe(2);
});

test('the configuration names line and column of what is wrong', async () => {
  const path = await file('earshot.yaml', Buffer.from('influxdb:\n  url: http://127.0.0.1:1\nintervall: 60s\n'));
  const { exitCode, stderr } = await earshot(['import', '--config', path, capture]);
  expect(stderr).toContain(`${path}:3:1: unknown key "intervall": is "interval" meant?`);
  expect(exitCode).toBe(2);
});
