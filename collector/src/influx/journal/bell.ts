/** Wakes the one who waits. A ring that nobody hears is kept for the next wait. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Waits for a ring, `atMostMs` milliseconds at most. */
  async wait(atMostMs = Infinity): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (atMostMs !== Infinity) {
          const timer = setTimeout(resolve, atMostMs);
          this.#wake = (): void => {
            clearTimeout(timer);
            resolve();
          };
        }
      });
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
