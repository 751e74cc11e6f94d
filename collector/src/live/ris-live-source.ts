import { RisEvents } from '../event/ris-events.ts';
import type { RisItem } from '../ris/item.ts';
import type { RisBgpMessage } from '../ris/message.ts';
import type { MessageItem } from '../session/item.ts';
import type { RisLiveSource } from '../config/ris-live-schema.ts';
import { RisLive } from '../sources/ris-live.ts';
import type { Heard } from './live-run.ts';
import type { LiveSource, Surroundings } from './live-source.ts';

/** Hears what the peers of RIS tell. */
export function openRisLive({ live: options }: RisLiveSource, { run, routers, archive }: Surroundings): LiveSource {
  const live = RisLive.open(options);
  const risEvents = new RisEvents(options.filters, (host) => routers.of(host));

  function* heard(batch: readonly RisItem[]): Generator<Heard> {
    for (const item of batch) {
      const timeUs = item.kind === 'heard' ? item.receivedUs : item.timeUs;
      if (item.kind === 'heard' && item.message.kind === 'bgp') {
        archive?.take(item.message.host, asSessionItem(timeUs, item.message));
      }
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

/** The message as one of a session, whose other end is not known: its address is the unspecified one. */
function asSessionItem(timeUs: number, { peer: address, as, direction, bytes }: RisBgpMessage): MessageItem {
  return {
    kind: 'message',
    timeUs,
    peer: { address, as, bgpId: undefined },
    direction,
    bytes,
    params: { asBytes: 4, addPath: () => false, external: undefined },
    local: { address: '0.0.0.0', as: 0 },
  };
}
