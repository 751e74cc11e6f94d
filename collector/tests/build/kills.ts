import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { Influxd, freePort } from '../influxd.ts';
import { type Fault, WriteServer } from '../write-server.ts';
import { type Plan, journalName, makeLine } from './delivery-plan.ts';
import { randomOf } from './mutate.ts';

/** Everything that a server, or what stands before it, can do wrong without refusing the lines for good. */
export function stormFault(random: () => number, lines: number): Fault {
  const dice = random();
  if (dice < 0.5) {
    return { kind: 'none' };
  }
  const faults: Fault[] = [
    { kind: 'late', ms: 200 * random() },
    { kind: 'stored-unsaid' },
    { kind: 'stored-unsaid', half: true },
    { kind: 'reset' },
    { kind: 'hang' },
    { kind: 'status', status: 500, words: 'timeout', stores: 'all' },
    { kind: 'status', status: 500, words: 'timeout', stores: 'half' },
    { kind: 'status', status: 503, headers: { 'retry-after': '0' } },
    { kind: 'status', status: 429, words: 'too many requests' },
    { kind: 'status', status: 401, words: 'authorization failed' },
  ];
  // A single line that is refused is refused for good.
  const partial: Fault = { kind: 'status', status: 400, words: 'partial write: dropped=1', stores: 'half' };
  return [...faults, lines > 2 ? partial : faults[0]!][Math.floor(random() * (faults.length + 1))]!;
}

interface Storm {
  readonly kills: number;
  /** Every so many kills of the collector the server is killed as well. */
  readonly serverKillEvery: number;
  readonly random: () => number;
}

/**
 * Has a process deliver its plan through a bad connection, kills it again and again at random moments, and the server now and then;
 * lets it finish in the end.
 */
async function deliverThroughStorm(plan: Plan, influxd: Influxd, port: number, storm: Storm): Promise<void> {
  const { kills, serverKillEvery, random } = storm;
  let server = await startServer();
  async function startServer(): Promise<WriteServer> {
    const started = await WriteServer.start({ port, forwardTo: influxd.url });
    started.fault = ({ lines }) => stormFault(random, lines.length);
    return started;
  }
  for (let kill = 0; kill < kills; kill++) {
    const { child, exited } = start({ ...plan, staysAtTheEnd: true });
    // Some die while they open the journal.
    if (random() < 0.8) {
      await Promise.race([once(child, 'message'), exited]);
    }
    await sleep(300 * random());
    if (kill % serverKillEvery === 0) {
      await influxd.kill();
    }
    if (random() < 0.3) {
      await server.stop();
      await sleep(100 * random());
      server = await startServer();
    }
    child.kill('SIGKILL');
    const code = await exited;
    if (code !== null) {
      throw new Error(`a process ended by itself with ${code}`);
    }
    if (kill % serverKillEvery === 0) {
      await influxd.restart();
    }
  }
  // What is left is more than a process delivers in its life: through the storm it would take longer than all kills.
  server.fault = () => ({ kind: 'none' });
  const options = { ...plan.options, connection: { ...plan.options.connection, timeoutMs: 30_000 } };
  const code = await start({ ...plan, options, linesPerCheckpoint: 5_000, pauseMs: 0 }).exited;
  await server.stop();
  if (code !== 0) {
    throw new Error(`the last process ended with ${code}`);
  }
}

/**
 * Kills a delivery so many times and holds the database to that of a quiet run: the same rows with the same fields, nothing refused,
 * nothing left in the journal.
 */
export async function expectNothingLost(kills: number): Promise<void> {
  const influxd = await Influxd.start();
  const folder = mkdtempSync(join(tmpdir(), 'earshot-kills-'));
  try {
    for (const name of ['quiet', 'quiet_verbose', 'storm', 'storm_verbose']) {
      await influxd.query('', `CREATE DATABASE "${name}"`);
    }
    const port = await freePort();
    const plan = planOf(folder, port, kills * LINES_OF_A_LIFE);
    await deliverThroughStorm(plan, influxd, port, { kills, serverKillEvery: 6, random: randomOf(kills) });
    const numbers = Array.from({ length: plan.lines }, (_, number) => number);
    await writeQuietly(
      `${influxd.url}/write?db=quiet&precision=ns`,
      numbers.filter((number) => number % 5 !== 0)
    );
    await writeQuietly(
      `${influxd.url}/write?db=quiet_verbose&precision=ns`,
      numbers.filter((number) => number % 5 === 0)
    );
    const [general, verbose] = [await contents(influxd, 'storm'), await contents(influxd, 'storm_verbose')];
    expect(general).toEqual(await contents(influxd, 'quiet'));
    expect(verbose).toEqual(await contents(influxd, 'quiet_verbose'));
    expect(general.rows + verbose.rows).toBe(plan.lines);
    const journal = join(folder, journalName);
    expect(readFileSync(join(journal, 'dead', 'general.lp'), 'utf8')).toBe('');
    expect(readdirSync(join(journal, 'general'))).toEqual([]);
  } finally {
    await influxd.stop();
    rmSync(folder, { recursive: true });
  }
}

/** More than a process delivers before it is killed. */
const LINES_OF_A_LIFE = 800;

function planOf(folder: string, port: number, lines: number): Plan {
  return {
    folder,
    lines,
    linesPerCheckpoint: 100,
    pauseMs: 2,
    options: {
      connection: { url: `http://127.0.0.1:${port}`, timeoutMs: 500 },
      databases: { general: 'storm', verbose: 'storm_verbose' },
      journal: { maxBytes: 64 * 1024 * 1024, segmentBytes: 20_000, fsync: 'interval' },
      pauses: { firstMs: 5, maxMs: 100, refusedMs: 50 },
    },
  };
}

async function writeQuietly(target: string, numbers: readonly number[]): Promise<void> {
  for (let at = 0; at < numbers.length; at += 5_000) {
    const body = numbers
      .slice(at, at + 5_000)
      .map(makeLine)
      .join('\n');
    expect((await fetch(target, { method: 'POST', body })).status).toBe(204);
  }
}

/** Rows of a database, and a hash over all of them with all their fields. */
async function contents(influxd: Influxd, database: string): Promise<{ rows: number; hash: string }> {
  const [series] = await influxd.query(database, 'SELECT * FROM "bgp_routes"');
  const hash = createHash('sha256').update(JSON.stringify(series));
  return { rows: series!.values.length, hash: hash.digest('hex') };
}

function start(plan: Plan): { child: ChildProcess; exited: Promise<number | null> } {
  const script = resolve(import.meta.dirname, '../deliver-lines.ts');
  const child = fork(script, [JSON.stringify(plan)], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return { child, exited: new Promise((resolve) => child.once('exit', resolve)) };
}
