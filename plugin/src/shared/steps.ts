/** How much of a work is done, of how much. */
export interface Progress {
  done: number;
  of: number;
}

/** Work in pieces, each much shorter than a frame, that leads to a result; it tells between them how far it is, where it knows. */
export type Steps<T> = Generator<Progress | undefined, T>;

/** All of the work at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
  }
}
