/** Lines on their way to the disk. */
export class LineBuffer {
  #lines: string[] = [];
  /** UTF-16 units with a line end each, which is what they take in memory at least. */
  bytes = 0;

  get lines(): number {
    return this.#lines.length;
  }

  push(line: string): void {
    this.#lines.push(line);
    this.bytes += line.length + 1;
  }

  /** Takes the oldest lines, one at least and no more than `maxBytes` otherwise. */
  take(maxBytes: number): { text: Buffer; lines: number } {
    let lines = 0;
    let bytes = 0;
    do {
      bytes += this.#lines[lines]!.length + 1;
      lines++;
    } while (lines < this.#lines.length && bytes + this.#lines[lines]!.length < maxBytes);
    const text = `${this.#lines.splice(0, lines).join('\n')}\n`;
    this.bytes -= bytes;
    return { text: Buffer.from(text), lines };
  }

  /** Gives up what is in it; says how many lines. */
  clear(): number {
    const { lines } = this;
    this.#lines = [];
    this.bytes = 0;
    return lines;
  }
}
