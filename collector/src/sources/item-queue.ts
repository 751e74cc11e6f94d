/** Items on their way from sockets to one reader, who takes all that are there at once. */
export class ItemQueue<T> {
  readonly #onTaken: () => void;
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  /** `onTaken` is called whenever the reader has taken what was there. It is for those who push to keep to a limit. */
  constructor(onTaken: () => void) {
    this.#onTaken = onTaken;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** What is there can still be taken; then the reader is at the end. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** For one reader. */
  async *batches(): AsyncGenerator<readonly T[]> {
    for (;;) {
      if (this.#items.length > 0) {
        const batch = this.#items;
        this.#items = [];
        this.#onTaken();
        yield batch;
      } else if (this.#closed) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = undefined;
      }
    }
  }
}
