import { Bell } from './bell.ts';
import { encodeFrame } from './frame.ts';
import { LineBuffer } from './line-buffer.ts';
import type { FsyncPolicy, SegmentFiles } from './segment-files.ts';

/** Why lines were not taken in, and how the journal is while it cannot write. */
export type WriteTrouble = 'journal_full' | 'journal_unwritable';

export interface JournalState {
  readonly kind: 'ok' | WriteTrouble;
  /** Since when, Unix milliseconds; undefined while all is well. */
  readonly sinceMs?: number;
  readonly words?: string;
}

/** Bounds of what is in memory, bytes. */
export interface BufferLimits {
  /** From here on whoever makes lines has to wait, if he can. */
  readonly highWaterBytes: number;
  /** From here on lines are refused. */
  readonly maxBytes: number;
}

const FRAME_BYTES = 256 * 1024;
/** How long a line may wait for others to share its frame. */
const LINGER_MS = 1000;
const SYNC_INTERVAL_MS = 1000;
/** How long to wait before writing again what could not be written. */
const RETRY_MS = 500;

/** Takes lines in at once and brings them to the disk, a frame at a time. Lines in memory are bounded, whatever the disk does. */
export class JournalWriter {
  readonly #files: SegmentFiles;
  readonly #limits: BufferLimits;
  readonly #fsync: FsyncPolicy;
  readonly #onWritten: () => void;
  readonly #bell = new Bell();
  readonly #buffer = new LineBuffer(FRAME_BYTES);
  /** Lines of the frame that is being written. */
  #inFrame = 0;
  #takenIn = 0;
  #onDisk = 0;
  /** When the oldest line of the buffer came, on the monotonic clock. */
  #oldestMs = 0;
  #syncedMs = 0;
  #closing = false;
  #rolling = false;
  #flushes: { readonly upTo: number; readonly done: () => void; readonly failed: (error: Error) => void }[] = [];
  #reliefs: (() => void)[] = [];
  readonly #running: Promise<void>;
  state: JournalState = { kind: 'ok' };
  /** Lines that were taken in and given up, because the disk could not be written before the end. */
  abandoned = 0;

  constructor(files: SegmentFiles, limits: BufferLimits, fsync: FsyncPolicy, onWritten: () => void) {
    this.#files = files;
    this.#limits = limits;
    this.#fsync = fsync;
    this.#onWritten = onWritten;
    this.#running = this.#run();
  }

  /** Lines in memory. */
  get lines(): number {
    return this.#buffer.lines + this.#inFrame;
  }

