import { RisEvents } from '../event/ris-events.ts';
import type { RisItem } from '../ris/item.ts';
import type { RisLiveSource } from '../sources/ris-live-config.ts';
import { RisLive } from '../sources/ris-live.ts';
import type { Heard, LiveRun } from './live-run.ts';
import type { LiveSource } from './live-source.ts';
import type { Routers } from './routers.ts';

/** Hears what the peers of RIS tell. */
export function openRisLive({ live: options }: RisLiveSource, run: LiveRun, routers: Routers): LiveSource {
  const live = RisLive.open(options);
  const risEvents = new RisEvents(options.filters, (host) => routers.of(host));

  function* heard(batch: readonly RisItem[]): Generator<Heard> {
    for (const item of batch) {
      const timeUs = item.kind === 'heard' ? item.receivedUs : item.timeUs;
      run.pipeline.counts.record(timeUs);
      yield { timeUs, events: risEvents.events(item) };
    }
  }
  const done = (async (): Promise<void> => {
    for await (const batch of live.items()) {
      await run.hear('ris-live', heard(batch));
    }
  })();
  return {
    done,
    status: () => live.status(),
    close: async () => {
      await live.close();
      await done;
    },
  };
}
