import { expect, test } from 'vitest';
import { attributes, update } from '../../tests/build/bgp.ts';
import { join } from '../../tests/build/bytes.ts';
import { bgp4mp, peerIndex, rib } from '../../tests/build/mrt.ts';
import { RunCounts } from '../run-counts.ts';
import { type FeedItem, MrtFeed } from './mrt-feed.ts';
import { Routers } from './routers.ts';

const NAME = 'bgp.mrt';
const BEGIN: FeedItem = { kind: 'begin', inode: 1n, offset: 0 };
const END: FeedItem = { kind: 'end' };
const DAMAGE = new Uint8Array(50).fill(0xff);

function chunk(...parts: readonly Uint8Array[]): FeedItem {
  return { kind: 'chunk', bytes: join(...parts) };
}

/** What a feed makes of its items: the kinds of its events with what matters here, and what is left of it. */
async function fed(...items: readonly FeedItem[]): Promise<{ told: string[]; counts: RunCounts; feed: MrtFeed }> {
  const counts = new RunCounts();
  async function* source(): AsyncGenerator<FeedItem, undefined> {
    yield* items;
    return undefined;
  }
  const feed = new MrtFeed(NAME, source(), new Routers('local').of(), counts);
  const told: string[] = [];
  while ((await feed.pull()) !== 'ended') {
    for (const { events } of feed.takeAll()) {
      for (const event of events) {
        told.push(event.kind === 'table-end' ? `table-end ${event.complete ? 'complete' : 'in part'}` : event.kind);
      }
    }
  }
  return { told, counts, feed };
}

const change = (prefix: string): Uint8Array => bgp4mp(1000, update({ announced: [prefix] }));
const table = [
  peerIndex(1000, [{ peer: '192.0.2.1', peerAs: 65010 }]),
  rib(1000, '10.1.0.0/16', [{ peerIndex: 0, attributes: attributes({ asPath: [65010] }) }]),
  rib(1000, '10.2.0.0/16', [{ peerIndex: 0, attributes: attributes({ asPath: [65010] }) }]),
] as const;

test('a file that is gone before it was read to its end is a gap', async () => {
  const { counts } = await fed({ kind: 'lost', problem: 'the file is gone' }, BEGIN, chunk(change('10.1.0.0/16')));
  expect(counts.gaps.get(NAME)).toMatchObject({ count: 1, first: 'at offset 0, the file is gone' });
});

test('a table dump is complete; one with bytes in it that are no record is not, and they are counted', async () => {
  const whole = await fed(BEGIN, chunk(...table), END);
  expect(whole.told.at(-1)).toBe('table-end complete');
  expect(whole.counts.gaps.size).toBe(0);
  const [index, first, second] = table;
  const damaged = await fed(BEGIN, chunk(index, first, DAMAGE, second), END);
  expect(damaged.told).toEqual([...whole.told.slice(0, -1), 'table-end in part']);
  expect(damaged.counts.gaps.get(NAME)).toMatchObject({ count: 1, skippedBytes: DAMAGE.length });
});

test('a file that ends in the middle of a record is a gap, and the one behind it is read', async () => {
  const cut = change('10.1.0.0/16').subarray(0, -1);
  const next: FeedItem = { kind: 'begin', inode: 2n, offset: 0 };
  const { told, counts, feed } = await fed(BEGIN, chunk(cut), next, chunk(change('10.2.0.0/16')));
  expect(told.filter((kind) => kind === 'announce')).toHaveLength(1);
  expect(counts.gaps.get(NAME)?.count).toBe(1);
  expect(feed.problem).toBeUndefined();
});

test('what cannot be read for now is a problem until it is read again', async () => {
  const trouble: FeedItem = { kind: 'trouble', problem: 'no permission' };
  expect((await fed(BEGIN, chunk(change('10.1.0.0/16')), trouble)).feed.problem).toBe('no permission');
  const goesOn: FeedItem = { kind: 'begin', inode: 1n, offset: change('10.1.0.0/16').length };
  const mended = await fed(BEGIN, chunk(change('10.1.0.0/16')), trouble, goesOn, chunk(change('10.2.0.0/16')));
  expect(mended.feed.problem).toBeUndefined();
  expect(mended.told.filter((kind) => kind === 'announce')).toHaveLength(2);
});
