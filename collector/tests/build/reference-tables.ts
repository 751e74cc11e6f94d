import { formatAsPath } from '../../src/bgp/as-path.ts';
import type { AnnounceEvent, Peer, RouteEvent, TableRouteEvent, WithdrawEvent } from '../../src/event/types.ts';
import { formatFamily } from '../../src/net/family.ts';
import { formatPrefix } from '../../src/net/prefix.ts';

type Table = Map<string, string>;

/** The routing tables as plainly as can be: a map of maps of text, for comparison with those of the collector. */
export class ReferenceTables {
  readonly #tables = new Map<string, Table>();
  /** Routes that a refresh or dump in progress has told so far. */
  readonly #told = new Map<string, Set<string>>();
  readonly #dumping = new Set<string>();

  apply(event: RouteEvent): void {
    switch (event.kind) {
      case 'announce':
        return this.#set(event);
      case 'table-route': {
        const name = nameOf(event.peer, formatFamily(event.family));
        if (!this.#dumping.has(name)) {
          this.#dumping.add(name);
          this.#told.set(name, new Set());
        }
        return this.#set(event);
      }
      case 'withdraw':
        this.#table(event).delete(keyOf(event));
        return;
      case 'table-end': {
        const name = nameOf(event.peer, formatFamily(event.family));
        this.#dumping.delete(name);
        return this.#sweep(name);
      }
      case 'route-refresh': {
        const name = nameOf(event.peer, formatFamily(event.refresh.family));
        if (event.direction === 'received' && event.refresh.subtype === 1 && this.#tables.has(name)) {
          this.#told.set(name, new Set());
        } else if (event.direction === 'received' && event.refresh.subtype === 2) {
          this.#sweep(name);
        }
        return;
      }
      case 'peer-up':
      case 'peer-down':
        for (const name of this.#tables.keys()) {
          if (name.startsWith(nameOf(event.peer, ''))) {
            this.#tables.set(name, new Map());
            this.#told.delete(name);
          }
        }
        return;
      default:
    }
  }

  /** `table route`, sorted. */
  lines(): string[] {
    return [...this.#tables]
      .flatMap(([name, table]) => [...table].map(([key, route]) => `${name} ${key} ${route}`))
      .sort();
  }

  #set(event: AnnounceEvent | TableRouteEvent): void {
    const name = nameOf(event.peer, formatFamily(event.family));
    const { attributes, nextHop, otherAttributes } = event;
    const route = [formatAsPath(attributes.asPath ?? []), nextHop, Buffer.from(otherAttributes).toString('hex')];
    this.#table(event).set(keyOf(event), route.join(' '));
    this.#told.get(name)?.add(keyOf(event));
  }

  #sweep(name: string): void {
    const told = this.#told.get(name);
    this.#told.delete(name);
    for (const key of told ? (this.#tables.get(name)?.keys() ?? []) : []) {
      if (!told!.has(key)) {
        this.#tables.get(name)!.delete(key);
      }
    }
  }

  #table({ peer, family }: AnnounceEvent | TableRouteEvent | WithdrawEvent): Table {
    const name = nameOf(peer, formatFamily(family));
    const table = this.#tables.get(name) ?? new Map<string, string>();
    this.#tables.set(name, table);
    return table;
  }
}

export function nameOf({ router, view, vrf, address, as }: Peer, familyName: string): string {
  return `${router} ${view} ${vrf} ${address} ${as} ${familyName}`;
}

function keyOf({ prefix }: AnnounceEvent | TableRouteEvent | WithdrawEvent): string {
  return `${prefix.rd ?? '-'} ${formatPrefix(prefix)} ${prefix.pathId ?? '-'}`;
}
