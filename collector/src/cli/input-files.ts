import { openFile } from '../sources/file-source.ts';
import { findFiles } from '../sources/find-files.ts';
import { SourceError } from '../sources/source.ts';
import { timeSpan } from '../time-span.ts';
import { CommandError, EXIT } from './exit.ts';

export interface InputFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Time of its first and last record, Unix microseconds; only the first where the last was not asked for. */
  readonly span: { readonly firstUs: number; readonly lastUs: number } | undefined;
}

export interface InputFiles {
  /** In the order of their first record. */
  readonly files: readonly InputFile[];
  /** Names that cannot be opened, with the reason. */
  readonly problems: readonly string[];
}

/** Finds the files and looks at the time of their records, so that state goes through them in the order of time. */
export async function inputFiles(names: readonly string[], wholeSpan: boolean): Promise<InputFiles> {
  if (names.includes('-')) {
    return standardInput(names, wholeSpan);
  }
  const files: InputFile[] = [];
  const problems: string[] = [];
  for (const name of await foundFiles(names, problems)) {
    try {
      const source = await openFile(name);
      files.push({ name, sizeBytes: source.sizeBytes ?? 0, span: await timeSpan(source, !wholeSpan) });
    } catch (error) {
      problems.push(problemOf(error));
    }
  }
  // A file without a first record has nothing that order could matter to.
  files.sort((a, b) => (a.span?.firstUs ?? Infinity) - (b.span?.firstUs ?? Infinity));
  return { files, problems };
}

function standardInput(names: readonly string[], wholeSpan: boolean): InputFiles {
  if (names.length > 1) {
    throw new CommandError('standard input (-) cannot be read together with files', EXIT.usage);
  }
  if (wholeSpan) {
    throw new CommandError(
      '--shift-time needs to know where the capture ends: give a file, not standard input',
      EXIT.usage
    );
  }
  return { files: [{ name: '-', sizeBytes: 0, span: undefined }], problems: [] };
}

async function foundFiles(names: readonly string[], problems: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    try {
      found.push(...(await findFiles([name])));
    } catch (error) {
      problems.push(problemOf(error));
    }
  }
  return found;
}

function problemOf(error: unknown): string {
  if (error instanceof SourceError) {
    return error.message;
  }
  throw error;
}
