import type { Peer, RouteEvent } from '../../event/types.ts';
import type { Change } from '../../rib/change.ts';
import type { Context } from '../context.ts';
import type { Detector, Remembers } from '../detector.ts';
import type { Trouble } from '../incidents/incident.ts';
import { peerName } from '../names.ts';
import { peerKey } from '../peer-key.ts';

/** The first KEEPALIVE only confirms the session; from the second on they are known to be recorded, and to be sent at all. */
const REGULAR_KEEPALIVES = 2;

interface Feed {
  readonly peer: Peer;
  /** From the OPENs of both sides, microseconds; undefined where they were not heard. 0: the session has no hold timer. */
  receivedHoldUs: number | undefined;
  sentHoldUs: number | undefined;
  keepalives: number;
  /** When it was last heard, Unix microseconds. */
  lastUs: number;
  silent: boolean;
}

interface Memory {
  readonly feeds: Map<Peer, Feed>;
  readonly tickUs: number | undefined;
}

/**
 * Peers of which nothing is heard although their session is up: an incident of kind `silent-feed` when a peer was silent for its
 * hold time (RFC 4271 §4.2), that is the lower of both OPENs as far as they were heard, else `silentAfterUs`. The next message or the
 * end of the session clears it. Only peers whose KEEPALIVEs are recorded can be found silent. Where nothing at all is heard for as
 * long, the capture has a gap, and no peer is silent.
 *
 * Silenced by `detect: off: [silent-feed]`.
 */
export class SilentFeeds implements Detector, Remembers<Memory> {
  readonly #context: Context;
  #feeds = new Map<Peer, Feed>();
  #tickUs: number | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  save(): Memory {
    return { feeds: this.#feeds, tickUs: this.#tickUs };
  }

  load({ feeds, tickUs }: Memory): void {
    this.#feeds = feeds;
    this.#tickUs = tickUs;
  }

  observe(change: Change): void {
    if (change.kind === 'heard') {
      this.#heard(change.event);
    }
  }

  tick(timeUs: number): void {
    const stepUs = timeUs - (this.#tickUs ?? timeUs);
    const isBack = stepUs < -this.#context.settings.intervalUs;
    this.#tickUs = timeUs;
    for (const feed of this.#feeds.values()) {
      const holdUs = this.#holdOf(feed);
      if (isBack || stepUs >= holdUs) {
        feed.lastUs = timeUs;
      } else if (!feed.silent && timeUs - feed.lastUs >= holdUs && this.#isRegular(feed)) {
        feed.silent = true;
        this.#raise(feed, holdUs);
      }
    }
  }

  #heard(event: RouteEvent): void {
    switch (event.kind) {
      case 'message': {
        const feed = this.#feedOf(event.peer, event.timeUs);
        feed.lastUs = Math.max(feed.lastUs, event.timeUs);
        feed.keepalives += event.type === 'KEEPALIVE' ? 1 : 0;
        this.#clear(feed, event.timeUs);
        return;
      }
      case 'open': {
        const feed = this.#feedOf(event.peer, event.timeUs);
        feed[event.direction === 'received' ? 'receivedHoldUs' : 'sentHoldUs'] = event.open.holdTimeSeconds * 1_000_000;
        return;
      }
      case 'peer-down':
      case 'feed-lost': {
        const feed = this.#feeds.get(event.peer);
        if (feed !== undefined) {
          this.#clear(feed, event.timeUs);
          this.#feeds.delete(event.peer);
        }
        return;
      }
      default:
    }
  }

  #feedOf(peer: Peer, timeUs: number): Feed {
    let feed = this.#feeds.get(peer);
    if (feed === undefined) {
      const unheard = { receivedHoldUs: undefined, sentHoldUs: undefined, keepalives: 0 };
      feed = { peer, ...unheard, lastUs: timeUs, silent: false };
      this.#feeds.set(peer, feed);
    }
    return feed;
  }

  #isRegular({ peer, keepalives }: Feed): boolean {
    return keepalives >= REGULAR_KEEPALIVES && this.#context.rib.state(peer).live;
  }

  /** Microseconds. */
  #holdOf({ receivedHoldUs, sentHoldUs }: Feed): number {
    const { silentAfterUs } = this.#context.settings.thresholds;
    const holdUs = Math.min(receivedHoldUs ?? Infinity, sentHoldUs ?? Infinity);
    return holdUs === 0 ? Infinity : Number.isFinite(holdUs) ? holdUs : silentAfterUs;
  }

  #raise({ peer, lastUs }: Feed, holdUs: number): void {
    const { incidents, settings } = this.#context;
    const trouble: Trouble = {
      kind: 'silent-feed',
      key: peerKey(peer),
      severity: 'warning',
      router: peer.router,
      peer: peer.address,
      summary: `Nothing was heard of ${peerName(settings, peer)} for ${holdUs / 1_000_000} s, and its session is up`,
      prefixes: 0,
      firstPrefixes: [],
    };
    incidents.raise(trouble, lastUs + holdUs);
  }

  #clear(feed: Feed, timeUs: number): void {
    if (feed.silent) {
      feed.silent = false;
      this.#context.incidents.clear('silent-feed', peerKey(feed.peer), timeUs);
    }
  }
}
