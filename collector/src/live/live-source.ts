import type { Archive } from '../archive/archive.ts';
import type { SourceOptions } from '../config/sources-schema.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import type { KnownPeers } from './known-peers.ts';
import type { LiveRun } from './live-run.ts';
import type { Routers } from './routers.ts';

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

/** What sources take in common. */
export interface Surroundings {
  readonly run: LiveRun;
  readonly routers: Routers;
  readonly known: KnownPeers;
  /** Where what is heard by sockets is kept as it came; undefined for nowhere. */
  readonly archive: Archive | undefined;
  /** Wall clock, Unix microseconds. */
  readonly nowUs: () => number;
  /** Called when hearing failed for good, which is a fault of this program. */
  readonly failed: (error: unknown) => void;
}
