const FIRST_BYTES = 4096;
const ZERO = 48;
const DOT = 46;

/**
 * Text under construction as bytes, for output that is written by the million lines: numbers become digits in place, no string
 * is made. Grows as needed; `clear` keeps what was allocated.
 */
export class TextBuilder {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  /** Bytes so far. */
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** The bytes so far. A view: valid until more is added. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** Characters below 128 only. */
  ascii(text: string): void {
    const bytes = this.#room(text.length);
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      bytes[at++] = text.charCodeAt(i);
    }
    this.length = at;
  }

  /** Any text, as UTF-8. */
  utf8(text: string): void {
    this.length += this.#room(text.length * 3).write(text, this.length);
  }

  /** One character below 128. */
  byte(code: number): void {
    this.#room(1)[this.length++] = code;
  }

  /** An integer from 0 to 2^53 - 1 in decimal. */
  decimal(value: number): void {
    const bytes = this.#room(16);
    if (value < 10) {
      bytes[this.length++] = ZERO + value;
      return;
    }
    let digits = 2;
    for (let limit = 100; limit <= value; limit *= 10) {
      digits++;
    }
    let at = (this.length += digits);
    let rest = value;
    do {
      const tenth = Math.floor(rest / 10);
      bytes[--at] = ZERO + (rest - tenth * 10);
      rest = tenth;
    } while (rest > 0);
  }

  /** An integer in decimal, with zeros in front up to `width`. */
  padded(value: number, width: number): void {
    const bytes = this.#room(width);
    let rest = value;
    for (let at = this.length + width - 1; at >= this.length; at--) {
      bytes[at] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.length += width;
  }

  /** Dotted decimal of 32 bits. */
  ipv4(word: number): void {
    const bytes = this.#room(16);
    let at = octet(bytes, this.length, word >>> 24);
    bytes[at++] = DOT;
    at = octet(bytes, at, (word >>> 16) & 255);
    bytes[at++] = DOT;
    at = octet(bytes, at, (word >>> 8) & 255);
    bytes[at++] = DOT;
    this.length = octet(bytes, at, word & 255);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Adds once more what stands from `from` to `to`. */
  repeat(from: number, to: number): void {
    this.#room(to - from).copyWithin(this.length, from, to);
    this.length += to - from;
  }

  #room(more: number): Buffer {
    const need = this.length + more;
    if (need > this.#bytes.length) {
      const bigger = Buffer.allocUnsafe(Math.max(need, 2 * this.#bytes.length));
      bigger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = bigger;
    }
    return this.#bytes;
  }
}

function octet(bytes: Uint8Array, at: number, value: number): number {
  if (value >= 100) {
    const hundreds = value >= 200 ? 2 : 1;
    bytes[at++] = ZERO + hundreds;
    value -= hundreds * 100;
    bytes[at++] = ZERO + ((value * 205) >> 11);
  } else if (value >= 10) {
    bytes[at++] = ZERO + ((value * 205) >> 11);
  }
  // 205 / 2048 is a tenth, exact enough below 100.
  bytes[at++] = ZERO + value - ((value * 205) >> 11) * 10;
  return at;
}
