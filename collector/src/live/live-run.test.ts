import { expect, test } from 'vitest';
import { PeerEvents, peer } from '../../tests/build/peer-events.ts';
import { defaultSettings } from '../detect/settings.ts';
import { type Outlet, Pipeline } from '../pipeline.ts';
import { LiveRun } from './live-run.ts';

const S = 1_000_000;

/** A journal that takes no more until it is relieved. */
class FullOutlet implements Outlet {
  full = true;
  readonly #relief = Promise.withResolvers<void>();

  beginFile(): void {}

  take(): void {}

  relieved(): Promise<void> {
    return this.#relief.promise;
  }

  relieve(): void {
    this.full = false;
    this.#relief.resolve();
  }
}

test('where the journal is full a file waits, and what is heard by a socket does not', async () => {
  const outlet = new FullOutlet();
  const pipeline = new Pipeline(defaultSettings(60 * S), outlet);
  const run = new LiveRun(pipeline, outlet);
  const [ofFile, ofSocket] = [new PeerEvents(peer('192.0.2.1')), new PeerEvents(peer('192.0.2.2', 65020))];
  const heard = (events: PeerEvents, prefix: string): Parameters<LiveRun['hear']>[1] => [
    { timeUs: S, events: [events.up(1), events.announce(1, prefix)] },
  ];
  const prefixes = (): number => pipeline.rib.size;

  let isRead = false;
  const reading = run.read('file', heard(ofFile, '10.1.0.0/16'), S).then(() => (isRead = true));
  await run.hear('socket', heard(ofSocket, '10.2.0.0/16'));
  expect([prefixes(), isRead]).toEqual([1, false]);
  outlet.relieve();
  await reading;
  expect(prefixes()).toBe(2);
});

test('time goes on with the records of a file as far as the clock, and not back', async () => {
  const pipeline = new Pipeline(defaultSettings(60 * S), new FullOutlet());
  const ticked: number[] = [];
  pipeline.advance = (timeUs): Promise<void> => {
    ticked.push(timeUs / S);
    return Promise.resolve();
  };
  const outlet = new FullOutlet();
  outlet.relieve();
  const run = new LiveRun(pipeline, outlet);
  const batch = [10, 20, 15, 3000, 30].map((second) => ({ timeUs: second * S, events: [] }));
  await run.read('file', batch, 40 * S);
  await run.hear('socket', [{ timeUs: 35 * S, events: [] }]);
  expect(ticked).toEqual([10, 20, 30]);
});

test('a whole table that no disk takes is left out after a while, and counted', async () => {
  const outlet = new FullOutlet();
  const pipeline = new Pipeline({ ...defaultSettings(60 * S), snapshotEveryUs: 10 * S }, outlet);
  const run = new LiveRun(pipeline, outlet);
  const one = new PeerEvents(peer('192.0.2.1'));
  const events = [one.up(1), one.announce(1, '10.1.0.0/16'), one.endOfRib(1)];
  await run.hear('socket', [{ timeUs: S, events }]);
  await run.tick(2 * S);
  const before = pipeline.abandonedSnapshots;
  await run.tick(11 * S);
  expect(pipeline.abandonedSnapshots).toBe(before + 1);
});
