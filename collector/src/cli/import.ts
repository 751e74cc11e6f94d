import type { Config } from '../config/load.ts';
import type { Observation } from '../detect/observation.ts';
import { databaseOf, homes } from '../influx/databases.ts';
import { LineBuilder } from '../influx/line.ts';
import { LineQueue } from '../influx/line-queue.ts';
import { RouteParts } from '../influx/points/route-parts.ts';
import { toRows } from '../influx/points/rows.ts';
import { SeriesGuard } from '../influx/points/series-guard.ts';
import { MEASUREMENTS, type MeasurementName } from '../influx/schema.gen.ts';
import { InfluxSender } from '../influx/sender.ts';
import { serverVersion } from '../influx/server.ts';
import { retentionOf } from '../influx/stores.ts';
import type { FileProblem } from '../file-problem.ts';
import { FileRun } from '../file-run.ts';
import type { Outlet } from '../pipeline.ts';
import { openFile } from '../sources/file-source.ts';
import { readRoaFile } from '../sources/roa-file.ts';
import { CommandError, EXIT } from './exit.ts';
import { formatCount, formatDuration, formatItems, formatTime } from './format.ts';
import { faultLines } from './fault-lines.ts';
import { type InputFiles, inputFiles } from './input-files.ts';
import { Progress } from './progress.ts';
import { leftOutItems } from './left-out-items.ts';
import { parseShiftTime, shiftUs } from './shift-time.ts';

/** How long to wait for a server that went away before giving up. */
const RETRY_FOR_MS = 60_000;

export interface ImportFlags {
  readonly shiftTime?: string;
}

/** `earshot import`: MRT files into InfluxDB. Gives the exit code. */
export async function importFiles(names: readonly string[], flags: ImportFlags, config: Config): Promise<number> {
  const shiftEnd = flags.shiftTime === undefined ? undefined : parseShiftTime(flags.shiftTime, new Date());
  const input = await inputFiles(names, shiftEnd !== undefined);
  const lastUs = Math.max(...input.files.map(({ span }) => span?.lastUs ?? 0));
  const shift = shiftEnd === undefined || lastUs <= 0 ? 0 : shiftUs(shiftEnd, lastUs);
  const admit = await admission(config);
  for (const { span } of input.files) {
    if (span !== undefined) {
      admit(span.firstUs + shift);
    }
  }
  const queue = new LineQueue(new InfluxSender(config.connection, { retryForMs: RETRY_FOR_MS }), config.databases);
  const guard = new SeriesGuard();
  const progress = new Progress(process.stderr, names.includes('-') ? undefined : totalBytes(input));
  const run = new FileRun(
    {
      router: config.router,
      judgement: config.judgement,
      shiftUs: shift,
      admit,
      progress: (...now) => progress.show(...now),
    },
    influxOutlet(queue, guard, config.collector)
  );
  const problems: FileProblem[] = [];
  if (config.roaFile !== undefined) {
    run.replaceRoas(await readRoaFile(config.roaFile));
  }
  try {
    for (const { name } of input.files) {
      const problem = await run.read(await openFile(name));
      problems.push(...(problem ? [problem] : []));
    }
    await queue.flush();
  } finally {
    progress.end();
    summarize(run, queue, guard, config, input);
  }
  if (shiftEnd !== undefined) {
    console.log(`To repeat this import: --shift-time ${shiftEnd.toISOString().replace('.000Z', 'Z')}`);
  }
  return complain([...input.problems, ...problems.map(({ message }) => message)], run, queue);
}

/** Lines for InfluxDB, numbered anew for each file. */
function influxOutlet(queue: LineQueue, guard: SeriesGuard, collector: string): Outlet {
  let lines = new LineBuilder(undefined, guard);
  const parts = new RouteParts();
  return {
    beginFile(): void {
      lines = new LineBuilder(undefined, guard);
    },
    take(observation: Observation): void {
      for (const row of toRows(observation, collector, parts)) {
        const line = lines.toLine(row);
        if (line !== undefined) {
          queue.add(row.store, line);
        }
      }
    },
    get full(): boolean {
      return queue.full;
    },
    relieved: () => queue.relieved(),
  };
}

/** Refuses captures that the databases would not keep: InfluxDB drops such points, however they are sent. */
async function admission({ connection, databases }: Config): Promise<(firstUs: number) => void> {
  const version = await serverVersion(connection);
  const limits: { database: string; seconds: number }[] = [];
  for (const database of homes(databases).map((store) => databaseOf(databases, store))) {
    const { exists, seconds } = await retentionOf(connection, version, database);
    if (!exists) {
      throw new CommandError(
        `InfluxDB at ${connection.url} has no database "${database}": run 'earshot setup' first, with the same options`
      );
    }
    if (seconds !== undefined) {
      limits.push({ database, seconds });
    }
  }
  return (firstUs) => {
    const ageSeconds = Date.now() / 1000 - firstUs / 1e6;
    const limit = limits.find(({ seconds }) => ageSeconds > seconds);
    if (limit) {
      throw new CommandError(
        `the capture begins at ${formatTime(firstUs)} UTC, but database "${limit.database}" keeps rows for ` +
          `${formatDuration(limit.seconds)} only: nothing was written. Either import into a database that keeps them ` +
          `(earshot setup --database NAME --retention none), or move the capture in time (--shift-time now)`
      );
    }
  };
}

function totalBytes({ files }: InputFiles): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function summarize(
  { counts, leftOut }: FileRun,
  queue: LineQueue,
  guard: SeriesGuard,
  { connection, databases }: Config,
  { files }: InputFiles
): void {
  const messages = [...counts.messages.values()].reduce((sum, count) => sum + count, 0);
  const { made, written, dropped } = queue.counts;
  const span =
    counts.firstUs === undefined ? '' : `, ${formatTime(counts.firstUs)} to ${formatTime(counts.lastUs!)} UTC`;
  console.log(`${formatItems(files.length, 'file')}: ${formatItems(counts.records, 'record')}${span}`);
  console.log(`  ${formatItems(messages, 'BGP message')}, ${formatItems(counts.routes, 'route')}`);
  const names = homes(databases).map((store) => databaseOf(databases, store));
  const stored = `${formatItems(written, 'point')} written to ${names.join(' and ')}`;
  const unsent = made - written - dropped;
  const lost = [
    ...(dropped > 0 ? [`${formatItems(dropped, 'point')} dropped by the server`] : []),
    ...(unsent > 0 ? [`${formatItems(unsent, 'point')} not sent`] : []),
  ];
  console.log(`  ${[stored, ...lost].join(', ')} at ${connection.url}`);
  for (const [reason, count] of [...counts.filteredReasons, ...leftOutItems(leftOut)]) {
    console.log(`  left out: ${formatItems(count, 'time')} ${reason}`);
  }
  for (const [measurement, count] of Object.entries(guard.counts.overflow)) {
    const max = formatCount(MEASUREMENTS[measurement as MeasurementName].maxSeries);
    console.log(`  left out: ${formatItems(count, 'row')} of ${measurement}, which has ${max} series already`);
  }
}

/** Says on stderr what failed; the exit code says that something did. */
function complain(problems: readonly string[], { counts }: FileRun, queue: LineQueue): number {
  const all = [...problems];
  all.push(...faultLines(counts));
  if (queue.counts.dropped > 0) {
    all.push(`InfluxDB dropped ${formatItems(queue.counts.dropped, 'point')}: ${queue.counts.dropReason}`);
  }
  for (const problem of all) {
    console.error(`earshot: ${problem}`);
  }
  return all.length > 0 ? EXIT.failed : EXIT.ok;
}
