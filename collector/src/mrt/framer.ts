import { DecodeError } from '../bytes/decode-error.ts';
import {
  HEADER_BYTES,
  type Header,
  headerProblem,
  isBoundary,
  isDated,
  isLikely,
  isNear,
  readHeader,
} from './header.ts';
import type { MrtRecord } from './record.ts';

/** A stretch between two records that belongs to neither. */
export interface MrtGap {
  readonly kind: 'gap';
  /** Of its first byte, in the decompressed input. */
  readonly offset: number;
  readonly skippedBytes: number;
  /** What was wrong at its first byte. */
  readonly problem: string;
}

export interface FramerOptions {
  /**
   * Whether to hold each record until the header behind it has come in, which tells whether its length can be trusted. A file
   * can wait for that, a live stream cannot.
   */
  readonly lookAhead: boolean;
}

/** Where a stream stands between two records, to go on reading it at that offset. */
export interface SavedFramer {
  /** Of the first byte that is in no record yet: what was pushed from there on has to be pushed again. */
  readonly offset: number;
  readonly lastSeconds: number | undefined;
  readonly previousSeconds: number;
  /** Where a gap began that has not ended, and why. */
  readonly lost: { readonly offset: number; readonly problem: string } | undefined;
}

type Verdict =
  | { readonly kind: 'record' }
  | { readonly kind: 'gap'; readonly at: number }
  | { readonly kind: 'wait'; readonly needBytes: number };

/**
 * Cuts a byte stream into MRT records, whatever the chunks. Where the boundaries are lost, it looks for the next place from
 * which on they make sense again, and says what it skipped. A stream that does not begin as MRT throws a DecodeError.
 */
export class MrtFramer {
  readonly #lookAheadBytes: number;
  /** Bytes of an unfinished record. */
  #parts: Uint8Array[] = [];
  #heldBytes = 0;
  /** How many bytes the unfinished record needs before another look pays. */
  #needBytes = HEADER_BYTES;
  /** Offset of the first held byte. */
  #offset = 0;
  /** Time of the last record that agrees with one before it: damage may show as a record of any time. */
  #lastSeconds: number | undefined;
  /** Time of the last record at all. */
  #previousSeconds = 0;
  /** The gap that is being skipped. */
  #lost: { offset: number; problem: string } | undefined;

  constructor({ lookAhead }: FramerOptions) {
    this.#lookAheadBytes = lookAhead ? HEADER_BYTES : 0;
  }

  /** A framer for the bytes from the saved offset on. */
  static load({ offset, lastSeconds, previousSeconds, lost }: SavedFramer, options: FramerOptions): MrtFramer {
    const framer = new MrtFramer(options);
    framer.#offset = offset;
    framer.#lastSeconds = lastSeconds;
    framer.#previousSeconds = previousSeconds;
    framer.#lost = lost;
    return framer;
  }

  /** Call it when all records of a chunk have been taken. */
  save(): SavedFramer {
    return {
      offset: this.#offset,
      lastSeconds: this.#lastSeconds,
      previousSeconds: this.#previousSeconds,
      lost: this.#lost,
    };
  }

