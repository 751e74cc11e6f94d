import type { SourceStatus } from '../sources/source-status.ts';

/** A configured source at work. */
export interface LiveSource {
  status(): SourceStatus;
  /** Stops hearing; ends when all that was heard has been taken. Rejects, before or then, where hearing failed for good. */
  close(): Promise<void>;
  /** Settles when hearing ends; rejects where it failed for good, which is a fault of this program. */
  readonly done: Promise<void>;
}
