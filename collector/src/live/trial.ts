import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/load.ts';
import { type PeerSummary, summarizePeers } from '../observe/peer-summary.ts';
import { type Outlet, Pipeline } from '../pipeline.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { Hearing } from './hearing.ts';
import { KnownPeers } from './known-peers.ts';
import { LiveRun } from './live-run.ts';
import { openRoas } from './roas.ts';
import { Routers } from './routers.ts';

/** What was there at the end of a trial. */
export interface Trial {
  readonly sources: readonly SourceStatus[];
  readonly peers: readonly PeerSummary[];
  /** Whether files were read to where they grow; nothing else is heard before. */
  readonly caughtUp: boolean;
}

/** Nothing is written of a trial. */
const NOWHERE: Outlet = {
  beginFile(): void {},
  take(): void {},
  full: false,
  relieved: async () => {},
};

/** Hears the configured sources for a moment, as `earshot run` does: peers see a session come and go. */
export async function tryHearing(config: Config, forMs: number): Promise<Trial> {
  const { sources, judgement, router } = config;
  const pipeline = new Pipeline(judgement, NOWHERE);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const hearing = new Hearing({
    run: new LiveRun(pipeline, NOWHERE),
    routers: new Routers(router),
    known: new KnownPeers([]),
    archive: undefined,
    nowUs: () => Date.now() * 1000,
    failed: reject,
  });
  const roas = openRoas(config, (table) => pipeline.replaceRoas(table));
  let caughtUp = false;
  const started = hearing.start(sources, new Map()).then(() => void (caughtUp = true));
  try {
    await Promise.race([failed, started.then(() => failed), sleep(forMs)]);
    return {
      sources: [...hearing.statuses(), ...roas.status()],
      peers: summarizePeers(pipeline.rib, judgement.peers),
      caughtUp,
    };
  } finally {
    await roas.close();
    await hearing.stop();
    await started;
  }
}
