import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Delivery, type DeliveryOptions } from '../src/influx/delivery/delivery.ts';
import type { DatabaseState } from '../src/influx/delivery/state.ts';
import { FolderInUse } from '../src/influx/journal/folder-lock.ts';
import { type Fault, WriteServer } from './write-server.ts';

const NONE: Fault = { kind: 'none' };

let folder: string;
let server: WriteServer;
let delivery: Delivery | undefined;
let states: [string, DatabaseState][];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-delivery-'));
  server = await WriteServer.start();
  states = [];
});

afterEach(async () => {
  await delivery?.close();
  delivery = undefined;
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function openDelivery({ journal, ...options }: Partial<DeliveryOptions> = {}): Promise<Delivery> {
  delivery = await Delivery.open(folder, {
    connection: { url: server.url, timeoutMs: 5_000 },
    databases: { general: 'g', verbose: 'v' },
    journal: { maxBytes: 1024 * 1024, segmentBytes: 4096, fsync: 'interval', ...journal },
    pauses: { firstMs: 5, maxMs: 50, refusedMs: 20 },
    onState: (store, state) => states.push([store, state]),
    ...options,
  });
  return delivery;
}

/** Ends the run as it is; the journal stays. */
async function close(): Promise<void> {
  await delivery!.close();
  delivery = undefined;
}

function linesOf(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => `m,series=${(from + i) % 7} value=${from + i}i ${from + i}`);
}

function appendAll(lines: readonly string[]): void {
  for (const line of lines) {
    expect(delivery!.append('general', line)).toBe(true);
  }
}

function expectBalance(): void {
  const { made, recovered, written, queued, dropped, dead } = delivery!.counts;
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  expect(made + recovered).toBe(written + queued + sum(dropped) + sum(dead));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('every line of both stores arrives once, in its database, and the journal is empty afterwards', async () => {
  await openDelivery();
  const lines = linesOf(12_345);
  appendAll(lines);
  delivery!.append('verbose', 'm v=1i 1');
  await delivery!.drained();
  expect(server.requests.flatMap(({ database, lines }) => (database === 'g' ? lines : []))).toEqual(lines);
  expect(server.lines('v')).toEqual(['m v=1i 1']);
  expect(delivery!.counts).toMatchObject({ made: 12_346, written: 12_346, queued: 0 });
  expectBalance();
  await close();
  expect(readdirSync(join(folder, 'general'))).toEqual([]);
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

test('routes go with the general store, or to a database of their own with a journal of its own', async () => {
  await openDelivery();
  delivery!.append('routes', 'm v=1i 1');
  await delivery!.drained();
  expect(Object.keys(delivery!.health())).toEqual(['general', 'verbose']);
  await close();
  server.fault = ({ database }) => (database === 'r' ? { kind: 'status', status: 503 } : NONE);
  await openDelivery({ databases: { general: 'g', verbose: 'v', routes: 'r' } });
  delivery!.append('routes', 'm v=2i 2');
  delivery!.append('general', 'm v=3i 3');
  await until(() => server.lines('g').length === 2);
  expect(server.lines('g')).toEqual(['m v=1i 1', 'm v=3i 3']);
  expect(delivery!.health().routes).toMatchObject({ database: 'r', queued: 1 });
  server.fault = () => NONE;
  await delivery!.drained();
  expect(server.lines('r')).toEqual(['m v=2i 2']);
  expectBalance();
});

test.each<[string, Fault]>([
  ['answers 500 although it stored', { kind: 'status', status: 500, words: 'timeout', stores: 'all' }],
  ['answers 503', { kind: 'status', status: 503 }],
  ['answers 429', { kind: 'status', status: 429, words: 'too many requests' }],
  ['answers 408', { kind: 'status', status: 408 }],
  ['stores half and answers 500', { kind: 'status', status: 500, words: 'timeout', stores: 'half' }],
  ['stores and closes the connection', { kind: 'stored-unsaid' }],
  ['stores half and closes the connection', { kind: 'stored-unsaid', half: true }],
  ['closes the connection', { kind: 'reset' }],
  ['answers late', { kind: 'late', ms: 100 }],
  ['acknowledges later than the client waits', { kind: 'late', ms: 400 }],
  ['answers 429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
  ['answers 503 with Retry-After', { kind: 'status', status: 503, headers: { 'retry-after': '0' } }],
  ['calls good lines bad', { kind: 'status', status: 400, words: 'partial write: timeout dropped=1', stores: 'half' }],
])('a server that often %s gets every line, one request at a time', async (_, fault) => {
  // Never the same lines twice in a row: what is refused alone is refused.
  server.fault = ({ number, lines }) => (number % 3 < 2 && lines.length > 1 ? fault : NONE);
  await openDelivery({ connection: { url: server.url, timeoutMs: 200 } });
  const lines = linesOf(3_000);
  for (let i = 0; i < lines.length; i += 250) {
    appendAll(lines.slice(i, i + 250));
    await delivery!.flushed();
  }
  await delivery!.drained();
  expect(new Set(server.lines('g'))).toEqual(new Set(lines));
  expect(delivery!.counts).toMatchObject({ made: 3_000, written: 3_000, queued: 0 });
  expect(server.mostInFlight).toBe(1);
  expectBalance();
});

test('a server that never answers is asked again after the timeout, with no request left behind', async () => {
  server.fault = ({ number }) => (number < 2 ? { kind: 'hang' } : NONE);
  await openDelivery({ connection: { url: server.url, timeoutMs: 1_000 } });
  appendAll(['m v=1i 1']);
  await delivery!.drained();
  expect(server.requests.length).toBe(3);
  expect(states.map(([store, { kind }]) => [store, kind])).toEqual([
    ['general', 'retrying'],
    ['general', 'ok'],
  ]);
  expect(states[0]![1]).toMatchObject({ words: expect.stringContaining('no answer within 1 s') as string });
});

test('after an answer the pauses begin anew: a server that often fails is not left alone ever longer', async () => {
  server.fault = ({ number }) => (number % 4 < 3 ? { kind: 'status', status: 503 } : NONE);
  // Forty failures in a row would take years.
  await openDelivery({ pauses: { firstMs: 2, maxMs: 2 ** 40, refusedMs: 20 } });
  for (const line of linesOf(12)) {
    appendAll([line]);
    await delivery!.drained();
  }
  expect(server.requests.length).toBeGreaterThanOrEqual(48);
});

test('Retry-After is kept, in seconds', async () => {
  server.fault = ({ number }) =>
    number === 0 ? { kind: 'status', status: 503, headers: { 'retry-after': '1' } } : NONE;
  await openDelivery();
  appendAll(['m v=1i 1']);
  await delivery!.drained();
  const [first, second] = server.requests;
  expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(990);
});

test.each([
  [401, 'authorization failed', '--password-file'],
  [403, 'forbidden', '--token-file'],
  [404, 'database not found: "g"', "run 'earshot setup' first"],
  [301, 'moved', 'HTTP 301'],
])('%i keeps everything, says what to do, and goes on once it is mended', async (status, words, cure) => {
  server.fault = ({ database }) => (database === 'g' ? { kind: 'status', status, words } : NONE);
  await openDelivery();
  const lines = linesOf(100);
  appendAll(lines);
  delivery!.append('verbose', 'm v=1i 1');
  await until(() => delivery!.health().general.state.kind === 'refused' && delivery!.health().verbose.queued === 0);
  expect(delivery!.health()).toMatchObject({
    general: { state: { status, words: expect.stringContaining(cure) as string }, queued: 100 },
    verbose: { state: { kind: 'ok' }, queued: 0 },
  });
  expect(delivery!.counts).toMatchObject({ made: 101, written: 1, queued: 100 });
  expectBalance();
  server.fault = () => NONE;
  await delivery!.drained();
  expect(server.lines('g')).toEqual(lines);
  expect(delivery!.health().general.state).toEqual({ kind: 'ok' });
});

test('413 halves until it fits; a line that never does is a dead letter', async () => {
  server.maxBodyBytes = 1_000;
  await openDelivery();
  const lines = linesOf(500);
  const tooLong = `m v="${'x'.repeat(1_000)}" 9000`;
  appendAll([...lines.slice(0, 250), tooLong, ...lines.slice(250)]);
  await delivery!.drained();
  expect(server.lines('g')).toEqual(lines);
  expect(delivery!.counts).toMatchObject({ written: 500, dead: { too_large: 1 } });
  expect(deadLines()).toEqual([tooLong]);
  expectBalance();
});

function deadFile(): string {
  return readFileSync(join(folder, 'dead', 'general.lp'), 'utf8');
}

function deadLines(): string[] {
  return deadFile()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

test.each([
  ['1.x', "unable to parse 'm v=': missing field value", 'unparsable'],
  ['2.x', "unable to parse 'm v=': missing field value", 'unparsable'],
  ['1.x', 'field type conflict: input field "v" is type string', 'field_type'],
  ['2.x', 'field type conflict: input field "v" is type string', 'field_type'],
  ['3.x', 'invalid column type for column "v", expected iox::column_type::field::string', 'other'],
  ['1.x', 'points beyond retention policy', 'retention'],
  ['1.x', 'max-values-per-tag limit exceeded', 'other'],
] as const)(
  '%s, %s: the bad lines alone become dead letters, with the words of the server',
  async (manner, words, reason) => {
    server.manner = manner;
    server.refuses = (line) => (line.includes('bad') ? words : undefined);
    await openDelivery();
    const lines = linesOf(3_000);
    const bad = [17, 18, 1_500, 2_999].map((at) => `m bad=1i ${100_000 + at}`);
    appendAll(lines.flatMap((line, at) => [...bad.filter((text) => text.endsWith(` ${100_000 + at}`)), line]));
    await delivery!.drained();
    expect(server.lines('g').sort()).toEqual([...lines].sort());
    expect(delivery!.counts).toMatchObject({ written: 3_000, queued: 0, dead: { [reason]: 4 } });
    expect(deadLines()).toEqual(bad);
    expect(deadFile()).toContain(manner === '3.x' ? 'partial write of line protocol occurred' : words);
    expectBalance();
  }
);

test('where most lines are refused, good ones are stored and counted, and the search for the bad ones is bounded', async () => {
  server.refuses = (line) => (/[13579]$/.test(line) ? 'field type conflict' : undefined);
  await openDelivery();
  const lines = linesOf(4_000);
  appendAll(lines);
  await delivery!.drained();
  const good = lines.filter((line) => !/[13579]$/.test(line));
  expect(server.lines('g').sort()).toEqual(good.sort());
  expect(delivery!.counts).toMatchObject({ written: 2_000, dead: { field_type: 2_000 } });
  expect(deadLines()).toEqual(expect.arrayContaining(lines.filter((line) => !good.includes(line))));
  expect(deadFile()).toMatch(/, \d+ of the next \d+ lines$/m);
  expect(server.requests.length).toBeLessThan(1_500);
  expectBalance();
});

test('a dead-letter file that is full takes no more, and what it does not take is counted', async () => {
  server.refuses = () => 'field type conflict';
  await openDelivery({ deadLetterBytes: 2_000 });
  for (const line of linesOf(100)) {
    appendAll([line]);
    await delivery!.flushed();
  }
  await delivery!.drained();
  const { dead, dropped } = delivery!.counts;
  expect(dead.field_type).toBe(deadLines().length);
  expect(dead.field_type + dropped.dead_letters_full).toBe(100);
  expect(Math.min(dead.field_type, dropped.dead_letters_full)).toBeGreaterThan(0);
  expect(Buffer.byteLength(deadFile())).toBeLessThanOrEqual(2_000);
  expectBalance();
});

test('words of the server stay on one line of the dead letters', async () => {
  server.refuses = () => 'field type conflict\nm injected=1i 1\u0007';
  await openDelivery();
  appendAll(['m v=1i 1']);
  await delivery!.drained();
  expect(deadFile()).toMatch(
    /^# \S+Z HTTP 400: partial write: field type conflict m injected=1i 1 {2}dropped=1\nm v=1i 1\n$/
  );
});

test('what the server did not take is sent by the next run', async () => {
  server.fault = () => ({ kind: 'status', status: 503 });
  await openDelivery();
  const lines = linesOf(2_000);
  appendAll(lines);
  await close();
  server.fault = () => NONE;
  await openDelivery();
  expect(delivery!.counts).toMatchObject({ made: 0, recovered: 2_000 });
  await delivery!.drained();
  expect(server.lines('g')).toEqual(lines);
  expectBalance();
});

test('closing waits for no server, and sends nothing twice of what was answered', async () => {
  server.fault = ({ number }) => (number > 0 ? { kind: 'hang' } : NONE);
  await openDelivery();
  appendAll(linesOf(10));
  await delivery!.drained();
  appendAll(linesOf(10, 10));
  await delivery!.flushed();
  await until(() => server.requests.length === 2);
  await close();
  expect(server.requests.map(({ lines }) => lines.length)).toEqual([10, 10]);
});

test.each([
  ['many segments', 1, 400],
  ['one segment', 1024 * 1024, 30_000],
])('after an outage of %s the newest lines do not wait for the backlog', async (_, segmentBytes, count) => {
  server.fault = () => ({ kind: 'status', status: 503 });
  await openDelivery({ journal: { maxBytes: 16 * 1024 * 1024, segmentBytes, fsync: 'never' } });
  const backlog = linesOf(count);
  for (let i = 0; i < backlog.length; i += count / 40) {
    appendAll(backlog.slice(i, i + count / 40));
    await delivery!.flushed();
  }
  const live = 'live v=1i 1000000';
  let stored = 0;
  server.requests.length = 0;
  // Made while the second request is under way: the answer to the first has told that the server is back.
  server.fault = () => {
    if (++stored === 2) {
      appendAll([live]);
    }
    return NONE;
  };
  await until(() => stored >= 2);
  await delivery!.drained();
  const served = server.requests.flatMap(({ lines }) => lines);
  const liveAt = served.indexOf(live);
  expect(liveAt).toBeGreaterThan(-1);
  expect(liveAt).toBeLessThan(served.length - 1);
  expect(new Set(served)).toEqual(new Set([...backlog, live]));
});

test('one process at a time uses a journal, and a killed one leaves it to the next', async () => {
  const child = startHolder(folder);
  await once(child, 'message');
  await expect(openDelivery()).rejects.toThrow(FolderInUse);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await openDelivery();
  await expect(Delivery.open(folder, optionsOf())).rejects.toThrow('is in use by another process');
});

function optionsOf(): DeliveryOptions {
  return {
    connection: { url: server.url, timeoutMs: 1_000 },
    databases: { general: 'g', verbose: 'v' },
    journal: { maxBytes: 1024 * 1024, segmentBytes: 4096, fsync: 'never' },
  };
}

function startHolder(path: string): ChildProcess {
  return fork(join(import.meta.dirname, 'hold-folder.ts'), [path], { execArgv: [] });
}
