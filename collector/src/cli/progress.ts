import type { RunCounts } from '../run-counts.ts';
import type { Source } from '../sources/source.ts';
import { formatCount, formatDuration } from './format.ts';

const BAR_CELLS = 30;
const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 5_000;

/** Shows how far a run has come: one line that is drawn over on a terminal, a plain line every few seconds elsewhere. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #totalBytes: number | undefined;
  readonly #startedMs = performance.now();
  #shownMs = this.#startedMs;
  /** Bytes of the files that are done. */
  #doneBytes = 0;
  #current: Source | undefined;

  /** `totalBytes`: size of all files as stored; undefined when reading standard input. */
  constructor(out: NodeJS.WriteStream, totalBytes: number | undefined) {
    this.#out = out;
    this.#totalBytes = totalBytes;
  }

  show(source: Source, counts: RunCounts): void {
    if (source !== this.#current) {
      this.#doneBytes += this.#current?.readBytes ?? 0;
      this.#current = source;
    }
    const nowMs = performance.now();
    if (nowMs - this.#shownMs < (this.#out.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) {
      return;
    }
    this.#shownMs = nowMs;
    const line = this.#line(counts, (nowMs - this.#startedMs) / 1000);
    this.#out.write(this.#out.isTTY ? `\r${line.slice(0, (this.#out.columns || 80) - 1)}\u001b[K` : `${line}\n`);
  }

  /** Clears the line, so that what follows stands alone. */
  end(): void {
    if (this.#out.isTTY) {
      this.#out.write('\r\u001b[K');
    }
  }

  #line(counts: RunCounts, seconds: number): string {
    const rate = (count: number): string => formatCount(Math.round(count / seconds));
    const rates = `${rate(counts.records)} records/s  ${rate(counts.routes)} routes/s`;
    const readBytes = this.#doneBytes + (this.#current?.readBytes ?? 0);
    if (this.#totalBytes === undefined || readBytes === 0) {
      return `${formatCount(counts.records)} records  ${rates}`;
    }
    const share = Math.min(1, readBytes / this.#totalBytes);
    const left = formatDuration((seconds / share) * (1 - share));
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    return this.#out.isTTY ? `${bar(share)} ${percent}  ${rates}  ${left} left` : `${percent}  ${rates}  ${left} left`;
  }
}

function bar(share: number): string {
  const full = Math.floor(share * BAR_CELLS);
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}
