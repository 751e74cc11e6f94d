import type { Observation } from '../../src/detect/observation.ts';
import { type JudgementSettings, defaultSettings } from '../../src/detect/settings.ts';
import { LineBuilder } from '../../src/influx/line.ts';
import { RouteParts } from '../../src/influx/points/route-parts.ts';
import { toRows } from '../../src/influx/points/rows.ts';
import type { FileProblem } from '../../src/file-problem.ts';
import { FileRun } from '../../src/file-run.ts';
import type { Outlet } from '../../src/pipeline.ts';
import type { Source } from '../../src/sources/source.ts';

export interface RunResult {
  readonly run: FileRun;
  readonly lines: string[];
  readonly observations: Observation[];
  readonly problems: (FileProblem | undefined)[];
}

/** Runs inputs through the real pipeline, with the default settings, and keeps what comes out. */
export function runFiles(...inputs: readonly Uint8Array[]): Promise<RunResult> {
  return runWith(defaultSettings(60_000_000), ...inputs);
}

export function runWith(judgement: JudgementSettings, ...inputs: readonly Uint8Array[]): Promise<RunResult> {
  return runRouter('local', judgement, ...inputs);
}

/** The same of a router with a name. */
export async function runRouter(
  router: string,
  judgement: JudgementSettings,
  ...inputs: readonly Uint8Array[]
): Promise<RunResult> {
  const observations: Observation[] = [];
  const lines: string[] = [];
  let builder = new LineBuilder();
  const parts = new RouteParts();
  const outlet: Outlet = {
    beginFile: () => void (builder = new LineBuilder()),
    take: (observation) => {
      observations.push(observation);
      for (const row of toRows(observation, 'local', parts)) {
        lines.push(builder.toLine(row)!);
      }
    },
    full: false,
    relieved: async () => {},
  };
  const run = new FileRun({ router, judgement, shiftUs: 0, admit: () => {}, progress: () => {} }, outlet);
  const problems: (FileProblem | undefined)[] = [];
  for (const [index, bytes] of inputs.entries()) {
    problems.push(await run.read(memorySource(`input-${index}`, bytes)));
  }
  return { run, lines, observations, problems };
}

function memorySource(name: string, bytes: Uint8Array): Source {
  return {
    name,
    sizeBytes: bytes.length,
    readBytes: bytes.length,
    async *chunks() {
      yield bytes;
    },
  };
}
