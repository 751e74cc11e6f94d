import { DecodeError } from '../bytes/decode-error.ts';
import { MrtEvents, type RouterContext, type SavedMrtEvents } from '../event/mrt-events.ts';
import { type MrtGap, MrtFramer, type SavedFramer } from '../mrt/framer.ts';
import type { MrtRecord } from '../mrt/record.ts';
import type { RunCounts } from '../run-counts.ts';
import type { FilePlace, FollowedItem } from '../sources/file-follower.ts';
import type { Heard } from './live-run.ts';

/** How far a feed has read: there may be `more`, it is `idle` until the file grows, or it has `ended`. */
export type Pulled = 'more' | 'idle' | 'ended';

/** What a feed is made of: a file that grows, or one that is read to its end. */
export type FeedItem = FollowedItem | { readonly kind: 'end' };

/** What waits to be taken: a record, a stretch between records, or that its file is over. */
type Waiting = MrtRecord | MrtGap | { readonly kind: 'end'; readonly whole: boolean };

/** Where reading stands in a file. */
export interface SavedFeed {
  readonly inode: bigint;
  readonly startOffset: number;
  /** Its offset counts from `startOffset` on. */
  readonly framer: SavedFramer;
  readonly events: SavedMrtEvents;
}

/** Where the first byte is that has to be read again. */
export function placeOf({ inode, startOffset, framer }: SavedFeed): FilePlace {
  return { inode, offset: startOffset + framer.offset };
}

const LIVE = { lookAhead: false };

/** A file that is being read. */
interface OpenFile {
  readonly inode: bigint;
  /** Where reading began in it. */
  readonly startOffset: number;
  readOffset: number;
  /** Where the first record begins that has not been taken. */
  takenOffset: number;
  readonly framer: MrtFramer;
  readonly events: MrtEvents;
}

/** One file of MRT records that grows, or that is read once, on its way to the pipeline. Records wait here until they are taken. */
export class MrtFeed {
  readonly name: string;
  /** What is wrong with the file, while it cannot be read. */
  problem: string | undefined;
  /** Time of the last record that was taken, Unix microseconds. */
  lastUs = 0;
  readonly #items: AsyncIterator<FeedItem, undefined>;
  readonly #context: RouterContext;
  readonly #counts: RunCounts;
  readonly #saved: SavedFeed | undefined;
  #file: OpenFile | undefined;
  /** A file that begins when all of the one before has been taken. */
  #next: OpenFile | undefined;
  #waiting: Waiting[] = [];
  #taken = 0;

  /** `saved`: where to go on, once `items` come to that file. */
  constructor(
    name: string,
    items: AsyncIterator<FeedItem, undefined>,
    context: RouterContext,
    counts: RunCounts,
    saved?: SavedFeed
  ) {
    this.name = name;
    this.#saved = saved;
    this.#items = items;
    this.#context = context;
    this.#counts = counts;
  }

  /** How much of the file has been taken, bytes; undefined before there is one. */
  get takenOffset(): number | undefined {
    return this.#taking?.takenOffset;
  }

  /** Where to go on behind what was taken; undefined before there is a file. */
  save(): SavedFeed | undefined {
    const file = this.#taking;
    if (file === undefined) {
      return undefined;
    }
    const { inode, startOffset, takenOffset, framer, events } = file;
    // What was framed and not taken is framed again, a gap that it is in found again.
    const framed = { ...framer.save(), offset: takenOffset - startOffset, lost: undefined };
    return { inode, startOffset, framer: framed, events: events.save() };
  }

  /** Time of the next record that waits, Unix microseconds; undefined while nothing does. */
  get nextUs(): number | undefined {
    const next = this.#waiting[this.#taken];
    return next === undefined ? undefined : next.kind === 'record' ? next.timeUs : this.lastUs;
  }

