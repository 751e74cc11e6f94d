import type { SavedMrtEvents } from './event/mrt-events.ts';
import type { PeerRegistry } from './event/peer-registry.ts';
import type { SessionBelief } from './event/session-belief.ts';
import type { SavedFramer } from './mrt/framer.ts';
import type { SavedPipeline } from './pipeline.ts';

/**
 * Version of the shape of a saved run. It goes up with each change of what anybody saves: what was saved before is refused then, and
 * the run begins anew.
 */
export const SAVED_RUN_FORMAT = 1;

/**
 * All that a run remembers between two records, to be serialized as one graph: in it each peer is one object, and after loading it is
 * the peer.
 */
export interface SavedRun<Sources> {
  readonly pipeline: SavedPipeline;
  /** Last row time of each series that is numbered when it is written, Unix nanoseconds. */
  readonly lines: Map<string, bigint>;
  readonly sources: Sources;
}

/** What is remembered of a router whose MRT files are read, and of the file that is being read. */
export interface SavedMrtSource {
  readonly peers: ReturnType<PeerRegistry['save']>;
  readonly sessions: ReturnType<SessionBelief['save']>;
  readonly events: SavedMrtEvents;
  readonly framer: SavedFramer;
  /** Unix second of the last tick. */
  readonly second: number | undefined;
}
