import type { Peer } from '../../event/types.ts';
import type { AttributeStore } from '../../rib/attribute-store.ts';
import type { Rib } from '../../rib/rib.ts';
import { RouteTally } from '../counts/route-tally.ts';
import { PrefixRoster } from '../incidents/prefix-roster.ts';
import type { Domains } from '../scope/domains.ts';
import { RollingMedian } from '../sessions/rolling-median.ts';
import { replaceWithin } from './replace-within.ts';

/** Name of a field that nothing else in a memory has. */
const STANDS_FOR = '@';

/** What stands in plain data for a part of the tables or the settings, or for an object with a state of its own. */
type StandIn =
  | { readonly [STANDS_FOR]: 'peer'; readonly peer: Peer }
  | { readonly [STANDS_FOR]: 'table'; readonly peer: Peer; readonly familyName: string }
  | { readonly [STANDS_FOR]: 'family'; readonly name: string }
  | { readonly [STANDS_FOR]: 'domain'; readonly name: string }
  | { readonly [STANDS_FOR]: 'object'; readonly type: string; readonly state: unknown };

interface Saveable {
  save(): unknown;
}

/** Classes of the objects that memories hold. What is loaded may keep the parts of its state. */
const TYPES: Readonly<Record<string, { load(state: never, attributes: AttributeStore): Saveable }>> = {
  PrefixRoster,
  RollingMedian,
  RouteTally,
};

/**
 * Makes plain data of what detectors remember, and the other way round. A memory refers to tables, families and domains, which stand-ins
 * name, and to objects that stand in several places, which stay one.
 */
export class MemorySaver {
  readonly #rib: Rib;
  readonly #domains: Domains;

  constructor(rib: Rib, domains: Domains) {
    this.#rib = rib;
    this.#domains = domains;
  }

  /** What needs no stand-in is shared with the memory: to be written down before the next event. */
  toPlain(memory: unknown): unknown {
    const standIns = this.#standIns();
    return replaceWithin(memory, (one, within) => {
      const standIn = standIns.get(one);
      return standIn ?? (isPlain(one) ? undefined : standInOfObject(one, within));
    });
  }

  /** The memory over these tables. It takes over what it can use of the plain data. */
  toLive(plain: unknown): unknown {
    return replaceWithin(plain, (one, within) => {
      if (!(STANDS_FOR in one)) {
        return undefined;
      }
      const behind = this.#standingBehind(one as StandIn, within);
      if (behind === undefined) {
        throw new TypeError(`a memory speaks of a ${(one as StandIn)[STANDS_FOR]} that is not there`);
      }
      return behind;
    });
  }

  #standIns(): Map<object, StandIn> {
    const standIns = new Map<object, StandIn>();
    for (const state of this.#rib.peers()) {
      const { peer, tables } = state;
      standIns.set(state, { [STANDS_FOR]: 'peer', peer });
      for (const [familyName, table] of tables) {
        standIns.set(table, { [STANDS_FOR]: 'table', peer, familyName });
      }
    }
    for (const family of this.#rib.families()) {
      standIns.set(family, { [STANDS_FOR]: 'family', name: family.name });
    }
    for (const domain of this.#domains.all) {
      standIns.set(domain, { [STANDS_FOR]: 'domain', name: domain.settings.name });
    }
    return standIns;
  }

  #standingBehind(standIn: StandIn, within: (value: unknown) => unknown): unknown {
    switch (standIn[STANDS_FOR]) {
      case 'peer':
        return this.#rib.state(standIn.peer);
      case 'table':
        return this.#rib.state(standIn.peer).tables.get(standIn.familyName);
      case 'family':
        return this.#rib.family(standIn.name);
      case 'domain':
        return this.#domains.all.find(({ settings }) => settings.name === standIn.name);
      case 'object':
        return TYPES[standIn.type]?.load(within(standIn.state) as never, this.#rib.attributes);
    }
  }
}

function isPlain(one: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(one);
  return prototype === Object.prototype || one instanceof Map || one instanceof Set || Array.isArray(one);
}

function standInOfObject(one: object, within: (value: unknown) => unknown): StandIn {
  const type = one.constructor.name;
  if ((TYPES[type] as unknown) !== one.constructor) {
    throw new TypeError(`${type} in a memory: nobody knows how to save it`);
  }
  return { [STANDS_FOR]: 'object', type, state: within((one as Saveable).save()) };
}
