import { renameSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Segment, newSegment, openName, sealedName } from './segment.ts';

/** When the disk has to confirm what was written: after each frame, each second, or never, which leaves it to the system. */
export type FsyncPolicy = 'always' | 'interval' | 'never';

export interface SegmentLimits {
  /** Largest size of all segments together, bytes. */
  readonly maxBytes: number;
  /** Size from which on a segment is sealed and the next one begun, bytes. */
  readonly segmentBytes: number;
}

/** The files of a journal: the sealed ones, and the one that is being written. */
export class SegmentFiles {
  readonly #folder: string;
  readonly #limits: SegmentLimits;
  readonly #fsync: FsyncPolicy;
  readonly #onSealed: (segment: Segment) => void;
  #nextNumber: number;
  #current: { readonly segment: Segment; readonly file: FileHandle } | undefined;
  /** Oldest first. */
  readonly segments: Segment[];
  /** Whether the disk has yet to confirm something. */
  dirty = false;

  constructor(
    folder: string,
    segments: Segment[],
    limits: SegmentLimits,
    fsync: FsyncPolicy,
    onSealed: (segment: Segment) => void
  ) {
    this.#folder = folder;
    this.segments = segments;
    this.#limits = limits;
    this.#fsync = fsync;
    this.#onSealed = onSealed;
    this.#nextNumber = (segments.at(-1)?.number ?? 0) + 1;
  }

  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether something was written that the disk failed to confirm and the server does not have. */
  get unsafe(): boolean {
    return this.segments.some(({ unsafe }) => unsafe);
  }

  /** Whether a frame fits; an empty journal takes any. */
  hasRoom(frameBytes: number): boolean {
    const { bytes } = this;
    return bytes === 0 || bytes + frameBytes <= this.#limits.maxBytes;
  }

  /** Writes a frame behind the last one. After a failure the same frame can be written again. */
  async write(frame: Buffer, lines: number): Promise<void> {
    if (this.#current !== undefined && this.#current.segment.bytes >= this.#limits.segmentBytes) {
      await this.seal();
    }
    this.#current ??= await this.#begin();
    const { segment, file } = this.#current;
    for (let done = 0; done < frame.length;) {
      const { bytesWritten } = await file.write(frame, done, frame.length - done, segment.bytes + done);
      done += bytesWritten;
    }
    segment.bytes += frame.length;
    segment.lines += lines;
    this.dirty = true;
  }

  /** Has the disk confirm what was written. What it does not confirm is safe only once the server has it. */
  async sync(): Promise<void> {
    try {
      await this.#current?.file.datasync();
      this.dirty = false;
    } catch {
      // The system drops what it could not write: a second try would confirm what is lost.
      this.#current!.segment.unsafe = true;
      await this.seal();
    }
  }

  /** Ends the segment that is being written, if there is one. */
  async seal(): Promise<void> {
    if (this.#current === undefined) {
      return;
    }
    const { segment, file } = this.#current;
    this.#current = undefined;
    try {
      // A frame that was not written to its end may stand behind the last one.
      await file.truncate(segment.bytes);
      if (this.#fsync !== 'never' && !segment.unsafe) {
        await file.datasync();
      }
    } catch {
      segment.unsafe = this.#fsync !== 'never';
    } finally {
      await file.close().catch(() => (segment.unsafe = true));
    }
    this.dirty = false;
    this.#rename(segment);
    segment.sealed = true;
    this.#onSealed(segment);
  }

  async #begin(): Promise<{ segment: Segment; file: FileHandle }> {
    const number = this.#nextNumber;
    const path = join(this.#folder, openName(number));
    const file = await open(path, 'wx', 0o600);
    this.#nextNumber++;
    try {
      if (this.#fsync !== 'never') {
        await syncFolder(this.#folder);
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    const segment = newSegment(number, path);
    this.segments.push(segment);
    return { segment, file };
  }

  /** At once, so that nobody looks for the file by a name that it no longer has. */
  #rename(segment: Segment): void {
    const path = join(this.#folder, sealedName(segment.number, segment.lines));
    try {
      renameSync(segment.path, path);
      segment.path = path;
    } catch {
      // The name only spares the next start a look into the file.
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
