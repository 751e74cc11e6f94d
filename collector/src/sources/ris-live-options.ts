import type { RisFilters } from '../ris/subscription.ts';

export interface RisLiveOptions {
  readonly url: string;
  /** What the server knows this client by. */
  readonly client: string;
  readonly filters: RisFilters;
  /** Messages that are older than this when they come are late. */
  readonly maxLagMs: number;
  /** Pause between two subscriptions: the server is asked not to be flooded. */
  readonly subscribeEveryMs: number;
  /** Time between two pings; the connection is given up when nothing has come for two of them. */
  readonly pingEveryMs: number;
  /** First wait after a failed attempt, and what it grows to. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  readonly maxFrameBytes: number;
  /** Where so much waits to be taken, nothing is read until it is taken. */
  readonly maxQueuedBytes: number;
}

/** What came in, and what did not go further. */
export interface RisLiveCounts {
  connections: number;
  /** Connections that could not be made, or ended. */
  failures: number;
  /** Texts: heard + other + errors + duplicates + faulty. */
  texts: number;
  heard: number;
  /** Texts that are no message of a peer: answers to subscriptions. */
  other: number;
  /** What the server complained of. */
  errors: number;
  /** Messages that had been heard before. */
  duplicates: number;
  /** Texts that could not be read. */
  faulty: number;
  /** Messages that came late. */
  late: number;
  /** Times that nothing was read since too much waited. */
  pauses: number;
}
