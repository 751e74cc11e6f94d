import type { FamilyTables } from '../../rib/family-tables.ts';
import type { Remembers } from '../detector.ts';
import type { Domain } from './domains.ts';

/** What follows each domain in each family, made when it is first asked for. */
export class Followers<Follower extends Remembers<Memory>, Memory> implements Remembers<
  Map<Domain, Map<FamilyTables, Memory>>
> {
  readonly #make: (domain: Domain, family: FamilyTables) => Follower;
  readonly #followers = new Map<Domain, Map<FamilyTables, Follower>>();

  constructor(make: (domain: Domain, family: FamilyTables) => Follower) {
    this.#make = make;
  }

  of(domain: Domain, family: FamilyTables): Follower {
    let ofDomain = this.#followers.get(domain);
    if (ofDomain === undefined) {
      ofDomain = new Map();
      this.#followers.set(domain, ofDomain);
    }
    let follower = ofDomain.get(family);
    if (follower === undefined) {
      follower = this.#make(domain, family);
      ofDomain.set(family, follower);
    }
    return follower;
  }

  *[Symbol.iterator](): Generator<Follower> {
    for (const ofDomain of this.#followers.values()) {
      yield* ofDomain.values();
    }
  }

  save(): Map<Domain, Map<FamilyTables, Memory>> {
    const memory = new Map<Domain, Map<FamilyTables, Memory>>();
    for (const [domain, ofDomain] of this.#followers) {
      memory.set(domain, new Map([...ofDomain].map(([family, follower]) => [family, follower.save()])));
    }
    return memory;
  }

  load(memory: Map<Domain, Map<FamilyTables, Memory>>): void {
    for (const [domain, ofDomain] of memory) {
      for (const [family, ofFamily] of ofDomain) {
        this.of(domain, family).load(ofFamily);
      }
    }
  }
}
