import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemWords } from './file-source.ts';
import { FolderChanges } from './folder-changes.ts';
import { findByInode, isReplaced, openIfThere, rotatedSince } from './rotated-files.ts';

/** What following a file gives, in order. */
export type FollowedItem =
  /** A file begins: the first one, one that took its place, or the same one begun anew. `offset` where reading starts. */
  | { readonly kind: 'begin'; readonly inode: bigint; readonly offset: number }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  /** The file that was to be gone on with is not there any more: what was behind the place in it was not read. */
  | { readonly kind: 'lost'; readonly problem: string }
  /** The file cannot be read for now: it is tried again, and begins where reading stopped. */
  | { readonly kind: 'trouble'; readonly problem: string }
  /** Everything that is there has been read. */
  | { readonly kind: 'idle' };

/** A place in a file, to go on from after a restart. */
export interface FilePlace {
  readonly inode: bigint;
  readonly offset: number;
}

export interface FollowOptions {
  /** Where to begin: at the start of the file, behind what is in it, or where reading stopped, if it is still the same file. */
  readonly from: 'start' | 'end' | FilePlace;
  /** How long to rely on the file system's notifications before looking anyway: not every file system sends them. */
  readonly checkMs: number;
}

const CHUNK_BYTES = 64 * 1024;
/** So many bytes before the place are read again to see that the file is still the one that was read. */
const WITNESS_BYTES = 64;
const COMPRESSED = /\.(?:gz|bz2|xz|zst)$/;

/**
 * Follows a file that another program appends to: through rotation by rename, through truncation in place, and over the times when
 * there is none. It yields bytes and knows no protocol; a record may be cut anywhere.
 */
export class FileFollower {
  readonly #path: string;
  readonly #options: FollowOptions;
  #inode: bigint | undefined;
  #offset = 0;
  #witness = new Uint8Array(0);

  constructor(path: string, options: FollowOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Until `signal` aborts. Once only. */
  async *items(signal: AbortSignal): AsyncGenerator<FollowedItem, undefined> {
    const changes = new FolderChanges(dirname(this.#path), this.#options.checkMs, signal);
    try {
      let { from } = this.#options;
      while (!signal.aborted) {
        try {
          from = yield* this.#finishMoved(from);
          yield* this.#followPath(from, changes, signal);
          // Whatever comes to stand here later is read from its start.
          from = 'start';
        } catch (error) {
          yield { kind: 'trouble', problem: `${this.#path}: ${systemWords(error)}` };
          from = this.#inode === undefined ? from : { inode: this.#inode, offset: this.#offset };
          await changes.next();
        }
      }
    } finally {
      changes.close();
    }
  }

  /** What stands at the path, if anything does. */
  async *#followPath(
    from: FollowOptions['from'],
    changes: FolderChanges,
    signal: AbortSignal
  ): AsyncGenerator<FollowedItem, undefined> {
    const file = await openIfThere(this.#path);
    if (file === undefined) {
      yield { kind: 'idle' };
      await changes.next();
      return;
    }
    try {
      yield* this.#follow(file, from, changes, signal);
    } finally {
      await file.close();
    }
  }

  /** The rest of a file that was moved away, or cut, while nobody followed it. Gives where to begin in what stands at the path. */
  async *#finishMoved(from: FollowOptions['from']): AsyncGenerator<FollowedItem, FollowOptions['from']> {
    if (typeof from === 'string') {
      return from;
    }
    const { inode, offset } = from;
    const path = await findByInode(this.#path, inode);
    const file = path === undefined ? undefined : await openIfThere(path);
    if (file === undefined) {
      this.#inode = undefined;
      yield {
        kind: 'lost',
        problem: `the file that was read to offset ${offset} is gone: what it held behind that is lost`,
      };
      return 'start';
    }
    try {
      const { size } = await file.stat();
      if (size < offset) {
        this.#inode = undefined;
        const cut = `${path} was read to offset ${offset} and has ${size} bytes: it was cut meanwhile`;
        yield { kind: 'lost', problem: cut };
        return 'start';
      }
      if (path === this.#path) {
        return from;
      }
      yield this.#begin(inode, offset);
      yield* this.#read(file);
      yield* this.#readBetween(file);
      return 'start';
    } finally {
      await file.close();
    }
  }

  /** Files that came and were moved away between this one, which was moved away, and what stands at the path now. */
  async *#readBetween(moved: FileHandle): AsyncGenerator<FollowedItem, undefined> {
    const { mtimeNs } = await moved.stat({ bigint: true });
    for (const path of await rotatedSince(this.#path, mtimeNs)) {
      const file = COMPRESSED.test(path) ? undefined : await openIfThere(path);
      if (file === undefined) {
        yield { kind: 'lost', problem: `${path} was moved away before it was read: what it held is lost` };
        continue;
      }
      try {
        yield this.#begin((await file.stat({ bigint: true })).ino, 0);
        yield* this.#read(file);
      } finally {
        await file.close();
      }
    }
  }

  /** One file, until another stands in its place. */
  async *#follow(
    file: FileHandle,
    from: FollowOptions['from'],
    changes: FolderChanges,
    signal: AbortSignal
  ): AsyncGenerator<FollowedItem, undefined> {
    const { ino: inode, size } = await file.stat({ bigint: true });
    yield this.#begin(inode, placeIn(inode, Number(size), from));
    while (!signal.aborted) {
      // Asked before reading: what was appended before the file was moved away is read once more below.
      const replaced = await isReplaced(this.#path, inode);
      if (!(await this.#isTheSame(file))) {
        yield this.#begin(inode, 0);
      }
      yield* this.#read(file);
      if (replaced) {
        yield* this.#readBetween(file);
        return;
      }
      yield { kind: 'idle' };
      await changes.next();
    }
  }

  #begin(inode: bigint, offset: number): FollowedItem {
    this.#inode = inode;
    this.#offset = offset;
    this.#witness = new Uint8Array(0);
    return { kind: 'begin', inode, offset };
  }

  async *#read(file: FileHandle): AsyncGenerator<FollowedItem, undefined> {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, this.#offset);
      if (bytesRead === 0) {
        return;
      }
      const bytes = buffer.subarray(0, bytesRead);
      this.#offset += bytesRead;
      this.#witness = Uint8Array.from(bytes.subarray(-WITNESS_BYTES));
      yield { kind: 'chunk', bytes };
    }
  }

  /** False where the file was cut and written anew: it is shorter, or has other bytes before the place. */
  async #isTheSame(file: FileHandle): Promise<boolean> {
    const { length } = this.#witness;
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, this.#offset - length);
    return bytesRead === length && buffer.equals(this.#witness);
  }
}

function placeIn(inode: bigint, sizeBytes: number, from: FollowOptions['from']): number {
  if (typeof from !== 'string') {
    return from.inode === inode && from.offset <= sizeBytes ? from.offset : 0;
  }
  return from === 'end' ? sizeBytes : 0;
}
