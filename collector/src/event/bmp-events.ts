import { DecodeError } from '../bytes/decode-error.ts';
import type { BmpConnection, BmpItem } from '../bmp/item.ts';
import { decodeBmp } from '../bmp/message.ts';
import type { BmpLimits } from './bmp-peers.ts';
import { BmpRouter } from './bmp-router.ts';
import { RowClock } from './row-clock.ts';
import type { RouteEvent } from './types.ts';

/** A router with the connection that it is heard on. */
interface Heard {
  readonly router: BmpRouter;
  connection: BmpConnection | undefined;
}

/**
 * Turns what a station hears into events. One for the life of a station. Of two connections of one router the newer is heard: the
 * older is what a router that restarted left behind, and ends in its own time.
 */
export class BmpEvents {
  readonly #limits: BmpLimits;
  readonly #routers = new Map<string, Heard>();
  #clock: RowClock | undefined;

  constructor(maxPeers: number, known: BmpLimits['known'] = (peer) => peer) {
    this.#limits = { maxPeers, known };
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
      heard = { router: new BmpRouter(name, this.#clock, this.#limits), connection: undefined };
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
