import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { BgpdumpLines } from '../dump/bgpdump-lines.ts';
import { Filter } from '../dump/filter.ts';
import { JsonLines } from '../dump/json-lines.ts';
import { systemWords, openFile } from '../sources/file-source.ts';
import { bgpdumpOptions, type DumpFlags, wanted } from './dump-options.ts';
import { DumpRun, type Sink } from './dump-run.ts';
import { CommandError, EXIT } from './exit.ts';
import { faultLines } from './fault-lines.ts';
import { formatItems } from './format.ts';
import { type InputFile, inputFiles } from './input-files.ts';
import { Output } from './output.ts';
import { Progress } from './progress.ts';
import { RawRecords } from './raw-records.ts';

/** `earshot dump`: what MRT files hold, line by line or as MRT again. Gives the exit code. */
export async function dump(names: readonly string[], flags: DumpFlags, router: string): Promise<number> {
  const filter = new Filter(wanted(flags));
  const lines = bgpdumpOptions(flags);
  if (filter.needsLearning && names.includes('-')) {
    throw new CommandError('--match lookup reads its input twice: give a file, not standard input', EXIT.usage);
  }
  const { files, problems } = await inputFiles(names, false);
  const output = new Output(await stream(flags.raw, files));
  const progress = new Progress(process.stderr, names.includes('-') ? undefined : totalBytes(files));
  const run = new DumpRun(filter, output, (...now) => {
    // The lines go to the same terminal.
    if (!process.stdout.isTTY || flags.raw !== undefined) {
      progress.show(...now);
    }
  });
  const sink: Sink =
    flags.raw !== undefined
      ? new RawRecords(filter.isOpen)
      : lines
        ? new BgpdumpLines(lines, (reason) => run.leftOut(reason))
        : new JsonLines(router);
  const complaints = [...problems];
  for (const { name } of filter.needsLearning ? files : []) {
    await run.learn(await openFile(name));
  }
  for (const { name } of files) {
    const problem = output.closed ? undefined : await run.read(await openFile(name), sink);
    complaints.push(...(problem === undefined ? [] : [problem]));
  }
  progress.end();
  return report(run, complaints);
}

function report({ counts }: DumpRun, complaints: string[]): number {
  complaints.push(...faultLines(counts));
  for (const [reason, count] of counts.filteredReasons) {
    console.error(`earshot: left out: ${formatItems(count, 'time')} ${reason}`);
  }
  for (const complaint of complaints) {
    console.error(`earshot: ${complaint}`);
  }
  return complaints.length > 0 ? EXIT.failed : EXIT.ok;
}

/** Standard output, or the file for --raw, which must not be one that is read. */
async function stream(raw: string | undefined, files: readonly InputFile[]): Promise<Writable> {
  if (raw === undefined || raw === '-') {
    return process.stdout;
  }
  const target = await stat(raw).catch(() => undefined);
  for (const { name } of target ? files : []) {
    const source = name === '-' ? undefined : await stat(name);
    if (source?.ino === target!.ino && source.dev === target!.dev) {
      throw new CommandError(`--raw ${raw}: is one of the files to read`, EXIT.usage);
    }
  }
  const file = createWriteStream(raw);
  await new Promise<void>((resolve, reject) => {
    file.once('open', () => resolve());
    file.once('error', (error) => reject(new CommandError(`--raw ${raw}: ${systemWords(error)}`, EXIT.usage)));
  });
  return file;
}

function totalBytes(files: readonly InputFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
