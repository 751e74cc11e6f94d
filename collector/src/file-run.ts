import type { LeftOut } from './detect/left-out.ts';
import type { RoaTable } from './detect/rpki/roa-table.ts';
import type { JudgementSettings } from './detect/settings.ts';
import { MrtEvents, type RouterContext } from './event/mrt-events.ts';
import { PeerRegistry } from './event/peer-registry.ts';
import { SessionBelief } from './event/session-belief.ts';
import { type FileProblem, problemWords } from './file-problem.ts';
import { type MrtGap, MrtFramer } from './mrt/framer.ts';
import type { MrtRecord } from './mrt/record.ts';
import { type Outlet, Pipeline } from './pipeline.ts';
import type { Rib } from './rib/rib.ts';
import type { RunCounts } from './run-counts.ts';
import type { Source } from './sources/source.ts';

export interface RunOptions {
  readonly router: string;
  readonly judgement: JudgementSettings;
  /** Moves every record in time, microseconds. */
  readonly shiftUs: number;
  /** Called with the time of a file's first record, before anything of the file is judged; throws to refuse the file. */
  readonly admit: (firstUs: number) => void;
  /** Called after each chunk. */
  readonly progress: (source: Source, counts: RunCounts) => void;
}

/** One run over one or more files, each to its end: bytes -> records -> events -> pipeline. Tables and sessions live on from file to file. */
export class FileRun {
  readonly #context: RouterContext;
  readonly #pipeline: Pipeline;
  readonly #options: RunOptions;
  readonly #outlet: Outlet;

  constructor(options: RunOptions, outlet: Outlet) {
    this.#options = options;
    this.#outlet = outlet;
    this.#context = { peers: new PeerRegistry(options.router), sessions: new SessionBelief() };
    this.#pipeline = new Pipeline(options.judgement, outlet);
  }

  get rib(): Rib {
    return this.#pipeline.rib;
  }

  get counts(): RunCounts {
    return this.#pipeline.counts;
  }

  /** What tables and judgement left out so far, since there was too much of it. */
  get leftOut(): LeftOut {
    return this.#pipeline.leftOut;
  }

  /** Holds routes against these ROAs from the next second of the input on. */
  replaceRoas(roas: RoaTable): void {
    this.#pipeline.replaceRoas(roas);
  }

  /** Takes in one file to its end, or to where it cannot be read any further. */
  async read(source: Source): Promise<FileProblem | undefined> {
    const framer = new MrtFramer({ lookAhead: true });
    const file = new FileInput(source.name, new MrtEvents(this.#context));
    const recordsBefore = this.counts.records;
    this.#outlet.beginFile();
    let problem: FileProblem | undefined;
    try {
      for await (const chunk of source.chunks()) {
        await this.#take(framer.push(chunk), file);
        this.#options.progress(source, this.counts);
      }
    } catch (error) {
      problem = { name: source.name, message: problemWords(error, source, this.counts.records === recordsBefore) };
    }
    const rest = await this.#takeRest(framer, file, source, recordsBefore);
    problem ??= rest;
    this.#pipeline.conclude(file.events.end(problem === undefined), file.name);
    this.#pipeline.end();
    return problem;
  }

  /**
   * Lets time go on in silence after the last record, so that what has to last before it is told is told: for readers who ask what
   * a capture comes to, not for rows.
   */
  settle(): void {
    const { holdDownUs, resolveAfterUs } = this.#options.judgement.thresholds;
    if (this.counts.lastUs !== undefined) {
      const timeUs = this.counts.lastUs + Math.max(holdDownUs, resolveAfterUs) + 1_000_000;
      this.#pipeline.tick(timeUs);
      this.#pipeline.end();
    }
  }

  /** What the framer still holds when the input ends, wherever it ends. */
  async #takeRest(
    framer: MrtFramer,
    file: FileInput,
    source: Source,
    recordsBefore: number
  ): Promise<FileProblem | undefined> {
    try {
      await this.#take(framer.end(), file);
      return undefined;
    } catch (error) {
      return { name: source.name, message: problemWords(error, source, this.counts.records === recordsBefore) };
    }
  }

  async #take(items: Iterable<MrtRecord | MrtGap>, file: FileInput): Promise<void> {
    for (const item of items) {
      if (item.kind === 'gap') {
        this.counts.gap(item, file.name);
        file.events.gap();
      } else {
        const { shiftUs } = this.#options;
        const record = shiftUs === 0 ? item : { ...item, timeUs: item.timeUs + shiftUs };
        await this.#advance(record.timeUs, file);
        this.counts.record(record.timeUs);
        this.#pipeline.take(file.events.events(record), file.name);
      }
      if (this.#outlet.full) {
        await this.#outlet.relieved();
      }
    }
  }

  /** Time goes on to that of a record. */
  async #advance(timeUs: number, file: FileInput): Promise<void> {
    if (!file.begun) {
      this.#options.admit(timeUs);
      file.begun = true;
    }
    await this.#pipeline.advance(timeUs, async () => {
      await this.#outlet.relieved();
      return true;
    });
  }
}

/** One file of a run while it is being read. */
class FileInput {
  readonly name: string;
  readonly events: MrtEvents;
  /** Whether a record of it has been taken in. */
  begun = false;

  constructor(name: string, events: MrtEvents) {
    this.name = name;
    this.events = events;
  }
}
