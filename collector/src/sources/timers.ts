interface Running {
  readonly handle: NodeJS.Timeout;
  readonly afterMs: number;
  fire: () => void;
  due: NodeJS.Immediate | undefined;
}

/** Timers by name. They run on a monotonic clock, so that a step of the system's clock neither fires nor delays them. */
export class Timers {
  readonly #running = new Map<string, Running>();

  /** Starts a timer, anew where it runs. */
  start(name: string, afterMs: number, fire: () => void): void {
    const running = this.#running.get(name);
    if (running?.afterMs === afterMs) {
      clearImmediate(running.due);
      running.due = undefined;
      running.fire = fire;
      running.handle.refresh();
      return;
    }
    this.stop(name);
    const handle = setTimeout(() => this.#fired(name), afterMs);
    this.#running.set(name, { handle, afterMs, fire, due: undefined });
  }

  runs(name: string): boolean {
    return this.#running.has(name);
  }

  stop(name: string): void {
    const running = this.#running.get(name);
    if (running !== undefined) {
      clearTimeout(running.handle);
      clearImmediate(running.due);
      this.#running.delete(name);
    }
  }

  /** After a busy spell what sockets hold by now is heard first: it may stop the timer, or start it anew. */
  #fired(name: string): void {
    const running = this.#running.get(name);
    if (running !== undefined) {
      running.due = setImmediate(() => {
        this.#running.delete(name);
        running.fire();
      });
    }
  }
}