  /** Takes a line; false if that were more than `limitBytes` in memory. Not after `close`. */
  append(line: string, limitBytes = this.#limits.maxBytes): boolean {
    this.#expectOpen();
    const before = this.#buffer.bytes;
    if (before + line.length >= limitBytes) {
      return false;
    }
    this.#buffer.push(line);
    this.#takenIn++;
    if (before === 0) {
      this.#oldestMs = performance.now();
    }
    if (before === 0 || (before < FRAME_BYTES && this.#buffer.bytes >= FRAME_BYTES)) {
      this.#bell.ring();
    }
    return true;
  }

  get full(): boolean {
    return this.#buffer.bytes >= this.#limits.highWaterBytes;
  }

  /** Waits until half of the room below high water is free. */
  async relieved(): Promise<void> {
    if (this.full && !this.#closing) {
      await new Promise<void>((resolve) => this.#reliefs.push(resolve));
    }
  }

  /** Waits until every line taken in so far is safe: confirmed by the disk, as the policy says, or by the server. */
  async flushed(): Promise<void> {
    this.#expectOpen();
    await new Promise<void>((done, failed) => {
      this.#flushes.push({ upTo: this.#takenIn, done, failed });
      this.#bell.ring();
    });
  }

  /** Disk space was freed, or a segment is safe. */
  relax(): void {
    this.#bell.ring();
  }

  /** Has the lines from now on begin a segment of their own. */
  roll(): void {
    this.#rolling = true;
    this.#bell.ring();
  }

  /** Writes what is in memory, or gives it up if the disk does not take it now. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#bell.ring();
    await this.#running;
  }

  #expectOpen(): void {
    if (this.#closing) {
      throw new Error('the journal is closed');
    }
  }

  async #run(): Promise<void> {
    while (!this.#closing || this.#buffer.lines > 0) {
      if (this.#rolling) {
        this.#rolling = false;
        await this.#files.seal();
      }
      if (this.#due()) {
        await this.#writeFrame();
      } else {
        await this.#bell.wait(this.#nextMs());
      }
      await this.#syncIfDue();
      this.#answer();
    }
    await this.#files.seal();
    this.#answer();
    for (const { failed } of this.#flushes) {
      failed(new Error('the journal was closed before its lines were safe'));
    }
    this.#relieve();
  }

  /** Whether to write a frame now. */
  #due(): boolean {
    if (this.#buffer.lines === 0) {
      return false;
    }
    const asked = this.#closing || this.#flushes.some(({ upTo }) => upTo > this.#onDisk);
    return asked || this.#buffer.bytes >= FRAME_BYTES || performance.now() >= this.#oldestMs + LINGER_MS;
  }

  /** How long until something is due without a ring. */
  #nextMs(): number {
    const writeMs = this.#buffer.lines > 0 ? this.#oldestMs + LINGER_MS : Infinity;
    const syncMs = this.#fsync === 'interval' && this.#files.dirty ? this.#syncedMs + SYNC_INTERVAL_MS : Infinity;
    return Math.max(0, Math.min(writeMs, syncMs) - performance.now());
  }

  async #writeFrame(): Promise<void> {
    const { frame, lines } = this.#buffer.take((text, lines) => ({ frame: encodeFrame(text, lines), lines }));
    this.#inFrame = lines;
    while (!(await this.#written(frame, lines))) {
      if (this.#closing) {
        this.abandoned += lines + this.#buffer.clear();
        this.#inFrame = 0;
        return;
      }
      await this.#bell.wait(RETRY_MS);
    }
    this.#inFrame = 0;
    this.#onDisk += lines;
    if (this.#buffer.bytes < this.#limits.highWaterBytes / 2) {
      this.#relieve();
    }
    this.#onWritten();
  }

  async #written(frame: Buffer, lines: number): Promise<boolean> {
    if (!this.#files.hasRoom(frame.length)) {
      this.#troubled('journal_full', `the journal has reached its largest size`);
      // Only a sealed segment goes once the server has it.
      await this.#files.seal();
      return false;
    }
    try {
      await this.#files.write(frame, lines);
      this.state = { kind: 'ok' };
      return true;
    } catch (error) {
      this.#troubled('journal_unwritable', (error as Error).message);
      await this.#files.seal();
      return false;
    }
  }

  #troubled(kind: WriteTrouble, words: string): void {
    const sinceMs = this.state.kind === kind ? this.state.sinceMs! : Date.now();
    this.state = { kind, words, sinceMs };
  }

  async #syncIfDue(): Promise<void> {
    const asked = this.#flushes.some(({ upTo }) => upTo <= this.#onDisk);
    const intervalIsOver = asked || performance.now() >= this.#syncedMs + SYNC_INTERVAL_MS;
    if (this.#files.dirty && (this.#fsync === 'always' || (this.#fsync === 'interval' && intervalIsOver))) {
      await this.#files.sync();
      this.#syncedMs = performance.now();
    }
  }

  #answer(): void {
    const safe = (this.#fsync === 'never' || !this.#files.dirty) && !this.#files.unsafe;
    const isDone = ({ upTo }: { upTo: number }): boolean => safe && upTo <= this.#onDisk;
    for (const { done } of this.#flushes.filter(isDone)) {
      done();
    }
    this.#flushes = this.#flushes.filter((flush) => !isDone(flush));
  }

  #relieve(): void {
    for (const resolve of this.#reliefs.splice(0)) {
      resolve();
    }
  }
}
