import type { AddressText } from '../net/address.ts';

/** Routers whose names are remembered: what names itself anew all the time does not fill the memory. */
const MAX_ROUTERS = 1000;
const MAX_NAME_LENGTH = 100;

/** Which name each router has on its rows: no name is that of two. */
export class RouterNames {
  readonly #mapped: ReadonlyMap<AddressText, string>;
  /** By name, the address that it belongs to; undefined where that was configured for several. */
  readonly #owners = new Map<string, AddressText | undefined>();

  constructor(mapped: Readonly<Record<AddressText, string>>) {
    this.#mapped = new Map(Object.entries(mapped));
    for (const name of this.#mapped.values()) {
      this.#owners.set(name, undefined);
    }
  }

  /**
   * The configured name, else what the router calls itself, else its address. Two that call themselves the same, such as all of GoBGP,
   * have their address behind the name, but for the first. Undefined where there are too many.
   */
  nameOf(address: AddressText, sysName: string | undefined): string | undefined {
    const mapped = this.#mapped.get(address);
    if (mapped !== undefined) {
      return mapped;
    }
    const own = sysName?.slice(0, MAX_NAME_LENGTH).trim() || address;
    return this.#isFree(own, address)
      ? own
      : this.#isFree(`${own}@${address}`, address)
        ? `${own}@${address}`
        : undefined;
  }

  /** Takes the name where nobody else has it. */
  #isFree(name: string, address: AddressText): boolean {
    if (this.#owners.has(name)) {
      return this.#owners.get(name) === address;
    }
    if (this.#owners.size >= MAX_ROUTERS) {
      return false;
    }
    this.#owners.set(name, address);
    return true;
  }
}
