import type { LiveRun } from './live-run.ts';
import type { MrtFeed } from './mrt-feed.ts';

/**
 * Reads what files hold by now, merged by the time of their records, so that the tables of one are not ahead of the others; ends when
 * each has been read to where it grows, or to its end, or `signal` aborts. Time goes on with the records.
 */
export async function catchUp(
  feeds: readonly MrtFeed[],
  run: LiveRun,
  nowUs: () => number,
  signal: AbortSignal
): Promise<void> {
  const behind = new Set(feeds);
  while (behind.size > 0 && !signal.aborted) {
    for (const feed of behind) {
      await fill(feed, behind);
    }
    const [first, ...others] = [...behind].sort((a, b) => a.nextUs! - b.nextUs!);
    if (first !== undefined) {
      const untilUs = Math.min(...others.map(({ nextUs }) => nextUs!));
      await run.read(first.name, takeUntil(first, untilUs), nowUs());
    }
  }
}

/** Reads until something waits; a feed that has nothing for now is behind no more. */
async function fill(feed: MrtFeed, behind: Set<MrtFeed>): Promise<void> {
  while (feed.nextUs === undefined) {
    const pulled = await feed.pull();
    if (pulled !== 'more') {
      // The end of a file may leave something to be taken.
      if (feed.nextUs === undefined) {
        behind.delete(feed);
      }
      return;
    }
  }
}

function* takeUntil(feed: MrtFeed, untilUs: number): ReturnType<MrtFeed['takeAll']> {
  while (feed.nextUs !== undefined && feed.nextUs <= untilUs) {
    const heard = feed.takeNext();
    if (heard !== undefined) {
      yield heard;
    }
  }
}
