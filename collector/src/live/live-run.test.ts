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
