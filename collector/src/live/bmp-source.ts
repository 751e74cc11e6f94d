import { encodeFrame } from '../bmp/framer.ts';
import type { BmpItem } from '../bmp/item.ts';
import { BmpEvents } from '../event/bmp-events.ts';
import type { BmpSource } from '../config/bmp-schema.ts';
import { BmpStation } from '../sources/bmp-station.ts';
import type { Heard } from './live-run.ts';
import type { LiveSource, Surroundings } from './live-source.ts';

/** Hears the routers that tell a station. */
export async function openStation(
  { station: options }: BmpSource,
  { run, known, archive }: Surroundings
): Promise<LiveSource> {
  const station = await BmpStation.open(options);
  const bmpEvents = new BmpEvents(options.maxPeers, (peer) => known.same(peer));
  const { rib, counts } = run.pipeline;

  function* heard(batch: readonly BmpItem[]): Generator<Heard> {
    for (const item of batch) {
      counts.record(item.timeUs);
      if (item.kind === 'message') {
        archive?.takeFrame(item.connection.router, encodeFrame(item.frame));
      }
      yield { timeUs: item.timeUs, events: bmpEvents.events(item) };
    }
  }
  const limitRoutes = (batch: readonly BmpItem[]): void => {
    const routes = new Map<string, number>();
    for (const { peer, tables } of rib.peers()) {
      const ofPeer = [...tables.values()].reduce((sum, { size }) => sum + size, 0);
      routes.set(peer.router, (routes.get(peer.router) ?? 0) + ofPeer);
    }
    for (const { id, router } of new Set(batch.map(({ connection }) => connection))) {
      if ((routes.get(router) ?? 0) > options.maxRoutes) {
        station.tooManyRoutes(id);
      }
    }
  };
  const done = (async (): Promise<void> => {
    for await (const batch of station.items()) {
      await run.hear('bmp', heard(batch));
      limitRoutes(batch);
    }
  })();
  return {
    done,
    status: () => station.status(),
    close: async () => {
      await station.close();
      await done;
    },
  };
}
