import { DecodeError } from '../bytes/decode-error.ts';
import type { BmpConnection, BmpItem } from '../bmp/item.ts';
import { decodeBmp } from '../bmp/message.ts';
import { BmpRouter, type SavedBmpRouter } from './bmp-router.ts';
import { RowClock, type SavedRowClock } from './row-clock.ts';
import type { RouteEvent } from './types.ts';

/** A router with the connection that it is heard on. */
interface Heard {
  readonly router: BmpRouter;
  connection: BmpConnection | undefined;
}

export interface SavedBmpEvents {
  readonly clock: SavedRowClock | undefined;
  readonly routers: readonly { readonly name: string; readonly router: SavedBmpRouter }[];
}

/**
 * Turns what a station hears into events. One for the life of a station. Of two connections of one router the newer is heard: the
 * older is what a router that restarted left behind, and ends in its own time.
 */
export class BmpEvents {
  readonly #maxPeers: number;
  readonly #routers = new Map<string, Heard>();
  #clock: RowClock | undefined;

  /** `maxPeers`: of one router, a peer for each table of a session. */
  constructor(maxPeers: number) {
    this.#maxPeers = maxPeers;
  }

  /** Goes on after a restart; the saved peers are the peers from now on. Call `lost` before the first item. */
  static load({ clock, routers }: SavedBmpEvents, maxPeers: number): BmpEvents {
    const events = new BmpEvents(maxPeers);
    if (clock !== undefined) {
      const loaded = RowClock.load(clock);
      events.#clock = loaded;
      for (const { name, router } of routers) {
        events.#routers.set(name, { router: new BmpRouter(name, loaded, maxPeers, router), connection: undefined });
      }
    }
    return events;
  }

  save(): SavedBmpEvents {
    const routers = [...this.#routers].map(([name, { router }]) => ({ name, router: router.save() }));
    return { clock: this.#clock?.save(), routers };
  }

  /** The events of no router being heard any more, as after a restart. */
  lost(timeUs: number): readonly RouteEvent[] {
    return [...this.#routers.values()].flatMap((heard) => {
      heard.connection = undefined;
      return heard.router.end(timeUs);
    });
  }

  /** The connection that a router is heard on; undefined where it is not heard. */
  connectionOf(router: string): BmpConnection | undefined {
    return this.#routers.get(router)?.connection;
  }

  /** The events of an item in the order in which they happened. */
  events(item: BmpItem): readonly RouteEvent[] {
    const { timeUs, connection } = item;
    const heard = this.#heard(connection.router, timeUs);
    if (item.kind === 'connected') {
      return begin(heard, connection, timeUs);
    }
    if (item.kind === 'fault') {
      return [{ kind: 'decode-fault', timeUs, problem: item.problem }];
    }
    if (heard.connection !== connection) {
      return item.kind === 'lost' ? [] : [{ kind: 'filtered', timeUs, reason: 'older BMP connection of a router' }];
    }
    if (item.kind === 'lost') {
      heard.connection = undefined;
      return heard.router.end(timeUs);
    }
    try {
      return heard.router.events(decodeBmp(item.frame), timeUs);
    } catch (error) {
      if (!(error instanceof DecodeError)) {
        throw error;
      }
      return [{ kind: 'decode-fault', timeUs, problem: error.message }];
    }
  }

  #heard(name: string, timeUs: number): Heard {
    let heard = this.#routers.get(name);
    if (heard === undefined) {
      this.#clock ??= new RowClock(timeUs, { steady: true });
      heard = { router: new BmpRouter(name, this.#clock, this.#maxPeers), connection: undefined };
      this.#routers.set(name, heard);
    }
    return heard;
  }
}

function begin(heard: Heard, connection: BmpConnection, timeUs: number): readonly RouteEvent[] {
  const ended = heard.connection === undefined ? [] : heard.router.end(timeUs);
  heard.connection = connection;
  return [...ended, ...heard.router.begin(timeUs)];
}
