import type { PathAttributes } from '../bgp/attributes.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import type { Observation } from '../detect/observation.ts';
import type { AnnounceEvent, Peer, TableRouteEvent, WithdrawEvent } from '../event/types.ts';
import type { AddressText } from '../net/address.ts';
import { formatFamily } from '../net/family.ts';
import { formatPrefix } from '../net/prefix.ts';
import type { Outlet } from '../pipeline.ts';

/** A route of a peer's table. */
export interface LearnedRoute {
  readonly peer: Peer;
  /** As in the tag `afi`. */
  readonly familyName: string;
  readonly prefix: NlriPrefix;
  readonly attributes: PathAttributes;
  readonly nextHop: AddressText | undefined;
}

interface PeerTables {
  /** By family. */
  readonly tables: Map<string, Routes>;
  /** Tables of a dump that has not ended, by family. */
  readonly dumps: Map<string, Routes>;
  /** Whether its tables are known as a whole: it was seen to come up, or a dump has it. */
  whole: boolean;
}

type Routes = Map<string, LearnedRoute>;

/** The tables at the end of the input, with the attributes of their routes. */
export class LearnedTables implements Outlet, Iterable<LearnedRoute> {
  readonly full = false;
  readonly #peers = new Map<Peer, PeerTables>();

  beginFile(): void {}

  async relieved(): Promise<void> {}

  take(observation: Observation): void {
    switch (observation.kind) {
      case 'route':
        return this.#route(observation.event);
      case 'table-end': {
        const { peer, family, complete } = observation.event;
        return this.#endDump(this.#of(peer), formatFamily(family), complete);
      }
      case 'session':
        if (!observation.repeated) {
          const state = this.#of(observation.peer);
          state.tables.clear();
          state.whole ||= observation.up;
        }
        return;
      default:
    }
  }

  /** Of all tables. */
  *[Symbol.iterator](): Generator<LearnedRoute> {
    for (const { tables } of this.#peers.values()) {
      for (const routes of tables.values()) {
        yield* routes.values();
      }
    }
  }

  /** The peers that only a part of the table was heard of, as far as the input tells. */
  *partial(): Generator<Peer> {
    for (const [peer, { whole }] of this.#peers) {
      if (!whole) {
        yield peer;
      }
    }
  }

  #route(event: AnnounceEvent | WithdrawEvent | TableRouteEvent): void {
    const { peer, family, prefix } = event;
    const { tables, dumps } = this.#of(peer);
    const familyName = formatFamily(family);
    const kept = event.kind === 'table-route' ? dumps : tables;
    const routes = kept.get(familyName) ?? new Map<string, LearnedRoute>();
    kept.set(familyName, routes);
    if (event.kind === 'withdraw') {
      routes.delete(keyOf(prefix));
    } else {
      const { attributes, nextHop } = event;
      routes.set(keyOf(prefix), { peer, familyName, prefix, attributes, nextHop });
    }
  }

  #endDump(state: PeerTables, familyName: string, complete: boolean): void {
    const dump = state.dumps.get(familyName);
    state.dumps.delete(familyName);
    if (dump !== undefined && (complete || !state.tables.has(familyName))) {
      state.tables.set(familyName, dump);
      state.whole ||= complete;
    }
  }

  #of(peer: Peer): PeerTables {
    let state = this.#peers.get(peer);
    if (state === undefined) {
      state = { tables: new Map(), dumps: new Map(), whole: false };
      this.#peers.set(peer, state);
    }
    return state;
  }
}

/** What a withdrawal has to name. RFC 4364 §4.1, RFC 7911 §3 */
function keyOf(prefix: NlriPrefix): string {
  return `${prefix.rd ?? ''} ${formatPrefix(prefix)} ${prefix.pathId ?? ''}`;
}
