import type { JudgementSettings } from '../detect/settings.ts';
import { FileRun } from '../file-run.ts';
import type { Outlet } from '../pipeline.ts';
import { openFile } from '../sources/file-source.ts';
import { EXIT } from './exit.ts';
import { faultLines } from './fault-lines.ts';
import { inputFiles } from './input-files.ts';
import { learnedSet } from './learned-set.ts';
import { learnedRoutes, partialPeers } from './learned-tables.ts';
import { learnedYaml } from './learned-yaml.ts';
import { Progress } from './progress.ts';

export interface LearnOptions {
  readonly router: string;
  readonly judgement: JudgementSettings;
}

/** Takes no rows: the tables of the run are what is asked for. */
const TABLES_ONLY: Outlet = { beginFile: () => {}, take: () => {}, full: false, relieved: async () => {} };

/** `earshot learn`: a first configuration from the tables at the end of MRT files, as YAML. Gives the exit code. */
export async function learn(names: readonly string[], { router, judgement }: LearnOptions): Promise<number> {
  const { files, problems } = await inputFiles(names, false);
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = new Progress(process.stderr, names.includes('-') ? undefined : totalBytes);
  const run = new FileRun(
    { router, judgement, shiftUs: 0, admit: () => {}, progress: (...now) => progress.show(...now) },
    TABLES_ONLY
  );
  const complaints = [...problems];
  for (const { name } of files) {
    const problem = await run.read(await openFile(name));
    complaints.push(...(problem ? [problem.message] : []));
  }
  progress.end();
  complaints.push(...faultLines(run.counts));
  if (files.length > 0) {
    const { firstUs, lastUs } = run.counts;
    const partial = new Set(partialPeers(run.rib).map(({ address }) => address));
    const from = { files: files.map(({ name }) => name), firstUs, lastUs, partial };
    process.stdout.write(learnedYaml(learnedSet(learnedRoutes(run.rib)), from));
  }
  for (const complaint of complaints) {
    console.error(`earshot: ${complaint}`);
  }
  return complaints.length > 0 ? EXIT.failed : EXIT.ok;
}
