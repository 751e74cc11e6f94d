import { randomInt } from 'node:crypto';
import { Judgement } from './detect/index.ts';
import type { LeftOut } from './detect/left-out.ts';
import type { Emit, Observation } from './detect/observation.ts';
import type { RoaTable } from './detect/rpki/roa-table.ts';
import type { JudgementSettings } from './detect/settings.ts';
import { MrtEvents, type RouterContext } from './event/mrt-events.ts';
import { PeerRegistry } from './event/peer-registry.ts';
import { SessionBelief } from './event/session-belief.ts';
import { type FileProblem, problemWords } from './file-problem.ts';
import { type MrtGap, MrtFramer } from './mrt/framer.ts';
import type { MrtRecord } from './mrt/record.ts';
import type { Observe } from './rib/change.ts';
import { Rib } from './rib/rib.ts';
import { RunCounts } from './run-counts.ts';
import type { Source } from './sources/source.ts';

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
  readonly judgement: JudgementSettings;
  /** Moves every record in time, microseconds. */
  readonly shiftUs: number;
  /** Called with the time of a file's first record, before anything of the file is judged; throws to refuse the file. */
  readonly admit: (firstUs: number) => void;
  /** Called after each chunk. */
  readonly progress: (source: Source, counts: RunCounts) => void;
}

/**
 * One run over one or more files: bytes -> records -> events -> changes -> observations -> outlet.
 * The one place where the stages are joined. Tables and sessions live on from file to file.
 */
export class Run {
  readonly rib = new Rib(randomInt(2 ** 32));
  readonly counts = new RunCounts();
  readonly #context: RouterContext;
  readonly #judgement: Judgement;
  readonly #options: RunOptions;
  readonly #outlet: Outlet;
  readonly #emit: Emit;
  readonly #observe: Observe;

  constructor(options: RunOptions, outlet: Outlet) {
    this.#options = options;
    this.#outlet = outlet;
    this.#emit = (observation): void => outlet.take(observation);
    this.#context = { peers: new PeerRegistry(options.router), sessions: new SessionBelief() };
    this.#judgement = new Judgement(this.rib, options.judgement);
    this.#observe = (change): void => this.#judgement.observe(change, this.#emit);
  }

  /** What tables and judgement left out so far, since there was too much of it. */
  get leftOut(): LeftOut {
    return this.#judgement.leftOut;
  }

  /** Holds routes against these ROAs from the next second of the input on. */
  replaceRoas(roas: RoaTable): void {
    this.#judgement.replaceRoas(roas);
  }

  /** Takes in one file to its end, or to where it cannot be read any further. */
  async read(source: Source): Promise<FileProblem | undefined> {
    const framer = new MrtFramer({ lookAhead: true });
    const file = new FileRun(source.name, new MrtEvents(this.#context));
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
    for (const event of file.events.end(problem === undefined)) {
      this.rib.apply(event, this.#observe);
    }
    this.#judgement.end(this.#emit);
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
      this.rib.tick(timeUs, this.#observe);
      this.#judgement.tick(timeUs, this.#emit);
      this.#judgement.end(this.#emit);
    }
  }

  /** What the framer still holds when the input ends, wherever it ends. */
  async #takeRest(
    framer: MrtFramer,
    file: FileRun,
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

  async #take(items: Iterable<MrtRecord | MrtGap>, file: FileRun): Promise<void> {
    for (const item of items) {
      if (item.kind === 'gap') {
        this.counts.gap(item, file.name);
        file.events.gap();
      } else {
        const { shiftUs } = this.#options;
        const record = shiftUs === 0 ? item : { ...item, timeUs: item.timeUs + shiftUs };
        await this.#advance(record.timeUs, file);
        this.#takeRecord(record, file);
      }
      if (this.#outlet.full) {
        await this.#outlet.relieved();
      }
    }
  }

  /** Time goes on to that of a record: once a second the tables and the judgement hear of it. */
  async #advance(timeUs: number, file: FileRun): Promise<void> {
    const second = Math.floor(timeUs / 1e6);
    if (second === file.second) {
      return;
    }
    if (file.second === undefined) {
      this.#options.admit(timeUs);
    }
    file.second = second;
    this.rib.tick(timeUs, this.#observe);
    this.#judgement.tick(timeUs, this.#emit);
    for (const observation of this.#judgement.snapshots(timeUs)) {
      this.#emit(observation);
      if (this.#outlet.full) {
        await this.#outlet.relieved();
      }
    }
  }

  #takeRecord(record: MrtRecord, file: FileRun): void {
    this.counts.record(record.timeUs);
    for (const event of file.events.events(record)) {
      this.counts.event(event, file.name);
      this.rib.apply(event, this.#observe);
    }
  }
}

/** One file of a run while it is being read. */
class FileRun {
  readonly name: string;
  readonly events: MrtEvents;
  /** Unix second of the last record. */
  second: number | undefined;

  constructor(name: string, events: MrtEvents) {
    this.name = name;
    this.events = events;
  }
}
