import type { RouterContext } from '../event/mrt-events.ts';
import { PeerRegistry } from '../event/peer-registry.ts';
import { SessionBelief } from '../event/session-belief.ts';

/** What is known of each router, by its name. */
export type SavedRouters = Map<
  string,
  { readonly peers: ReturnType<PeerRegistry['save']>; readonly sessions: ReturnType<SessionBelief['save']> }
>;

/** What is known of each router, whatever source it is heard by. */
export class Routers {
  readonly #default: string;
  readonly #contexts = new Map<string, RouterContext>();

  /** `defaultName`: that of a router whose source names none. */
  constructor(defaultName: string, saved: SavedRouters = new Map()) {
    this.#default = defaultName;
    for (const [name, { peers, sessions }] of saved) {
      this.#contexts.set(name, { peers: new PeerRegistry(name, peers), sessions: new SessionBelief(sessions) });
    }
  }

  of(name = this.#default): RouterContext {
    let context = this.#contexts.get(name);
    if (context === undefined) {
      context = { peers: new PeerRegistry(name), sessions: new SessionBelief() };
      this.#contexts.set(name, context);
    }
    return context;
  }

  save(): SavedRouters {
    return new Map(
      [...this.#contexts].map(([name, { peers, sessions }]) => [
        name,
        { peers: peers.save(), sessions: sessions.save() },
      ])
    );
  }
}
