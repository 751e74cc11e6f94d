import type { SourceOptions } from '../config/sources-schema.ts';
import type { SourceStatus } from '../sources/source-status.ts';

/** A configured source at work. */
export interface LiveSource {
  status(): SourceStatus;
  /** Goes over to other options without disturbing what is the same in them; false where it cannot. */
  adopt?(options: SourceOptions): boolean;
  /** Stops hearing; ends when all that was heard has been taken. Rejects, before or then, where hearing failed for good. */
  close(): Promise<void>;
  /** Settles when hearing ends; rejects where it failed for good, which is a fault of this program. */
  readonly done: Promise<void>;
}
