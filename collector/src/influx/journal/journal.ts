import { renameSync, rmSync } from 'node:fs';
import { DropOrder, measurementOf } from './drop-order.ts';
import { MAX_TEXT_BYTES } from './frame.ts';
import { recover } from './recovery.ts';
import { type Damage, type Segment, type Stretch, readStretch } from './segment.ts';
import { type FsyncPolicy, SegmentFiles, type SegmentLimits } from './segment-files.ts';
import { type BufferLimits, JournalWriter, type JournalState } from './writer.ts';

export interface JournalOptions extends SegmentLimits {
  readonly fsync: FsyncPolicy;
  readonly buffer?: BufferLimits;
  /** Measurements that are given up first when memory fills, in this order. */
  readonly drop?: readonly string[];
}

/**
 * Why the journal lost lines: it was at its largest size or could not be written when they came and memory was full, or until the end;
 * they came faster than they could be written; a line was longer than a frame; damage of a file took them away.
 */
export const JOURNAL_DROPS = ['journal_full', 'journal_unwritable', 'buffer_full', 'line_too_long', 'damaged'] as const;
export type JournalDrop = (typeof JOURNAL_DROPS)[number];

/** made + recovered = settled + queued + all that was dropped. */
export interface JournalCounts {
  /** Lines that were given to the journal. */
  made: number;
  /** Lines that the last run left. */
  recovered: number;
  /** Lines that the server has answered for. */
  settled: number;
  readonly dropped: Record<JournalDrop, number>;
  /** Lines that were dropped when they came, by measurement. */
  readonly refused: Map<string, number>;
  /** What no whole frame held when it was read. */
  readonly damage: Damage;
  /** What the last run had not written to its end, and was cut off. */
  readonly torn: Damage;
}

/** Lines for one request. */
export interface Batch extends Stretch {
  readonly segment: Segment;
}

/** While there is a backlog, one request of so many carries the newest lines. */
const LIVE_EVERY = 4;
const REQUEST_LIMITS = { lines: 5_000, textBytes: 256 * 1024 };
const BUFFER_LIMITS: BufferLimits = { highWaterBytes: 4 * 1024 * 1024, maxBytes: 32 * 1024 * 1024 };
/** A line is at most this long, UTF-16 units: its frame has to hold it in UTF-8. */
const MAX_LINE_LENGTH = MAX_TEXT_BYTES / 4;
/** How often in a row a segment may fail to be read before it is set aside. */
const MAX_READ_FAILURES = 10;

/** Lines of one database between those who make them and the server. What is in it survives the end of the process. */
export class Journal {
  readonly #files: SegmentFiles;
  readonly #writer: JournalWriter;
  readonly #dropOrder: DropOrder;
  readonly counts: JournalCounts;
  #turn = 0;
  #readFailures = 0;

  /** Opens the journal in a folder, which it makes; `onWritten` is called when there is something new to send. */
  static async open(folder: string, options: JournalOptions, onWritten: () => void): Promise<Journal> {
    const { segments, torn } = await recover(folder);
    const journal = new Journal(folder, options, segments, torn, onWritten);
    for (const segment of [...segments]) {
      journal.#retire(segment);
    }
    return journal;
  }

  private constructor(
    folder: string,
    options: JournalOptions,
    segments: Segment[],
    torn: Damage,
    onWritten: () => void
  ) {
    // A full journal frees its room a segment at a time.
    const limits = { ...options, segmentBytes: Math.min(options.segmentBytes, Math.floor(options.maxBytes / 8)) };
    this.#files = new SegmentFiles(folder, segments, limits, options.fsync, (segment) => this.#retire(segment));
    const buffer = options.buffer ?? BUFFER_LIMITS;
    this.#dropOrder = new DropOrder(options.drop ?? [], buffer);
    this.#writer = new JournalWriter(this.#files, buffer, options.fsync, onWritten);
    this.counts = {
      made: 0,
      recovered: segments.reduce((sum, { lines }) => sum + lines, 0),
      settled: 0,
      dropped: { journal_full: 0, journal_unwritable: 0, buffer_full: 0, line_too_long: 0, damaged: 0 },
      refused: new Map(),
      damage: { places: 0, bytes: 0 },
      torn,
    };
  }

  /** Takes a line without a line end; false where it is dropped. */
  append(line: string): boolean {
    this.counts.made++;
    if (line.length > MAX_LINE_LENGTH) {
      return this.#refuse(line, 'line_too_long');
    }
    const isTaken = this.full
      ? this.#writer.append(line, this.#dropOrder.limitBytes(measurementOf(line)))
      : this.#writer.append(line);
    const { kind } = this.#writer.state;
    return isTaken || this.#refuse(line, kind === 'ok' ? 'buffer_full' : kind);
  }

