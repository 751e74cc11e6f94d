import { SAFI_UNICAST } from '../../net/family.ts';
import type { Prefix } from '../../net/prefix.ts';
import type { AttributeStore } from '../../rib/attribute-store.ts';
import type { FamilyTables } from '../../rib/family-tables.ts';
import type { AttributesId, PrefixId } from '../../rib/ids.ts';
import type { PeerTable } from '../../rib/peer-table.ts';
import type { Remembers } from '../detector.ts';
import type { RpkiValidity } from '../observation.ts';
import { RoaTable, type RouteOrigin, type SavedRoas } from './roa-table.ts';

interface Memory {
  /** Those in force: what comes in their place is compared with them. */
  readonly roas: SavedRoas | undefined;
  readonly next: SavedRoas | undefined;
}

/** The ROAs that routes are held against: none until some are given. */
export class Rpki implements Remembers<Memory> {
  readonly #attributes: AttributeStore;
  #roas: RoaTable | undefined;
  #next: RoaTable | undefined;

  constructor(attributes: AttributeStore) {
    this.#attributes = attributes;
  }

  save(): Memory {
    return { roas: this.#roas?.save(), next: this.#next?.save() };
  }

  load({ roas, next }: Memory): void {
    this.#roas = roas && RoaTable.load(roas);
    this.#next = next && RoaTable.load(next);
  }

  /** Undefined before there are any. */
  get roas(): RoaTable | undefined {
    return this.#roas;
  }

  /** From the next tick on these hold. */
  replace(roas: RoaTable): void {
    this.#next = roas;
  }

  /** Puts the new ROAs in force; gives those before, undefined where nothing changes. */
  takeNext(): RoaTable | undefined {
    const next = this.#next;
    if (next === undefined) {
      return undefined;
    }
    const before = this.#roas ?? new RoaTable([]);
    this.#roas = next;
    this.#next = undefined;
    return before;
  }

  /** Validity of a route by these ROAs; undefined without any, in other families than unicast, and where the origin is not known. */
  validity(
    table: PeerTable,
    prefix: PrefixId,
    attributes: AttributesId,
    roas: RoaTable | undefined = this.#roas
  ): RpkiValidity | undefined {
    const { family, prefixes } = table.family;
    if (roas === undefined || family.safi !== SAFI_UNICAST) {
      return undefined;
    }
    const origin = this.originOf(table, attributes);
    return origin === undefined ? undefined : roas.validate(prefixes.prefix(prefix), origin);
  }

  /**
   * Origin of a route. RFC 6811 §2: a path without ASes begins in the AS of the speaker, which is that of a peer that sends such a
   * one; undefined for a path inside a confederation.
   */
  originOf({ state }: PeerTable, attributes: AttributesId): RouteOrigin | undefined {
    const as = this.#attributes.originAs(attributes);
    if (as !== undefined) {
      return as;
    }
    const last = this.#attributes.asPath(attributes).at(-1);
    return last === undefined ? state.peer.as : last.kind === 'set' ? 'none' : undefined;
  }
}

/** The prefixes of a family that lie in one of these or are one. */
export function prefixesWithin(family: FamilyTables, changed: readonly Prefix[]): Set<PrefixId> {
  const { prefixes } = family;
  const found = new Set<PrefixId>();
  if (changed.length > prefixes.size) {
    prefixes.forEach((id) => found.add(id));
    return found;
  }
  for (const prefix of changed) {
    if (prefix.addressBits === prefixes.addressBits) {
      const id = prefixes.acquire({ ...prefix, rd: undefined });
      found.add(id);
      prefixes.forEachCovered(id, (covered) => {
        found.add(covered);
        return true;
      });
      prefixes.release(id);
    }
  }
  return found;
}
