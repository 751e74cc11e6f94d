import { type FSWatcher, watch } from 'node:fs';

/** Waits for something to change in a folder. */
export class FolderChanges {
  readonly #checkMs: number;
  readonly #signal: AbortSignal;
  readonly #watcher: FSWatcher | undefined;
  #changed = false;
  #wake: (() => void) | undefined;

  constructor(folder: string, checkMs: number, signal: AbortSignal) {
    this.#checkMs = checkMs;
    this.#signal = signal;
    signal.addEventListener('abort', this.#notify);
    try {
      this.#watcher = watch(folder, this.#notify);
      // Without notifications the regular look has to do.
      this.#watcher.on('error', this.#notify);
    } catch {
      this.#watcher = undefined;
    }
  }

  /** Resolves when something has changed since the last call, when it is time to look anyway, or at the end. */
  async next(): Promise<void> {
    if (!this.#changed && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#checkMs);
        this.#wake = (): void => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#changed = false;
    this.#wake = undefined;
  }

  close(): void {
    this.#watcher?.close();
    this.#signal.removeEventListener('abort', this.#notify);
  }

  readonly #notify = (): void => {
    this.#changed = true;
    this.#wake?.();
  };
}
