const FIRST_BYTES = 256;

/** Writes big-endian values one behind another, growing as needed. */
export class Writer {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  u8(value: number): void {
    this.#room(1)[this.#length++] = value;
  }

  u16(value: number): void {
    this.u8(value >>> 8);
    this.u8(value);
  }

  /** 32 bits, signed or not. */
  u32(value: number): void {
    this.u16(value >>> 16);
    this.u16(value);
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written, a copy. */
  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(more: number): Uint8Array {
    const need = this.#length + more;
    if (need > this.#bytes.length) {
      const bigger = new Uint8Array(Math.max(need, 2 * this.#bytes.length));
      bigger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = bigger;
    }
    return this.#bytes;
  }
}
