import type { RouteEvent } from '../event/types.ts';
import { SessionEvents } from '../event/session-events.ts';
import type { SessionItem } from '../session/item.ts';
import { malformedUpdate } from '../session/refusal.ts';
import type { BgpSource } from '../config/bgp-schema.ts';
import { BgpSpeaker } from '../sources/bgp-speaker.ts';
import type { Heard } from './live-run.ts';
import type { LiveSource, Surroundings } from './live-source.ts';

/** Hears the sessions that a speaker holds. */
export async function openSpeaker(
  { router, speaker: options }: BgpSource,
  { run, routers, archive }: Surroundings
): Promise<LiveSource> {
  const speaker = await BgpSpeaker.open(options);
  const origin = `bgp ${options.bgpId}`;
  const { peers } = routers.of(router);
  const sessionEvents = new SessionEvents(peers);

  function* heard(batch: readonly SessionItem[]): Generator<Heard> {
    for (const item of batch) {
      const { timeUs } = item;
      archive?.take(peers.router, item);
      run.pipeline.counts.record(timeUs);
      const events = sessionEvents.events(item);
      yield { timeUs, events };
      const problem = sessionFault(events);
      if (problem !== undefined) {
        speaker.reset(item.peer.address, malformedUpdate(problem));
      }
    }
  }
  const done = (async (): Promise<void> => {
    for await (const batch of speaker.items()) {
      await run.hear(origin, heard(batch));
    }
  })();
  return {
    done,
    status: () => speaker.status(),
    adopt: (other) => other.type === 'bgp' && other.router === router && speaker.adopt(other.speaker),
    close: async () => {
      await speaker.close('the collector is being stopped');
      await done;
    },
  };
}

/** What is so wrong with a message of the peer that the session has to end. RFC 7606 §3 */
function sessionFault(events: readonly RouteEvent[]): string | undefined {
  for (const event of events) {
    if (
      event.kind === 'decode-fault' &&
      event.of?.direction === 'received' &&
      event.of.fault.class === 'session-reset'
    ) {
      return event.problem;
    }
  }
  return undefined;
}
