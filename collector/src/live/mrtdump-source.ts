import { FileFollower } from '../sources/file-follower.ts';
import { openFile } from '../sources/file-source.ts';
import type { MrtdumpSource } from '../config/mrtdump-schema.ts';
import { SourceError } from '../sources/source.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveSource } from './live-source.ts';
import { type FeedItem, MrtFeed, type SavedFeed, placeOf } from './mrt-feed.ts';
import type { Routers } from './routers.ts';

/** How often a file is looked at when the file system tells nothing. */
const CHECK_MS = 1000;

/** A followed file, and the table dump to begin with: both feed the same tables. */
export class MrtdumpReader {
  readonly source: MrtdumpSource;
  readonly feed: MrtFeed;
  readonly seed: MrtFeed | undefined;
  readonly #stop = new AbortController();

  /** `saved`: where to go on; with it the tables are those of before, and no table dump is read. */
  constructor(source: MrtdumpSource, saved: SavedFeed | undefined, run: LiveRun, routers: Routers) {
    const { path, seed, from, router } = source;
    const { counts } = run.pipeline;
    const context = routers.of(router);
    const follower = new FileFollower(path, { from: saved === undefined ? from : placeOf(saved), checkMs: CHECK_MS });
    this.source = source;
    this.feed = new MrtFeed(path, follower.items(this.#stop.signal), context, counts, saved);
    if (saved === undefined && seed !== undefined) {
      this.seed = new MrtFeed(seed, seedItems(seed), context, counts);
    }
  }

  /** Goes on reading as the file grows. `nowUs`: the wall clock, Unix microseconds. */
  follow(run: LiveRun, nowUs: () => number): LiveSource {
    const done = this.#follow(run, nowUs);
    return {
      done,
      status: () => this.status(run),
      close: async () => {
        this.stop();
        await done;
      },
    };
  }

  stop(): void {
    this.#stop.abort();
  }

  async #follow(run: LiveRun, nowUs: () => number): Promise<void> {
    for (const feed of this.seed === undefined ? [this.feed] : [this.seed, this.feed]) {
      while ((await feed.pull()) !== 'ended') {
        if (feed.nextUs !== undefined) {
          await run.read(feed.name, feed.takeAll(), nowUs());
        }
      }
    }
  }

  status(run: LiveRun): SourceStatus {
    const { name, problem, takenOffset, lastUs } = this.feed;
    const isHeard = takenOffset !== undefined && problem === undefined;
    const seedProblem = this.seed?.problem;
    const gaps = run.pipeline.counts.gaps.get(name);
    return {
      type: 'mrtdump',
      name,
      state: problem !== undefined ? 'trouble' : isHeard ? 'hearing' : 'waiting',
      words: problem ?? (isHeard ? `read to offset ${takenOffset}` : 'there is no such file yet: it is waited for'),
      lastHeardMs: lastUs > 0 ? lastUs / 1000 : undefined,
      connections: [],
      counts: { gaps: gaps?.count ?? 0, skipped_bytes: gaps?.skippedBytes ?? 0 },
      blindSpots: [
        'a NOTIFICATION that BIRD sends shows as a change of state only',
        ...(seedProblem === undefined
          ? []
          : [`the table dump ${this.source.seed} was not read to its end: ${seedProblem}`]),
      ],
    };
  }
}

/** A table dump as a feed. One that cannot be read is told, and waited for no longer. */
async function* seedItems(path: string): AsyncGenerator<FeedItem, undefined> {
  try {
    const file = await openFile(path);
    yield { kind: 'begin', inode: 0n, offset: 0 };
    for await (const bytes of file.chunks()) {
      yield { kind: 'chunk', bytes };
    }
    yield { kind: 'end' };
  } catch (error) {
    if (!(error instanceof SourceError)) {
      throw error;
    }
    yield { kind: 'trouble', problem: error.message };
  }
  return undefined;
}
