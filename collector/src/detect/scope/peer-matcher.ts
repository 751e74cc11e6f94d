import type { Peer } from '../../event/types.ts';
import type { AddressText } from '../../net/address.ts';
import type { PeerSelector, PeerSettings } from '../settings.ts';

/** Whether peers are among those that selectors mean. Names and groups are looked up once. */
export class PeerMatcher {
  readonly #addresses = new Set<AddressText>();
  readonly #ases = new Set<number>();

  constructor(selectors: readonly PeerSelector[], peers: ReadonlyMap<AddressText, PeerSettings>) {
    for (const selector of selectors) {
      switch (selector.kind) {
        case 'address':
          this.#addresses.add(selector.address);
          break;
        case 'as':
          this.#ases.add(selector.as);
          break;
        case 'name':
          for (const [address, { name, group }] of peers) {
            if (name === selector.name || group === selector.name) {
              this.#addresses.add(address);
            }
          }
      }
    }
  }

  matches({ address, as }: Peer): boolean {
    return this.#addresses.has(address) || this.#ases.has(as);
  }
}