  #refuse(line: string, reason: JournalDrop): false {
    const { dropped, refused } = this.counts;
    const measurement = measurementOf(line);
    dropped[reason]++;
    refused.set(measurement, (refused.get(measurement) ?? 0) + 1);
    return false;
  }

  /** Whether to await `relieved` before giving more. */
  get full(): boolean {
    return this.#writer.full;
  }

  relieved(): Promise<void> {
    return this.#writer.relieved();
  }

  /** Waits until every line so far is on the disk, as the fsync policy says, or answered for by the server. */
  flushed(): Promise<void> {
    return this.#writer.flushed();
  }

  /** Parts the backlog from what comes, which need not wait for it then. */
  roll(): void {
    this.#writer.roll();
  }

  get state(): JournalState {
    const { state } = this.#writer;
    const unconfirmed = state.kind === 'ok' && this.#files.unsafe;
    return unconfirmed ? { kind: 'journal_unwritable', words: 'the disk did not confirm what was written' } : state;
  }

  /** Size on disk, bytes. */
  get bytes(): number {
    return this.#files.bytes;
  }

  /** Lines in memory and on disk that the server has not answered for. */
  get queued(): number {
    return this.#files.segments.reduce(
      (sum, segment) => sum + segment.lines - segment.settledLines,
      this.#writer.lines
    );
  }

  /** The next lines to send, undefined while there are none. Oldest first, the newest in between while there is a backlog. */
  async next(): Promise<Batch | undefined> {
    for (let segment = this.#pick(); segment !== undefined; segment = this.#pick()) {
      const stretch = await this.#read(segment);
      if (stretch === undefined) {
        continue;
      }
      this.counts.damage.places += stretch.damage.places;
      this.counts.damage.bytes += stretch.damage.bytes;
      if (stretch.lines > 0) {
        return { ...stretch, segment };
      }
      segment.settledBytes = stretch.end;
      this.#retire(segment);
    }
    return undefined;
  }

  /** The server has answered for every line of the batch. */
  settle({ segment, end, lines }: Batch): void {
    segment.settledBytes = end;
    segment.settledLines += lines;
    this.counts.settled += lines;
    this.#retire(segment);
  }

  /** Brings what is in memory to the disk, where it stays for the next run. */
  async close(): Promise<void> {
    await this.#writer.close();
    const { kind } = this.#writer.state;
    this.counts.dropped[kind === 'ok' ? 'journal_unwritable' : kind] += this.#writer.abandoned;
  }

  #pick(): Segment | undefined {
    const waiting = this.#files.segments.filter(({ settledBytes, bytes }) => settledBytes < bytes);
    this.#turn = (this.#turn + 1) % LIVE_EVERY;
    return waiting.at(this.#turn === 0 ? -1 : 0);
  }

  /** Reads on in a segment; undefined to look again for what is next. */
  async #read(segment: Segment): Promise<Stretch | undefined> {
    const { path } = segment;
    try {
      const stretch = await readStretch(segment, segment.settledBytes, REQUEST_LIMITS);
      this.#readFailures = 0;
      return stretch;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && segment.path !== path) {
        // It was sealed in between, which gave it another name.
        return undefined;
      }
      this.#readFailures++;
      if (code === 'ENOENT' || (code === 'EIO' && this.#readFailures >= MAX_READ_FAILURES)) {
        this.#setAside(segment);
        return undefined;
      }
      throw error;
    }
  }

  /** A segment that cannot be read must not hold up the others. Its file stays, under a name that is not looked for again. */
  #setAside(segment: Segment): void {
    this.counts.damage.places++;
    this.counts.damage.bytes += segment.bytes - segment.settledBytes;
    segment.settledBytes = segment.bytes;
    if (segment.sealed) {
      this.#leave(segment, () => renameSync(segment.path, `${segment.path}.unreadable`));
    }
  }

  /** Removes a segment of which everything is answered for. */
  #retire(segment: Segment): void {
    if (segment.sealed && segment.settledBytes >= segment.bytes) {
      this.#leave(segment, () => rmSync(segment.path, { force: true }));
    }
  }

  #leave(segment: Segment, dispose: () => void): void {
    // Lines that were written into it and did not come out of it again.
    this.counts.dropped.damaged += segment.lines - segment.settledLines;
    this.#files.segments.splice(this.#files.segments.indexOf(segment), 1);
    try {
      dispose();
    } catch {
      // The file is sent again by the next run, which changes nothing in the database.
    }
    this.#writer.relax();
  }
}
