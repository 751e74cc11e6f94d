import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Influxd } from '../influxd.ts';
import { WriteServer } from '../write-server.ts';
import { type OutagePlan, type OutageReport, makeLine } from './delivery-plan.ts';

/** Until the process has the size at which it works. */
const WARM_UP_LINES = 100_000;
const LIVE_LINES_PER_SECOND = 500;
/** An hour passes in a minute. */
const ACCELERATION = 60;

export interface OutageFigures extends OutageReport {
  /** Lines that were made while the server was away. */
  readonly lines: number;
  /** Size of the journal against that of the lines, compressed with gzip. */
  readonly sizeOfGzip: number;
  readonly linesPerSecond: number;
  /** How late the latest of the live lines came while the backlog drained. */
  readonly mostLateMs: number;
  readonly liveLines: number;
  /** Rows in the database. */
  readonly rows: number;
}

/** Takes the server away for so many lines, brings it back, and measures. */
export async function outage(lines: number): Promise<OutageFigures> {
  const influxd = await Influxd.start();
  const server = await WriteServer.start({ forwardTo: influxd.url });
  const folder = mkdtempSync(join(tmpdir(), 'earshot-outage-'));
  const late = { mostMs: 0, lines: 0 };
  try {
    await influxd.query('', 'CREATE DATABASE "outage"');
    const plan: OutagePlan = {
      folder,
      warmUpLines: WARM_UP_LINES,
      lines,
      linesPerSecond: ACCELERATION * LIVE_LINES_PER_SECOND,
      liveLinesPerSecond: LIVE_LINES_PER_SECOND,
      options: {
        connection: { url: server.url, timeoutMs: 30_000 },
        databases: { general: 'outage', verbose: 'outage' },
        journal: { maxBytes: 1024 ** 3, segmentBytes: 4 * 1024 ** 2, fsync: 'interval' },
      },
    };
    const child = fork(resolve(import.meta.dirname, '../outage-run.ts'), [JSON.stringify(plan)], { execArgv: [] });
    const exited = once(child, 'exit');
    const told = async (): Promise<OutageReport> => ((await once(child, 'message')) as [OutageReport])[0];
    await told();
    server.fault = () => ({ kind: 'reset' });
    child.send('the server is away');
    const atEnd = await told();
    let backMs: number | undefined;
    server.fault = ({ lines }) => {
      backMs ??= Date.now();
      measureLate(lines, backMs, late);
      return { kind: 'none' };
    };
    // What is kept to look at afterwards is not looked at here.
    const forget = setInterval(() => server.requests.splice(0), 100);
    child.send('the server is back');
    const afterwards = await told();
    clearInterval(forget);
    child.send('that is all');
    await exited;
    const rows = await countRows(influxd);
    return {
      ...afterwards,
      ...atEnd,
      lines,
      sizeOfGzip: atEnd.journalBytes / gzipBytes(lines),
      linesPerSecond: (lines / afterwards.drainMs) * 1000,
      mostLateMs: late.mostMs,
      liveLines: late.lines,
      rows,
    };
  } finally {
    await server.stop();
    await influxd.stop();
    rmSync(folder, { recursive: true });
  }
}

/** What was made before the server was seen to be back belongs to the backlog. */
function measureLate(lines: readonly string[], backMs: number, late: { mostMs: number; lines: number }): void {
  for (const line of lines) {
    const madeMs = Number(/^live .*made_ms=(\d+)i/.exec(line)?.[1] ?? 0);
    if (madeMs > backMs) {
      late.lines++;
      late.mostMs = Math.max(late.mostMs, Date.now() - madeMs);
    }
  }
}

async function countRows(influxd: Influxd): Promise<number> {
  const series = await influxd.query('outage', 'SELECT count("number") FROM "bgp_routes", "live"');
  return series.reduce((sum, { values }) => sum + Number(values[0]![1]), 0);
}

function gzipBytes(lines: number): number {
  let bytes = 0;
  for (let at = WARM_UP_LINES; at < WARM_UP_LINES + lines; at += 100_000) {
    const numbers = Array.from({ length: Math.min(100_000, WARM_UP_LINES + lines - at) }, (_, i) => at + i);
    bytes += gzipSync(numbers.map((number) => `${makeLine(number)}\n`).join('')).length;
  }
  return bytes;
}

export function outageText({ lines, journalBytes, sizeOfGzip, grownBytes, drainMs, ...rest }: OutageFigures): string {
  const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  return (
    `outage of ${lines} lines: journal ${mib(journalBytes)} (${sizeOfGzip.toFixed(2)} of gzip), memory +${mib(grownBytes)}, catching up +${mib(rest.grownCatchingUpBytes)}; ` +
    `drained in ${(drainMs / 1000).toFixed(1)} s, ${Math.round(rest.linesPerSecond)} lines/s, ` +
    `beside ${rest.liveLines} live lines, the latest ${rest.mostLateMs} ms late`
  );
}
