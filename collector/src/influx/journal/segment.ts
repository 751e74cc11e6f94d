import { type FileHandle, open } from 'node:fs/promises';
import { FRAME_HEADER_BYTES, decodeFrame, nextMarker } from './frame.ts';

/** A file of frames: written once from its beginning to its end, read once, then removed. */
export interface Segment {
  /** Segments are numbered in the order in which they are written. */
  readonly number: number;
  path: string;
  /** Lines that were written into it. */
  lines: number;
  /** Whole frames that were written into it, bytes: nobody reads further. */
  bytes: number;
  /** Nothing more is written into it. */
  sealed: boolean;
  /** The disk did not confirm what was written: it is safe only once the server has it. */
  unsafe: boolean;
  /** Offset up to which the server has answered. */
  settledBytes: number;
  settledLines: number;
}

const SEALED = /^(\d{10})-(\d+)\.journal$/;
const OPEN = /^(\d{10})\.open$/;

export function openName(number: number): string {
  return `${String(number).padStart(10, '0')}.open`;
}

/** A sealed segment says in its name how many lines it holds, so that what damage takes away can be counted. */
export function sealedName(number: number, lines: number): string {
  return `${String(number).padStart(10, '0')}-${lines}.journal`;
}

/** Number of a segment, and its lines where it was sealed; undefined for the name of anything else. */
export function parseName(name: string): { number: number; lines: number | undefined } | undefined {
  const [, number, lines] = SEALED.exec(name) ?? OPEN.exec(name) ?? [];
  return number === undefined
    ? undefined
    : { number: Number(number), lines: lines === undefined ? lines : Number(lines) };
}

export function newSegment(number: number, path: string): Segment {
  return { number, path, lines: 0, bytes: 0, sealed: false, unsafe: false, settledBytes: 0, settledLines: 0 };
}

/** What was read in one go. */
export interface Stretch {
  /** Lines with a line end each. */
  readonly text: string;
  readonly lines: number;
  /** Offset behind the last frame that is whole; that of the start without any. */
  readonly frameEnd: number;
  /** Offset up to which everything is read or known to be damaged. */
  readonly end: number;
  readonly damage: Damage;
}

/** What no whole frame holds. */
export interface Damage {
  places: number;
  bytes: number;
}

export interface StretchLimits {
  readonly lines: number;
  /** Of the lines as text, bytes. */
  readonly textBytes: number;
}

const WINDOW_BYTES = 32 * 1024;

/** Reads frames from an offset until a limit is reached, at least one where there is any. */
export async function readStretch(
  { path, bytes: endOfSegment }: Pick<Segment, 'path' | 'bytes'>,
  from: number,
  limits: StretchLimits
): Promise<Stretch> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return await new StretchReader(handle, { endOfSegment, endOfFile: Math.min(size, endOfSegment) }, limits).read(
      from
    );
  } finally {
    await handle.close();
  }
}

class StretchReader {
  readonly #handle: FileHandle;
  readonly #endOfSegment: number;
  /** Before the end of the segment where the file lost its tail. */
  readonly #endOfFile: number;
  readonly #limits: StretchLimits;
  readonly #texts: Buffer[] = [];
  readonly #damage: Damage = { places: 0, bytes: 0 };
  #lines = 0;
  #textBytes = 0;
  #frameEnd = 0;
  #inDamage = false;

  constructor(handle: FileHandle, ends: { endOfSegment: number; endOfFile: number }, limits: StretchLimits) {
    this.#handle = handle;
    this.#endOfSegment = ends.endOfSegment;
    this.#endOfFile = ends.endOfFile;
    this.#limits = limits;
  }

  async read(from: number): Promise<Stretch> {
    this.#frameEnd = from;
    let at = from;
    let windowBytes = WINDOW_BYTES;
    while (at < this.#endOfFile && !this.#full) {
      const window = await this.#window(at, windowBytes);
      const { taken, needBytes } = this.#take(window, at);
      at += taken;
      windowBytes = Math.max(WINDOW_BYTES, needBytes);
    }
    if (at >= this.#endOfFile && at < this.#endOfSegment) {
      this.#damaged(this.#endOfSegment - at);
      at = this.#endOfSegment;
    }
    // One string for all frames: put together of theirs, it would take twice the memory.
    const text = Buffer.concat(this.#texts).toString('utf8');
    return { text, lines: this.#lines, frameEnd: this.#frameEnd, end: at, damage: this.#damage };
  }

  get #full(): boolean {
    return this.#lines >= this.#limits.lines || this.#textBytes >= this.#limits.textBytes;
  }

  async #window(at: number, windowBytes: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.min(windowBytes, this.#endOfFile - at));
    for (let have = 0; have < buffer.length;) {
      const { bytesRead } = await this.#handle.read(buffer, have, buffer.length - have, at + have);
      if (bytesRead === 0) {
        throw new Error(`the segment ends at offset ${at + have}: need ${buffer.length} bytes from ${at} on`);
      }
      have += bytesRead;
    }
    return buffer;
  }

  /** Takes the frames of a window; says how far it came, and how much the next one needs. */
  #take(window: Buffer, windowAt: number): { taken: number; needBytes: number } {
    const isLast = windowAt + window.length === this.#endOfFile;
    let at = 0;
    while (at < window.length && !this.#full) {
      const found = decodeFrame(window, at);
      if (found.kind === 'frame') {
        this.#inDamage = false;
        this.#texts.push(found.text);
        this.#lines += found.lines;
        this.#textBytes += found.text.length;
        at = found.end;
        this.#frameEnd = windowAt + at;
      } else if (found.kind === 'short' && !isLast && windowAt + at + found.needBytes <= this.#endOfFile) {
        return { taken: at, needBytes: found.needBytes };
      } else {
        const next = nextMarker(window, at + 1);
        // Nothing shorter than a header can become a frame.
        const end = isLast && window.length - next < FRAME_HEADER_BYTES ? window.length : next;
        this.#damaged(end - at);
        at = end;
      }
    }
    return { taken: at, needBytes: 0 };
  }

  #damaged(bytes: number): void {
    this.#damage.places += this.#inDamage ? 0 : 1;
    this.#damage.bytes += bytes;
    this.#inDamage = true;
  }
}
