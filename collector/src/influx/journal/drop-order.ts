import type { BufferLimits } from './writer.ts';

/**
 * What is given up first when lines come faster than they can be written: the room between high water and the end of memory is
 * parted evenly, the first measurement may use the first part alone, the next one two, and those that are not named use all.
 * Whoever can wait waits at high water, so this is for what cannot.
 */
export class DropOrder {
  readonly #measurements: readonly string[];
  readonly #limits: BufferLimits;

  constructor(measurements: readonly string[], limits: BufferLimits) {
    this.#measurements = measurements;
    this.#limits = limits;
  }

  /** Up to which size of what is in memory a line of this measurement is taken. */
  limitBytes(measurement: string): number {
    const { highWaterBytes, maxBytes } = this.#limits;
    const at = this.#measurements.indexOf(measurement);
    const parts = this.#measurements.length + 1;
    return at === -1 ? maxBytes : highWaterBytes + ((maxBytes - highWaterBytes) * (at + 1)) / parts;
  }
}

/** Name of the measurement of a line: no name of the schema has a character that would be escaped. */
export function measurementOf(line: string): string {
  return line.slice(0, line.search(/[, ]/));
}