  *push(chunk: Uint8Array): Generator<MrtRecord | MrtGap> {
    this.#parts.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= this.#needBytes) {
      yield* this.#cut(this.#lookAheadBytes, false);
    }
  }

  /** At the end of the input: the records still held; what is left then is a gap, or throws as a record that is cut off. */
  *end(): Generator<MrtRecord | MrtGap> {
    yield* this.#cut(0, true);
    if (this.#lost !== undefined) {
      yield this.#gapUntil(this.#heldBytes);
    } else if (this.#heldBytes > 0) {
      throw DecodeError.short('MRT record', this.#offset, this.#needBytes, this.#heldBytes);
    }
  }

  /** Takes the whole records out of the held bytes, as far as `lookAheadBytes` more are there behind each, or all have `ended`. */
  *#cut(lookAheadBytes: number, ended: boolean): Generator<MrtRecord | MrtGap> {
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts, this.#heldBytes);
    let at = 0;
    let needBytes = HEADER_BYTES;
    try {
      while (bytes.length - at >= HEADER_BYTES) {
        if (this.#lost !== undefined) {
          const found = this.#search(bytes, at, ended);
          at = found.at;
          if (found.needBytes > 0) {
            needBytes = found.needBytes;
            break;
          }
          yield this.#gapUntil(at);
        }
        const header = this.#header(bytes, at);
        if (header === undefined) {
          continue;
        }
        const verdict = this.#judge(bytes, at, header, lookAheadBytes, ended);
        if (verdict.kind === 'wait') {
          needBytes = verdict.needBytes;
          break;
        }
        if (verdict.kind === 'record') {
          this.#learnTime(header);
          yield frame(bytes, at, header, this.#offset + at);
          at += HEADER_BYTES + header.lengthBytes;
        } else {
          at = verdict.at;
          yield this.#gapUntil(at);
        }
        needBytes = HEADER_BYTES;
      }
    } finally {
      const rest = bytes.subarray(at);
      this.#parts = rest.length > 0 ? [rest] : [];
      this.#heldBytes = rest.length;
      this.#needBytes = needBytes;
      this.#offset += at;
    }
  }

  #learnTime(header: Header): void {
    const { seconds } = header;
    if (this.#lastSeconds === undefined) {
      this.#lastSeconds = seconds;
    } else if (isDated(header)) {
      const agrees = isNear(seconds, this.#lastSeconds) || isNear(seconds, this.#previousSeconds);
      this.#lastSeconds = agrees ? seconds : this.#lastSeconds;
      this.#previousSeconds = seconds;
    }
  }

  /** Whether the record at `at` is one, or hides another that begins at a later place, or needs more bytes to be told. */
  #judge(bytes: Uint8Array, at: number, header: Header, lookAheadBytes: number, ended: boolean): Verdict {
    const recordBytes = HEADER_BYTES + header.lengthBytes;
    const needBytes = recordBytes + lookAheadBytes;
    const whole = bytes.length - at >= needBytes;
    if (!whole && !ended) {
      return { kind: 'wait', needBytes };
    }
    const inside = lookAheadBytes > 0 || ended ? this.#boundaryInside(bytes, at, header, ended) : undefined;
    return inside ?? (whole ? { kind: 'record' } : { kind: 'wait', needBytes });
  }

  /**
   * A record with no likely header behind it may have a wrong length: then another record begins within it. Gives where, and
   * opens the gap, or how many bytes from `at` decide; undefined where nothing speaks against the record.
   */
  #boundaryInside(bytes: Uint8Array, at: number, header: Header, ended: boolean): Verdict | undefined {
    const next = at + HEADER_BYTES + header.lengthBytes;
    const problem = this.#problemBehind(bytes, next, header);
    if (problem === undefined) {
      return undefined;
    }
    const lastSeconds = this.#lastSeconds ?? header.seconds;
    const stop = Math.min(next, bytes.length - HEADER_BYTES + 1);
    for (let candidate = at + 1; candidate < stop; candidate++) {
      const answer = isBoundary(bytes, candidate, lastSeconds, ended);
      if (answer === 'yes') {
        this.#lost = { offset: this.#offset + at, problem: problem.message };
        return { kind: 'gap', at: candidate };
      }
      if (answer !== 'no') {
        return { kind: 'wait', needBytes: candidate - at + answer.needBytes };
      }
    }
    return undefined;
  }

  /** What speaks against a record that ends at `next`: what stands there is no header, or not one of this time. */
  #problemBehind(bytes: Uint8Array, next: number, { seconds }: Header): DecodeError | undefined {
    const haveBytes = bytes.length - next;
    const offset = this.#offset + next;
    if (haveBytes < HEADER_BYTES) {
      return haveBytes === 0 ? undefined : DecodeError.short('MRT header', offset, HEADER_BYTES, haveBytes);
    }
    const behind = readHeader(bytes, next);
    const unlikely = (): DecodeError => new DecodeError('MRT header', offset, 'is unlike the one before');
    return headerProblem(behind, offset) ?? (isLikely(behind, seconds) ? undefined : unlikely());
  }

  /** The header at `at`; undefined where there is none, from where on a new boundary is looked for. */
  #header(bytes: Uint8Array, at: number): Header | undefined {
    const header = readHeader(bytes, at);
    const problem = headerProblem(header, this.#offset + at);
    if (problem === undefined) {
      return header;
    }
    if (this.#lastSeconds === undefined) {
      throw problem;
    }
    this.#lost = { offset: this.#offset + at, problem: problem.message };
    return undefined;
  }

  /** The next boundary from `at` on; with `needBytes` above 0 the place that only more bytes can decide on. */
  #search(bytes: Uint8Array, at: number, ended: boolean): { at: number; needBytes: number } {
    for (let candidate = at; bytes.length - candidate >= HEADER_BYTES; candidate++) {
      const answer = isBoundary(bytes, candidate, this.#lastSeconds!, ended);
      if (answer !== 'no') {
        return { at: candidate, needBytes: answer === 'yes' ? 0 : answer.needBytes };
      }
    }
    return { at: bytes.length - HEADER_BYTES + 1, needBytes: HEADER_BYTES };
  }

  #gapUntil(at: number): MrtGap {
    const { offset, problem } = this.#lost!;
    this.#lost = undefined;
    return { kind: 'gap', offset, skippedBytes: this.#offset + at - offset, problem };
  }
}

function frame(bytes: Uint8Array, at: number, header: Header, offset: number): MrtRecord {
  const { seconds, type, subtype, lengthBytes, microseconds } = header;
  const extended = microseconds !== undefined;
  // The microseconds count in the length (RFC 6396 §3).
  const headBytes = HEADER_BYTES + (extended ? 4 : 0);
  return {
    kind: 'record',
    timeUs: seconds * 1_000_000 + (microseconds ?? 0),
    extended,
    type,
    subtype,
    body: bytes.subarray(at + headBytes, at + HEADER_BYTES + lengthBytes),
    offset,
    bodyOffset: offset + headBytes,
  };
}
