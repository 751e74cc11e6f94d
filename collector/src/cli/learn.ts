import { Run } from '../pipeline.ts';
import { openFile } from '../sources/file-source.ts';
import { EXIT } from './exit.ts';
import { faultLines } from './fault-lines.ts';
import { inputFiles } from './input-files.ts';
import { learnedSet } from './learned-set.ts';
import { LearnedTables } from './learned-tables.ts';
import { learnedYaml } from './learned-yaml.ts';
import { Progress } from './progress.ts';

export interface LearnOptions {
  readonly router: string;
  readonly intervalUs: number;
}

/** `earshot learn`: a first configuration from the tables at the end of MRT files, as YAML. Gives the exit code. */
export async function learn(names: readonly string[], { router, intervalUs }: LearnOptions): Promise<number> {
  const { files, problems } = await inputFiles(names, false);
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = new Progress(process.stderr, names.includes('-') ? undefined : totalBytes);
  const tables = new LearnedTables();
  const run = new Run(
    { router, intervalUs, shiftUs: 0, admit: () => {}, progress: (...now) => progress.show(...now) },
    tables
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
    const partial = new Set([...tables.partial()].map(({ address }) => address));
    const from = { files: files.map(({ name }) => name), firstUs, lastUs, partial };
    process.stdout.write(learnedYaml(learnedSet(tables), from));
  }
  for (const complaint of complaints) {
    console.error(`earshot: ${complaint}`);
  }
  return complaints.length > 0 ? EXIT.failed : EXIT.ok;
}
