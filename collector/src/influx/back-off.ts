/** Bounds of the pauses between two tries, milliseconds. */
export interface Pauses {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** No server may ask for a longer pause. */
const MAX_RETRY_AFTER_MS = 600_000;
/** Share of a pause that is left to chance, so that many collectors do not come back in step. */
const JITTER = 0.2;

/** Pauses that double from try to try. */
export class BackOff {
  readonly #pauses: Pauses;
  #nextMs: number;

  constructor(pauses: Pauses) {
    this.#pauses = pauses;
    this.#nextMs = pauses.firstMs;
  }

  /** The pause before the next try, never shorter than what the server asked for. */
  nextMs(retryAfterMs = 0): number {
    const pauseMs = this.#nextMs * (1 - JITTER * Math.random());
    this.#nextMs = Math.min(2 * this.#nextMs, this.#pauses.maxMs);
    return Math.max(pauseMs, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
  }

  /** After a success. */
  reset(): void {
    this.#nextMs = this.#pauses.firstMs;
  }
}

/** Value of a Retry-After header, seconds or a date (RFC 9110 §10.2.3), as milliseconds from `nowMs` on; 0 for anything else. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number {
  if (value === undefined) {
    return 0;
  }
  if (/^\d{1,9}$/.test(value)) {
    return Number(value) * 1000;
  }
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? 0 : Math.max(0, dateMs - nowMs);
}
