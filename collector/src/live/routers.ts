import type { RouterContext } from '../event/mrt-events.ts';
import { PeerRegistry } from '../event/peer-registry.ts';
import { SessionBelief } from '../event/session-belief.ts';

/** What is known of each router, by its name, whatever source it is heard by. */
export class Routers {
  readonly #default: string;
  readonly #contexts = new Map<string, RouterContext>();

  /** `defaultName`: that of a router whose source names none. */
  constructor(defaultName: string) {
    this.#default = defaultName;
  }

  of(name = this.#default): RouterContext {
    let context = this.#contexts.get(name);
    if (context === undefined) {
      context = { peers: new PeerRegistry(name), sessions: new SessionBelief() };
      this.#contexts.set(name, context);
    }
    return context;
  }
}
