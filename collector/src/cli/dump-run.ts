import { TextBuilder } from '../bytes/text-builder.ts';
import type { Filter } from '../dump/filter.ts';
import { type Part, isRoutes } from '../dump/part.ts';
import { RecordParts } from '../dump/record-parts.ts';
import { type MrtGap, MrtFramer } from '../mrt/framer.ts';
import { type MrtRecord, TABLE_DUMP_V2 } from '../mrt/record.ts';
import { PEER_INDEX_TABLE } from '../mrt/table-dump-v2.ts';
import { problemWords } from '../file-problem.ts';
import { RunCounts } from '../run-counts.ts';
import type { Source } from '../sources/source.ts';
import type { Output } from './output.ts';

/** What wanted parts become. */
export interface Sink {
  /** A record begins, wanted or not. */
  begin?(record: MrtRecord, text: TextBuilder): void;
  add(record: MrtRecord, part: Part, text: TextBuilder): void;
}

const FLUSH_BYTES = 64 * 1024;

/** Reads files record by record and hands on the parts that are wanted. Holds no more than a chunk and its text. */
export class DumpRun {
  readonly counts = new RunCounts();
  readonly #filter: Filter;
  readonly #output: Output;
  readonly #progress: (source: Source, counts: RunCounts) => void;
  readonly #text = new TextBuilder();

  constructor(filter: Filter, output: Output, progress: (source: Source, counts: RunCounts) => void) {
    this.#filter = filter;
    this.#output = output;
    this.#progress = progress;
  }

  leftOut(reason: string): void {
    this.counts.event({ kind: 'filtered', timeUs: 0, reason }, '');
  }

  /** Dumps one file to its end, or to where it cannot be read any further; gives what stopped it, in words. */
  async read(source: Source, sink: Sink): Promise<string | undefined> {
    const parts = new RecordParts((reason) => this.leftOut(reason));
    const before = this.counts.records;
    const problem = await this.#pass(source, before, (item) => {
      if (item.kind === 'gap') {
        this.counts.gap(item, source.name);
      } else {
        this.#record(item, parts, source, sink);
      }
    });
    await this.#flush();
    return problem;
  }

  /** Goes through a file for what the filter has to know first. What is wrong with the file is told by `read`. */
  async learn(source: Source): Promise<void> {
    const parts = new RecordParts(() => {});
    await this.#pass(source, 0, (item) => {
      if (item.kind === 'record') {
        const admitted = this.#filter.admitsTime(item.timeUs);
        for (const part of admitted || isIndex(item) ? parts.decode(item) : []) {
          this.#filter.learn(part);
        }
      }
    });
  }

  async #pass(source: Source, before: number, take: (item: MrtRecord | MrtGap) => void): Promise<string | undefined> {
    const framer = new MrtFramer({ lookAhead: true });
    const words = (error: unknown): string => problemWords(error, source, this.counts.records === before);
    let problem: string | undefined;
    try {
      for await (const chunk of source.chunks()) {
        await this.#each(framer.push(chunk), take);
        this.#progress(source, this.counts);
        if (this.#output.closed) {
          return undefined;
        }
      }
    } catch (error) {
      problem = words(error);
    }
    try {
      await this.#each(framer.end(), take);
    } catch (error) {
      problem ??= words(error);
    }
    return problem;
  }

  async #each(items: Iterable<MrtRecord | MrtGap>, take: (item: MrtRecord | MrtGap) => void): Promise<void> {
    for (const item of items) {
      take(item);
      if (this.#text.length >= FLUSH_BYTES) {
        await this.#flush();
      }
    }
  }

  #record(record: MrtRecord, parts: RecordParts, { name }: Source, sink: Sink): void {
    const { counts } = this;
    const { timeUs } = record;
    counts.record(timeUs);
    sink.begin?.(record, this.#text);
    if (!this.#filter.admitsTime(timeUs) && !isIndex(record)) {
      return;
    }
    for (const part of parts.decode(record)) {
      if (part.kind === 'fault') {
        counts.event({ kind: 'decode-fault', timeUs, problem: part.problem }, name);
      } else if (isRoutes(part)) {
        counts.announced += part.prefixes.length;
      }
      const chosen = this.#filter.select(part);
      if (chosen !== undefined) {
        sink.add(record, chosen, this.#text);
      }
    }
  }

  async #flush(): Promise<void> {
    if (this.#text.length > 0) {
      await this.#output.write(this.#text.view());
      this.#text.clear();
    }
  }
}

function isIndex({ type, subtype }: MrtRecord): boolean {
  return type === TABLE_DUMP_V2 && subtype === PEER_INDEX_TABLE;
}
