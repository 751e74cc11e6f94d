import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { Bell } from '../influx/journal/bell.ts';
import type { SessionItem } from '../session/item.ts';
import { encodeItem } from '../session/mrt-record.ts';
import { type ArchiveFile, ArchiveFiles, type ArchiveLimits } from './archive-files.ts';
import type { ArchiveKind, Compression } from './archive-names.ts';

export interface ArchiveOptions extends ArchiveLimits {
  readonly path: string;
  /** Size from which on a file is followed by the next, bytes. */
  readonly segmentBytes: number;
  readonly compress: Compression;
  /** Memory for what is not written yet, bytes. */
  readonly bufferBytes?: number;
}

export interface ArchiveCounts {
  /** What was given: written + waiting + dropped. */
  taken: number;
  written: number;
  /** Left out: the disk was full or slow and so was memory; there are folders of too many routers. */
  readonly dropped: { buffer_full: number; too_many_routers: number };
  /** Times that the disk did not take something, which was then tried again. */
  failures: number;
}

export interface ArchiveHealth extends Readonly<ArchiveCounts> {
  /** On disk. */
  readonly files: number;
  readonly bytes: number;
  /** What had to make room, or was too old. */
  readonly removed: { readonly files: number; readonly bytes: number };
  /** What the system said last, while it does not take what is given. */
  readonly trouble: string | undefined;
}

const BUFFER_BYTES = 16 * 1024 * 1024;
/** So much is written at once, where there is so much. */
const WRITE_BYTES = 512 * 1024;
/** How long a message may wait for others. */
const LINGER_MS = 1_000;
/** How long to leave the disk alone after it failed. */
const RETRY_MS = 1_000;
/** How often to look for files that are too old, while nothing happens. */
const TRIM_MS = 60_000;
/** A file is followed by the next one at last after this. */
const FILE_MS = 3_600_000;
/** Routers whose folders are made; their names come from the network. */
const MAX_ROUTERS = 1_000;

const compress = promisify(zstdCompress);

/** What one router tells in one way, on its way to its files. */
interface Feed {
  readonly router: string;
  readonly kind: ArchiveKind;
  waiting: Uint8Array[];
  waitingBytes: number;
  file: ArchiveFile | undefined;
}

/**
 * What live sources hear, as it came, in files: evidence, and what can be read in again. It never makes anybody wait: what the disk
 * does not take is kept while there is memory for it, then dropped and counted.
 */
