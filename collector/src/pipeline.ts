import { DecodeError } from './bytes/decode-error.ts';
import { Judgement } from './detect/index.ts';
import type { Observation } from './detect/observation.ts';
import { MrtEvents, type RouterContext } from './event/mrt-events.ts';
import { PeerRegistry } from './event/peer-registry.ts';
import { SessionBelief } from './event/session-belief.ts';
import { MrtFramer } from './mrt/framer.ts';
import type { MrtRecord } from './mrt/record.ts';
import { Rib } from './rib/rib.ts';
import { RunCounts } from './run-counts.ts';
import { type Source, SourceError } from './sources/source.ts';

/** Where observations go. */
export interface Outlet {
  /** A file begins: what numbers rows begins anew. */
  beginFile(): void;
  take(observation: Observation): void;
  /** Whether to wait for `relieved` before giving more. */
  readonly full: boolean;
  relieved(): Promise<void>;
}

export interface RunOptions {
  readonly router: string;
  readonly intervalUs: number;
  /** Moves every record in time, microseconds. */
  readonly shiftUs: number;
  /** Called with the time of a file's first record, before anything of the file is judged; throws to refuse the file. */
  readonly admit: (firstUs: number) => void;
  /** Called after each chunk. */
  readonly progress: (source: Source, counts: RunCounts) => void;
}

/** What stopped a file before its end. All before it has been taken in. */
export interface FileProblem {
  readonly name: string;
  readonly message: string;
}

/**
 * One run over one or more files: bytes -> records -> events -> changes -> observations -> outlet.
 * The one place where the stages are joined. Tables and sessions live on from file to file.
 */
export class Run {
  readonly rib = new Rib();
  readonly counts = new RunCounts();
  readonly #context: RouterContext;
  readonly #judgement: Judgement;
  readonly #options: RunOptions;
  readonly #outlet: Outlet;
  readonly #emit: (observation: Observation) => void;

  constructor(options: RunOptions, outlet: Outlet) {
    this.#options = options;
    this.#outlet = outlet;
    this.#emit = (observation): void => outlet.take(observation);
    this.#context = { peers: new PeerRegistry(options.router), sessions: new SessionBelief() };
    this.#judgement = new Judgement(this.rib, { intervalUs: options.intervalUs });
  }

  /** Takes in one file to its end, or to where it cannot be read any further. */
  async read(source: Source): Promise<FileProblem | undefined> {
    const framer = new MrtFramer();
    const file = new MrtEvents(this.#context);
    const recordsBefore = this.counts.records;
    this.#outlet.beginFile();
    let problem: FileProblem | undefined;
    try {
      await this.#readRecords(source, framer, file);
      framer.end();
    } catch (error) {
      problem = { name: source.name, message: problemWords(error, source, this.counts.records === recordsBefore) };
    }
    for (const event of file.end(problem === undefined)) {
      this.#judgement.observe(this.rib.apply(event), this.#emit);
    }
    this.#judgement.end(this.#emit);
    return problem;
  }

  async #readRecords(source: Source, framer: MrtFramer, file: MrtEvents): Promise<void> {
    const { shiftUs, admit, progress } = this.#options;
    let second: number | undefined;
    for await (const chunk of source.chunks()) {
      for (const record of framer.push(chunk)) {
        const shifted = shiftUs === 0 ? record : { ...record, timeUs: record.timeUs + shiftUs };
        const recordSecond = Math.floor(shifted.timeUs / 1e6);
        if (second === undefined) {
          admit(shifted.timeUs);
        }
        if (recordSecond !== second) {
          second = recordSecond;
          this.#judgement.tick(shifted.timeUs, this.#emit);
        }
        this.#takeRecord(shifted, file, source.name);
        if (this.#outlet.full) {
          await this.#outlet.relieved();
        }
      }
      progress(source, this.counts);
    }
  }

  #takeRecord(record: MrtRecord, file: MrtEvents, name: string): void {
    this.counts.record(record.timeUs);
    for (const event of file.events(record)) {
      this.counts.event(event, name);
      this.#judgement.observe(this.rib.apply(event), this.#emit);
    }
  }
}

/** Time span of a source's records, microseconds. Undefined without a record. */
export async function timeSpan(
  source: Source,
  firstOnly: boolean
): Promise<{ firstUs: number; lastUs: number } | undefined> {
  const framer = new MrtFramer();
  let firstUs: number | undefined;
  let lastUs = 0;
  try {
    for await (const chunk of source.chunks()) {
      for (const { timeUs } of framer.push(chunk)) {
        firstUs ??= timeUs;
        lastUs = Math.max(lastUs, timeUs);
        if (firstOnly) {
          return { firstUs, lastUs };
        }
      }
    }
  } catch (error) {
    // What is wrong with the file is told when it is read; here only the good part counts.
    if (!(error instanceof DecodeError) && !(error instanceof SourceError)) {
      throw error;
    }
  }
  return firstUs === undefined ? undefined : { firstUs, lastUs };
}

/** Turns what is wrong with the input into words; anything else is thrown on. */
function problemWords(error: unknown, { name }: Source, noRecords: boolean): string {
  if (error instanceof SourceError) {
    return error.message;
  }
  if (!(error instanceof DecodeError)) {
    throw error;
  }
  return noRecords
    ? `${name}: not an MRT file (${error.message})`
    : `${name}: cut off or damaged, nothing can be read from here on (${error.message})`;
}
