import type { JudgementSettings } from '../detect/settings.ts';
import { FileRun } from '../file-run.ts';
import { openFile } from '../sources/file-source.ts';
import { readRoaFile } from '../sources/roa-file.ts';
import { EXIT } from './exit.ts';
import { faultLines } from './fault-lines.ts';
import { inputFiles } from './input-files.ts';
import { Progress } from './progress.ts';
import { ReportOutlet, reportData } from './report-data.ts';
import { reportText } from './report-text.ts';

export interface ReportOptions {
  readonly json: boolean;
  readonly router: string;
  readonly judgement: JudgementSettings;
  readonly roaFile: string | undefined;
  readonly topOrigins: number;
}

/** `earshot report`: what MRT files hold, without a server. Gives the exit code. */
export async function report(names: readonly string[], options: ReportOptions): Promise<number> {
  const { json, router, judgement } = options;
  const { intervalUs } = judgement;
  const { files, problems } = await inputFiles(names, false);
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = new Progress(process.stderr, names.includes('-') ? undefined : totalBytes);
  const outlet = new ReportOutlet(intervalUs);
  const run = new FileRun(
    { router, judgement, shiftUs: 0, admit: () => {}, progress: (...now) => progress.show(...now) },
    outlet
  );
  if (options.roaFile !== undefined) {
    run.replaceRoas(await readRoaFile(options.roaFile));
  }
  const complaints = [...problems];
  for (const { name } of files) {
    const problem = await run.read(await openFile(name));
    complaints.push(...(problem ? [problem.message] : []));
  }
  run.settle();
  progress.end();
  complaints.push(...faultLines(run.counts));
  if (files.length > 0) {
    const data = reportData(
      files.map(({ name }) => name),
      run,
      outlet,
      { intervalUs, topOrigins: options.topOrigins }
    );
    process.stdout.write(json ? `${JSON.stringify(data, undefined, 2)}\n` : reportText(data));
  }
  for (const complaint of complaints) {
    console.error(`earshot: ${complaint}`);
  }
  return complaints.length > 0 ? EXIT.failed : EXIT.ok;
}