  /** Reads on. Call it when all that waited has been taken. */
  async pull(): Promise<Pulled> {
    this.#waiting = [];
    this.#taken = 0;
    const { done, value: item } = await this.#items.next();
    if (done) {
      return 'ended';
    }
    switch (item.kind) {
      case 'begin':
        this.#begin(item);
        return 'more';
      case 'chunk':
        this.#frame(item.bytes);
        return 'more';
      case 'lost':
        this.#counts.gap({ kind: 'gap', offset: 0, skippedBytes: 0, problem: item.problem }, this.name);
        return 'more';
      case 'end':
        this.#endFile();
        return 'more';
      case 'trouble':
        this.problem = item.problem;
        return 'idle';
      case 'idle':
        return 'idle';
    }
  }

  /** Takes all that waits. */
  *takeAll(): Generator<Heard> {
    for (let heard = this.takeNext(); heard !== undefined; heard = this.takeNext()) {
      yield heard;
    }
  }

  /** Takes what waits first, with gaps before it. */
  takeNext(): Heard | undefined {
    while (this.#taken < this.#waiting.length) {
      const item = this.#waiting[this.#taken++]!;
      const file = this.#file!;
      switch (item.kind) {
        case 'record':
          this.lastUs = item.timeUs;
          file.takenOffset = file.startOffset + item.bodyOffset + item.body.length;
          this.#counts.record(item.timeUs);
          return { timeUs: item.timeUs, events: file.events.events(item) };
        case 'end':
          return { timeUs: this.lastUs, events: file.events.end(item.whole), concluding: true };
        case 'gap':
          this.#counts.gap(item, this.name);
          file.events.gap();
      }
    }
    return undefined;
  }

  /** The file that what is taken next is from. */
  get #taking(): OpenFile | undefined {
    const allTaken = this.#taken === this.#waiting.length;
    return (allTaken ? this.#next : undefined) ?? this.#file;
  }

  #begin({ inode, offset }: FilePlace): void {
    const goesOn = this.#file?.inode === inode && this.#file.readOffset === offset;
    if (!goesOn) {
      this.#endFile();
      this.#next = this.#open({ inode, offset });
    }
    this.problem = undefined;
  }

  #open({ inode, offset }: FilePlace): OpenFile {
    const saved = this.#saved;
    if (saved?.inode === inode && placeOf(saved).offset === offset) {
      const { startOffset, framer, events } = saved;
      return {
        inode,
        startOffset,
        readOffset: offset,
        takenOffset: offset,
        framer: MrtFramer.load(framer, LIVE),
        events: MrtEvents.load(events, this.#context),
      };
    }
    return {
      inode,
      startOffset: offset,
      readOffset: offset,
      takenOffset: offset,
      framer: new MrtFramer(LIVE),
      events: new MrtEvents(this.#context),
    };
  }

  /** What is not MRT is not read any further, until another file begins. */
  #frame(bytes: Uint8Array): void {
    this.#file = this.#next ?? this.#file;
    this.#next = undefined;
    this.#file!.readOffset += bytes.length;
    if (this.problem !== undefined) {
      return;
    }
    try {
      this.#waiting.push(...this.#file!.framer.push(bytes));
    } catch (error) {
      this.#fail(error, 'not an MRT file');
    }
  }

  /** A file that another takes the place of, in the middle of a record or not. */
  #endFile(): void {
    if (this.#file === undefined) {
      return;
    }
    try {
      if (this.problem === undefined) {
        this.#waiting.push(...this.#file.framer.end());
      }
    } catch (error) {
      this.#fail(error, 'its last record is cut off');
    }
    this.#waiting.push({ kind: 'end', whole: this.problem === undefined });
  }

  #fail(error: unknown, words: string): void {
    if (!(error instanceof DecodeError)) {
      throw error;
    }
    this.problem = `${words} (${error.message})`;
    this.#counts.gap({ kind: 'gap', offset: error.offset, skippedBytes: 0, problem: this.problem }, this.name);
  }
}