export class Archive {
  readonly #options: ArchiveOptions;
  readonly #files: ArchiveFiles;
  readonly #nowMs: () => number;
  readonly #feeds = new Map<string, Feed>();
  readonly #routers = new Set<string>();
  readonly #bell = new Bell();
  readonly #running: Promise<void>;
  #waitingBytes = 0;
  readonly #flushes: (() => void)[] = [];
  #closing = false;
  #trouble: string | undefined;
  readonly #counts: ArchiveCounts = {
    taken: 0,
    written: 0,
    dropped: { buffer_full: 0, too_many_routers: 0 },
    failures: 0,
  };

  /** `nowMs` is the wall clock, Unix milliseconds: it names files and tells their age. */
  static async open(options: ArchiveOptions, nowMs = Date.now): Promise<Archive> {
    return new Archive(options, await ArchiveFiles.open(options.path, options), nowMs);
  }

  private constructor(options: ArchiveOptions, files: ArchiveFiles, nowMs: () => number) {
    this.#options = options;
    this.#files = files;
    this.#nowMs = nowMs;
    this.#running = this.#run();
  }

  /** Takes what a session or a feed of single messages heard, as a BGP4MP_ET record where there is one for it. */
  take(router: string, item: SessionItem): void {
    const record = encodeItem(item);
    if (record !== undefined) {
      this.#take(router, 'mrt', record);
    }
  }

  /** Takes a frame of a BMP connection with its header. The bytes are kept: give a copy. */
  takeFrame(router: string, frame: Uint8Array): void {
    this.#take(router, 'bmp', frame);
  }

  get health(): ArchiveHealth {
    const { count, bytes, removed } = this.#files;
    return { ...this.#counts, files: count, bytes, removed, trouble: this.#trouble };
  }

  /** Waits until the disk has taken what was given so far: for ever, while it does not. */
  async flushed(): Promise<void> {
    if (this.#waitingBytes > 0) {
      const flushed = new Promise<void>((resolve) => this.#flushes.push(resolve));
      this.#bell.ring();
      await flushed;
    }
  }

  /** Writes what waits, if the disk takes it now. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#bell.ring();
    await this.#running;
  }

  #take(router: string, kind: ArchiveKind, bytes: Uint8Array): void {
    this.#counts.taken++;
    const feed = this.#feed(router, kind);
    if (feed === undefined) {
      this.#counts.dropped.too_many_routers++;
    } else if (this.#waitingBytes + bytes.length > (this.#options.bufferBytes ?? BUFFER_BYTES)) {
      this.#counts.dropped.buffer_full++;
    } else {
      feed.waiting.push(bytes);
      feed.waitingBytes += bytes.length;
      this.#waitingBytes += bytes.length;
      if (feed.waitingBytes >= WRITE_BYTES) {
        this.#bell.ring();
      }
    }
  }

  #feed(router: string, kind: ArchiveKind): Feed | undefined {
    const key = `${kind} ${router}`;
    let feed = this.#feeds.get(key);
    if (feed === undefined && (this.#routers.has(router) || this.#routers.size < MAX_ROUTERS)) {
      this.#routers.add(router);
      feed = { router, kind, waiting: [], waitingBytes: 0, file: undefined };
      this.#feeds.set(key, feed);
    }
    return feed;
  }

  async #run(): Promise<void> {
    let trimmedMs = -Infinity;
    while (!this.#closing) {
      await this.#bell.wait(this.#trouble === undefined ? LINGER_MS : RETRY_MS);
      const written = await this.#writeAll();
      if (written || performance.now() >= trimmedMs + TRIM_MS) {
        trimmedMs = performance.now();
        await this.#attempt(() => this.#trim());
      }
    }
    await this.#writeAll();
    await this.#attempt(() => this.#trim());
  }

  /** Writes what waits of every feed, until the disk takes no more; says whether there was anything. */
  async #writeAll(): Promise<boolean> {
    let some = false;
    for (const feed of this.#feeds.values()) {
      while (feed.waiting.length > 0) {
        some = true;
        if (!(await this.#attempt(() => this.#write(feed)))) {
          return some;
        }
      }
    }
    return some;
  }

  /** Brings the oldest of what waits to the disk. */
  async #write(feed: Feed): Promise<void> {
    const nowMs = this.#nowMs();
    const { file } = feed;
    if (!file || file.torn || file.bytes >= this.#options.segmentBytes || nowMs >= file.beganMs + FILE_MS) {
      feed.file = await this.#files.begin(feed.router, feed.kind, this.#options.compress, nowMs);
    }
    const records = oldest(feed.waiting);
    const text = Buffer.concat(records);
    const bytes = this.#options.compress === 'zstd' ? await compress(text) : text;
    try {
      await this.#files.append(feed.file!, bytes, nowMs);
    } catch (error) {
      // Where somebody took the folder away, the next file makes it again.
      feed.file = (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : feed.file;
      throw error;
    }
    feed.waiting.splice(0, records.length);
    feed.waitingBytes -= text.length;
    this.#waitingBytes -= text.length;
    this.#counts.written += records.length;
    this.#trouble = undefined;
    if (this.#waitingBytes === 0) {
      this.#flushes.splice(0).forEach((resolve) => resolve());
    }
  }

  #trim(): Promise<void> {
    const current = [...this.#feeds.values()].flatMap(({ file }) => file ?? []);
    return this.#files.trim(new Set(current), this.#nowMs());
  }

  async #attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.#counts.failures++;
      this.#trouble = (error as Error).message;
      return false;
    }
  }
}

/** As many as are written at once, at least one. */
function oldest(waiting: readonly Uint8Array[]): Uint8Array[] {
  let bytes = 0;
  const end = waiting.findIndex((record) => (bytes += record.length) > WRITE_BYTES);
  return waiting.slice(0, end === -1 ? waiting.length : Math.max(1, end));
}
